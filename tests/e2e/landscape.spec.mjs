// The loss landscape: its map comes while the run trains, its start is moved, and what it says of a weight is
// what training has.

import { expect, frames, says, sizes, test } from "./support.mjs";

/** The panel's parts. */
const parts = (page) => {
  const panel = page.getByRole("tabpanel", { name: "Landscape" });
  return {
    panel,
    picture: panel.getByRole("img"),
    start: panel.getByRole("button", { name: /^Start of the run/ }),
    over: panel.getByRole("combobox", { name: "Landscape over" }),
    /** Where the run is, and how high that is. */
    now: panel.getByText(/^Now: /),
    about: panel.getByText(/training sample/),
    slope: panel.getByText(/^Slope/),
  };
};

/** The numbers of a text, in their order. */
const numbersOf = (text) => [...text.replaceAll("−", "-").matchAll(/(?<![\w.₁-₉])-?\d[\d,]*(?:\.\d+)?(?![\w→])/g)].map(([number]) => Number(number.replaceAll(",", "")));

/** As the page writes a number: three digits. */
const close = (found, wanted) => expect(Math.abs(found - wanted), `${found} for ${wanted}`).toBeLessThanOrEqual(0.006 * Math.abs(wanted) + 1e-9);

/** What is drawn on the picture's canvas of that number. */
const drawn = (picture, at) => picture.locator("canvas").nth(at).evaluate((canvas) => canvas.toDataURL());

/** Opens a line through points: two weights, whose landscape is a bowl. */
async function openLine({ open, page, ui }, more = "") {
  await open(`#data=line${more}`);
  await ui.tab("Landscape").click();
  const scape = parts(page);
  await expect(scape.picture).toHaveAccessibleName(/ as a map over w x₁ and b\. Lowest in sight: /);
  return scape;
}

const weights = (lab) => {
  const [{ kernel, bias }] = lab.weights();
  return [kernel[0][0], bias[0]];
};

test("the map comes and follows while the run trains; its way can be gone back", async ({ open, page, ui, lab }) => {
  await open();
  await ui.tab("Landscape").click();
  const scape = parts(page);
  await expect(ui.button("Full height")).toHaveAttribute("aria-expanded", "true");
  await says(scape.about, "Loss over all 280 training samples, the other weights as at epoch 0.");
  const before = await drawn(scape.picture, 1);
  await ui.play.click();
  // The map keeps up with the run, and the page with the screen.
  for (const epoch of [1, 5]) {
    const at = async () => Number((await scape.about.textContent()).match(/epoch (\d+)/)[1]);
    await expect.poll(at).toBeGreaterThanOrEqual(epoch);
    await frames(page, 2);
  }
  await ui.pause.click();
  await lab((lab) => lab.train({ epochs: 40 }));
  const { epoch, loss } = await lab((lab) => lab.status());
  await says(scape.about, `as at epoch ${epoch}.`);
  close(numbersOf(await scape.now.textContent()).at(-1), loss.train);
  expect(await drawn(scape.picture, 1)).not.toBe(before);
  // Back at the start the point lies there, and the rest of the way is still to be seen.
  await ui.history.focus();
  await page.keyboard.press("Home");
  await says(scape.about, "as at epoch 0.");
  const initial = await lab((lab) => lab.status().loss.train);
  close(numbersOf(await scape.now.textContent()).at(-1), initial);
  expect(await drawn(scape.picture, 1)).not.toBe(before);
  // Directions through all weights: those of the run hold most of its way.
  await scape.over.selectOption({ label: "The run’s directions" });
  await expect(scape.picture).toHaveAccessibleName(/over main direction and second direction/);
  const shares = numbersOf(await scape.panel.getByText(/has moved most/).textContent());
  expect(shares[0]).toBeGreaterThan(60);
  expect(shares[0] + shares[1]).toBeGreaterThan(85);
  await scape.over.selectOption({ label: "Random directions" });
  await expect(scape.picture).toHaveAccessibleName(/over direction 1 and direction 2/);
  await frames(page, 3);
  const first = await drawn(scape.picture, 0);
  await ui.button("New directions").click();
  await expect.poll(() => drawn(scape.picture, 0)).not.toBe(first);
  // Other data bring another network, another map and no way yet.
  await ui.radio("AND").check();
  await scape.over.selectOption({ label: "The run’s directions" });
  await says(scape.panel, "The run has not moved yet.");
  await lab((lab) => lab.train({ epochs: 5 }));
  await expect(scape.panel.getByText("The run has not moved yet.")).toHaveCount(0);
});

