// Time: going back and forth in a run, branches of it, undoing; and the drawer and the card that have
// their place beside it.

import { choose, expect, file, frames, saved, sizes, test } from "./support.mjs";

/** The moment on the screen with all that is shown of it. */
const state = (lab) => {
  const { now } = lab.history();
  const { epoch, loss, accuracy } = lab.status();
  return { now, epoch, loss, accuracy, weights: lab.weights() };
};

const whole = (lab) => ({ ...lab.experiment() });

/** What the page says of the moment on the screen. */
const numbers = async (ui) => {
  const names = ["Epoch", "Training loss", "Test loss", "Training accuracy", "Test accuracy"];
  return Promise.all(names.map((name) => ui.shown(name)));
};

/** Trains epoch by epoch; each moment with what the page says of it. */
async function reach(ui, lab, epochs) {
  const moments = [[await lab(state), await numbers(ui)]];
  for (let epoch = 1; epoch <= epochs; epoch += 1) {
    await lab((lab) => lab.train({ epochs: 1 }));
    moments.push([await lab(state), await numbers(ui)]);
  }
  return moments;
}

/** Waits until a moment is on the screen, and holds it against what it was when it was reached. */
async function isAt(ui, lab, [expected, shown]) {
  await expect.poll(() => lab(state)).toEqual(expected);
  await expect.poll(() => numbers(ui)).toEqual(shown);
}

for (const [stride, steps] of [
  ["Sample", 13],
  ["Batch", 31],
  ["Epoch", 3],
]) {
  test(`Step back goes back by a ${stride.toLowerCase()}, moment by moment`, async ({ open, ui, lab }) => {
    await open();
    await expect(ui.stepBack).toBeDisabled();
    await ui.choice("Step by").selectOption(stride);
    const moments = [];
    for (let step = 0; step < steps; step += 1) {
      moments.push([await lab(state), await numbers(ui)]);
      await ui.step.click();
      await lab((lab) => lab.pause());
    }
    for (const moment of moments.reverse()) {
      await ui.stepBack.click();
      await isAt(ui, lab, moment);
    }
    await expect(ui.stepBack).toBeDisabled();
  });
}

test("the slider History goes through the run by keys", async ({ open, page, ui, lab }) => {
  await open();
  await expect(ui.history).toBeDisabled();
  const moments = await reach(ui, lab, 20);
  await expect(ui.history).toHaveAttribute("aria-valuetext", "epoch 20 of 20");
  await ui.history.focus();
  for (const [key, epoch] of [
    ["ArrowLeft", 19],
    ["ArrowDown", 18],
    ["ArrowRight", 19],
    ["PageDown", 17],
    ["Home", 0],
    ["PageUp", 2],
    ["ArrowUp", 3],
    ["End", 20],
    ["ArrowRight", 20],
    ["PageDown", 18],
  ]) {
    await page.keyboard.press(key);
    await isAt(ui, lab, moments[epoch]);
    await expect(ui.history).toHaveAttribute("aria-valuetext", `epoch ${epoch} of 20`);
  }
  await expect(ui.region("Output")).toContainText("Epoch 18 of 20. Play goes on from here as a branch; the former run stays.");
  await ui.button("Newest").click();
  await isAt(ui, lab, moments[20]);
  await expect(ui.button("Newest")).toBeHidden();
});

/** The middle of the slider's thumb at a share of its way. */
const thumb = ({ x, y, width, height }, share) => [x + 7 + (width - 14) * share, y + height / 2];

test("the slider History goes through the run by dragging", async ({ open, page, ui, lab }) => {
  await open();
  const moments = await reach(ui, lab, 20);
  const box = await ui.history.boundingBox();
  await page.mouse.move(...thumb(box, 1));
  await page.mouse.down();
  for (const epoch of [15, 4, 0, 9]) {
    await page.mouse.move(...thumb(box, epoch / 20), { steps: 4 });
    await isAt(ui, lab, moments[epoch]);
  }
  await page.mouse.up();
  await isAt(ui, lab, moments[9]);
});

test("dragging along the loss chart goes through the run; a click does not", async ({ open, page, ui, lab }) => {
  await open();
  const moments = await reach(ui, lab, 20);
  const chart = page.getByRole("img", { name: /^Loss of the training/ });
  const [box, track] = [await chart.boundingBox(), await ui.history.boundingBox()];
  const middle = box.y + box.height / 2;
  await page.mouse.click(thumb(track, 0.5)[0], middle);
  await frames(page, 3);
  expect((await lab(state)).now.epoch).toBe(20);
  await page.mouse.move(thumb(track, 0.9)[0], middle);
  await page.mouse.down();
  for (const epoch of [12, 3]) {
    await page.mouse.move(thumb(track, epoch / 20)[0], middle, { steps: 6 });
    await isAt(ui, lab, moments[epoch]);
  }
  // Beyond its edge, the start.
  await page.mouse.move(box.x - 60, middle, { steps: 3 });
  await isAt(ui, lab, moments[0]);
  await page.mouse.up();
  await page.mouse.move(thumb(track, 0.7)[0], middle, { steps: 3 });
  await frames(page, 3);
  expect((await lab(state)).now.epoch).toBe(0);
});

test("scrubbing while it plays pauses it", async ({ open, page, ui, lab }) => {
  await open();
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(10);
  await ui.history.press("Home");
  await expect(ui.play).toBeVisible();
  await expect(ui.epoch).toHaveText("0");
  const { tip } = await lab((lab) => lab.history());
  expect(tip.epoch).toBeGreaterThan(10);
});

test("every moment of a long run is shown within a frame's work", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 5_000 }));
  const long = await lab((lab) => lab.history());
  expect(long.tip.epoch).toBe(5_000);
  await ui.history.focus();
  await page.keyboard.press("PageDown");
  await expect(ui.epoch).toHaveText("4500");
  const there = await lab(state);
  await lab(async (lab) => {
    await lab.reset();
    await lab.train({ epochs: 4_500 });
  });
  expect((await lab(state)).weights).toEqual(there.weights);
});

test("going on from the past is a branch, the same until something is changed, and the former run is returned to", async ({ open, page, ui, lab }) => {
  await open();
  const moments = await reach(ui, lab, 12);
  await ui.history.focus();
  await page.keyboard.press("Home");
  for (let epoch = 0; epoch < 4; epoch += 1) await page.keyboard.press("ArrowRight");
  await isAt(ui, lab, moments[4]);
  // Without a change the same, bit for bit.
  for (let epoch = 5; epoch <= 8; epoch += 1) {
    await ui.step.click();
    await isAt(ui, lab, moments[epoch]);
  }
  const back = ui.button("Return to the run to epoch 12");
  await expect(back).toBeVisible();
  expect((await lab((lab) => lab.history())).branches).toEqual([{ from: null, tip: moments[12][0].now }]);
  // With one, another run.
  await ui.type(ui.field("Learning rate"), 0.3);
  await ui.step.click();
  await expect(ui.epoch).toHaveText("9");
  await lab((lab) => lab.pause());
  const other = await lab(state);
  expect(other.weights).not.toEqual(moments[9][0].weights);
  await back.click();
  await isAt(ui, lab, moments[12]);
  await expect(ui.field("Learning rate")).toHaveValue("0.03");
  // And there and back again.
  await ui.button("Return to the run to epoch 9").click();
  await expect.poll(() => lab(state)).toEqual(other);
  await expect(ui.field("Learning rate")).toHaveValue("0.3");
});

test("many former runs stand in a menu", async ({ open, page, ui, lab }) => {
  await open();
  for (const epochs of [3, 4, 5, 6]) {
    await lab(async (lab, epochs) => {
      await lab.train({ epochs });
      await lab.seek({ epoch: 1 });
    }, epochs);
    await ui.step.click();
    await lab((lab) => lab.pause());
  }
  const tips = (await lab((lab) => lab.history())).branches.map(({ tip }) => tip.epoch);
  expect(tips).toHaveLength(4);
  await page.getByText("4 former runs").click();
  await ui.button(`Return to the run to epoch ${tips[0]}`).first().click();
  await expect(ui.epoch).toHaveText(String(tips[0]));
});

const canvas = (page) => page.getByRole("img", { name: /Decision surface/ });

/** What can be undone: how the page comes to where it is done, and how it is done. */
const undoable = {
  "a setting": { act: ({ ui }) => ui.type(ui.field("Learning rate"), 0.3) },
  "a new layer": { act: ({ ui }) => ui.button("Add layer").click() },
  "a layer taken out": { act: ({ ui }) => ui.button("Remove layer", ui.layer(1)).click() },
  "other data": { act: ({ ui }) => ui.radio("Circles").check() },
  "other points": { act: ({ ui }) => ui.button("Regenerate data").click() },
  "a stroke": {
    prepare: async ({ page, ui }) => {
      await ui.button("Draw points").click();
      for (const share of [0.2, 0.8]) {
        const { width, height } = await canvas(page).boundingBox();
        await canvas(page).click({ position: { x: width * share, y: height / 2 } });
      }
    },
    act: async ({ page, ui }) => {
      await ui.button("Spray").click();
      const { x, y, width, height } = await canvas(page).boundingBox();
      await page.mouse.move(x + width * 0.3, y + height * 0.3);
      await page.mouse.down();
      await page.mouse.move(x + width * 0.6, y + height * 0.3, { steps: 8 });
      await page.mouse.up();
    },
  },
  Reset: { act: ({ ui }) => ui.reset.click() },
  "New weights": { act: ({ ui }) => ui.button("New weights").click() },
  "opening a file": {
    act: async ({ page }, other) => choose(page, "Open", other),
  },
  Back: {
    prepare: async ({ page, ui, lab }) => {
      await ui.radio("Moons").check();
      await expect.poll(() => page.url()).toContain("moons");
      await lab((lab) => lab.train({ epochs: 1 }));
    },
    act: ({ page }) => page.goBack(),
  },
};