test("the start is moved by pointer and keys, and Undo brings it back", async ({ open, page, ui, lab }) => {
  const scape = await openLine({ open, page, ui });
  const initial = await lab(weights);
  // Before the first step it is the start that changes.
  await scape.start.focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Shift+ArrowUp");
  await says(scape.panel, "loss");
  await page.keyboard.press("Enter");
  await expect.poll(() => lab(weights)).not.toEqual(initial);
  await says(scape.panel, "Undo brings the former start back.");
  const moved = await lab(weights);
  expect(moved[0]).toBeGreaterThan(initial[0]);
  expect(moved[1]).toBeGreaterThan(initial[1]);
  await ui.button("Undo").click();
  await expect.poll(() => lab(weights)).toEqual(initial);
  // Escape leaves all as it was.
  await scape.start.focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Escape");
  expect(await lab(weights)).toEqual(initial);

  // After some training, under another learning rate, a new run begins where the ring is dropped.
  await lab((lab) => lab.train({ epochs: 3 }));
  await ui.type(ui.field("Learning rate"), 0.05);
  await lab((lab) => lab.train({ epochs: 3 }));
  const trained = await lab(weights);
  const ring = await scape.start.boundingBox();
  const [x, y] = [ring.x + ring.width / 2, ring.y + ring.height / 2];
  const frame = await scape.picture.boundingBox();
  const to = [frame.x + frame.width * 0.8, frame.y + frame.height * 0.25];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move((x + to[0]) / 2, (y + to[1]) / 2);
  await page.mouse.move(...to);
  const said = await scape.panel.locator("[aria-live=polite]").textContent();
  await page.mouse.up();
  await says(scape.panel, "The former one is kept");
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBe(0);
  // What was read out on the way is where it begins, and how high that is.
  const [slope, bias, loss] = numbersOf(said);
  const begun = await lab(weights);
  close(slope, begun[0]);
  close(bias, begun[1]);
  close(loss, await lab((lab) => lab.status().loss.train));
  expect(await lab((lab) => lab.experiment().learning_rate)).toBeCloseTo(0.05, 6);
  await expect(ui.button("Return to the run to epoch 6")).toBeVisible();
  await lab((lab) => lab.train({ epochs: 2 }));
  expect(await lab(weights)).not.toEqual(begun);
  await lab((lab) => lab.undo());
  await expect.poll(() => lab(weights)).toEqual(trained);
  expect(await lab((lab) => lab.status().epoch)).toBe(6);
});

test("over one weight the tangent has the gradient's slope and the step is the rule's own", async ({ open, page, ui, lab }) => {
  const scape = await openLine({ open, page, ui }, "&l2=0.01");
  await expect(scape.picture).toHaveAccessibleName(/^Loss \+ L2 penalty as a map/);
  await scape.over.selectOption({ label: "One weight" });
  await expect(scape.picture).toHaveAccessibleName(/^Loss \+ L2 penalty as a curve over w x₁/);
  await lab((lab) => lab.train({ batches: 3 }));
  const wanted = await lab((lab) => {
    const { train } = lab.data();
    const [loss] = lab.gradients(train.x, train.y);
    const [penalty] = lab.penaltyGradients();
    const { before, after, learningRate } = lab.walk();
    return { slope: loss.kernel[0][0] + penalty.kernel[0][0], now: before[0].kernel[0][0], rate: learningRate, next: after[0].kernel[0][0] };
  });
  // Slope, weight, rate, slope, where the plain step leads; the mini-batch's size, and where the next step does.
  const read = async () => numbersOf((await scape.slope.textContent()).replaceAll("(", "").replaceAll(")", ""));
  await expect.poll(async () => Math.abs((await read())[1] - wanted.now)).toBeLessThan(0.006 * Math.abs(wanted.now));
  const found = await read();
  close(found[0], wanted.slope);
  close(found[2], wanted.rate);
  close(found[4], wanted.now - wanted.rate * wanted.slope);
  close(found.at(-1), wanted.next);
  const { loss, penalty } = await lab((lab) => lab.status());
  close(numbersOf(await scape.now.textContent()).at(-1), loss.train + penalty);
  // Scripts have the same, at any weights.
  const heights = await lab((lab) => {
    const [{ kernel, bias }] = lab.weights();
    return lab.landscape([-1, 0, 1].map((step) => [{ kernel: [[kernel[0][0] + step / 512]], bias }]));
  });
  expect(heights[1]).toBeCloseTo(loss.train + penalty, 9);
  expect((heights[2] - heights[0]) * 256).toBeCloseTo(wanted.slope, 3);
  const refused = (lab) => {
    try {
      return lab.landscape([[{ kernel: [[1, 2]], bias: [0] }]]);
    } catch (error) {
      return error.message;
    }
  };
  expect(await lab(refused)).toMatch(/^weights\[0\]\.kernel/);

  // Another link leaves the panel open. The perceptron rule has no loss: what is counted is wrong answers, on terraces.
  await open("#data=and&net=2-1h&rule=perceptron");
  await expect(scape.picture).toHaveAccessibleName(/^Share of wrong answers as a curve over/);
  await says(scape.panel, "terraces without a slope");
  await says(scape.panel, "This learning rule follows no slope");
  await expect(scape.panel).not.toContainText(/downhill|the arrow|learning rate|loss/i);
  // Several classes.
  await open("#data=iris");
  await expect(scape.picture).toHaveAccessibleName(/^Loss as a curve over/);
});

test("a worker that dies while it measures is told, and another one measures", async ({ open, page, ui }) => {
  await page.addInitScript(() => {
    const workers = (window.workers = []);
    window.Worker = class extends Worker {
      constructor(...all) {
        super(...all);
        workers.push(this);
        // The worker of the run comes first; the next one dies as soon as it is told anything.
        if (workers.length !== 2) return;
        this.postMessage = () => {
          this.terminate();
          setTimeout(() => this.dispatchEvent(new ErrorEvent("error", { message: "out of memory" })));
        };
      }
    };
  });
  await open("#data=line");
  await ui.tab("Landscape").click();
  const scape = parts(page);
  await says(scape.panel, /was not measured.*out of memory/);
  await scape.panel.getByRole("button", { name: "Try again" }).click();
  await expect(scape.picture).toHaveAccessibleName(/^Loss as a map/);
  await expect(scape.panel.getByText(/was not measured/)).toHaveCount(0);
});

for (const { width, height } of sizes) {
  test(`the landscape has its place at ${width}×${height}`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    const scape = await openLine({ open, page, ui });
    await scape.picture.scrollIntoViewIfNeeded();
    const box = await scape.picture.boundingBox();
    expect(Math.min(box.width, box.height)).toBeGreaterThanOrEqual(220);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    const ring = await scape.start.boundingBox();
    expect(Math.min(ring.width, ring.height)).toBeGreaterThanOrEqual(44);
    // It is seen whole: nothing covers it or cuts it off.
    const hidden = await scape.picture.evaluate((picture) => {
      const { left, top, width, height } = picture.getBoundingClientRect();
      const places = [0.05, 0.5, 0.95].flatMap((x) => [0.05, 0.5, 0.95].map((y) => [left + x * width, top + y * height]));
      return places.filter(([x, y]) => !picture.parentElement.contains(document.elementFromPoint(x, y)));
    });
    expect(hidden).toEqual([]);
    // Nothing of what stands beside it is cut off to the right.
    expect(await scape.panel.evaluate((panel) => panel.scrollWidth <= panel.clientWidth)).toBe(true);
  });
}