for (const [name, { prepare, act }] of Object.entries(undoable)) {
  test(`${name}: undone and made again, with the run as it was`, async ({ open, page, ui, lab }) => {
    await open("#data=spiral&lr=0.1&seed=5");
    await lab((lab) => lab.train({ epochs: 2 }));
    const { name, text } = await saved(page);
    await open();
    await page.reload();
    const tools = { page, ui, lab };
    await prepare?.(tools);
    await lab((lab) => lab.train({ epochs: 7 }));
    const all = async () => [await lab(whole), await lab(state)];
    const before = await all();
    await act(tools, file(name, text));
    await expect.poll(all).not.toEqual(before);
    // The file's own run, or the worker, may still be on its way.
    await lab((lab) => lab.pause());
    const after = await all();
    for (let round = 0; round < 2; round += 1) {
      await ui.button("Undo").click();
      await expect.poll(all).toEqual(before);
      await ui.button("Redo").click();
      await expect.poll(all).toEqual(after);
    }
    await ui.button("Undo").click();
    await expect.poll(all).toEqual(before);
    // It goes on as it would have.
    const went = await lab(async (lab) => {
      await lab.train({ epochs: 2 });
      return lab.weights();
    });
    const { now } = await lab((lab) => lab.history());
    expect(now.epoch).toBe(before[1].now.epoch + 2);
    expect(went).not.toEqual(before[1].weights);
  });
}

test("the drawer's panels are opened by keys, one at a time", async ({ open, page, ui }) => {
  await open();
  const drawer = ui.region("Drawer");
  await expect(page.getByRole("tabpanel")).toHaveCount(0);
  await ui.tab("Gradients").focus();
  for (let at = 0; at < 4; at += 1) await page.keyboard.press("ArrowRight");
  await expect(ui.tab("More")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(ui.panel("More")).toBeVisible();
  await expect(ui.tab("More")).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press(" ");
  await expect(ui.panel("Table")).toBeVisible();
  await expect(ui.panel("More")).toBeHidden();
  await expect(ui.tab("More")).toHaveAttribute("aria-selected", "false");
  await page.keyboard.press("End");
  await expect(ui.tab("Depth")).toBeFocused();
  await page.keyboard.press("Home");
  await expect(ui.tab("Gradients")).toBeFocused();
  await ui.tab("More").click();
  // Only one of the tabs is on the way of the Tab key.
  await expect(drawer.locator('[role="tab"][tabindex="0"]')).toHaveCount(1);

  const grip = ui.button("Full height");
  await expect(grip).toHaveAttribute("aria-expanded", "false");
  const half = (await ui.panel("More").boundingBox()).height;
  await grip.click();
  await expect(grip).toHaveAttribute("aria-expanded", "true");
  await expect.poll(async () => (await ui.panel("More").boundingBox()).height).toBeGreaterThan(half + 100);
  await expect(ui.field("Learning rate")).toBeInViewport();
  await grip.click();
  await ui.tab("More").click();
  await expect(page.getByRole("tabpanel")).toHaveCount(0);
  await expect(ui.region("Network")).toBeVisible();
});

for (const { width, height } of sizes) {
  test(`the card of every unit is whole in the window at ${width}×${height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize({ width, height });
    await open("#net=2-6t-6t-2s&data=xor");
    await lab((lab) => lab.load({ layers: [6, 6].map((units) => ({ units, activation: "tanh" })).concat({ units: 1, activation: "sigmoid" }) }));
    const units = await page.getByRole("button", { name: /, unit \d+$/ }).all();
    expect(units).toHaveLength(13);
    for (const unit of units) {
      await unit.scrollIntoViewIfNeeded();
      await unit.click();
      const card = page.getByRole("dialog");
      const within = async () => {
        const box = await card.boundingBox();
        return box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height;
      };
      await expect.poll(within, await unit.getAttribute("aria-label")).toBe(true);
      // Nothing lies on it.
      const covered = await card.evaluate((card) => {
        const { left, top, width, height } = card.getBoundingClientRect();
        const places = [0.02, 0.5, 0.98].flatMap((x) => [0.02, 0.5, 0.98].map((y) => [left + x * width, top + y * height]));
        return places.filter(([x, y]) => !card.contains(document.elementFromPoint(x, y))).length;
      });
      expect(covered).toBe(0);
      await page.keyboard.press("Escape");
      await expect(card).toHaveCount(0);
    }
  });
}
