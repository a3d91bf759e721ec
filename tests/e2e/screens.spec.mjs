// Seen from the back row and on a phone: nothing is cut, covered, glued or made to jump, and what a sign
// stands for is said.

import { expect, frames, sizes, test } from "./support.mjs";

const [, tablet, projector, phone] = sizes;

/** The boxes of what a locator finds. */
const boxes = (locator) =>
  locator.evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { name: element.getAttribute("aria-label") ?? element.textContent.trim(), x, y, width, height };
    }),
  );

const shared = (a, b) =>
  Math.max(0, Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x)) * Math.max(0, Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y));

/** Pairs of boxes that share more than a hair's breadth. */
const overlaps = (all) => all.flatMap((a, i) => all.slice(i + 1).filter((b) => shared(a, b) > 1).map((b) => `${a.name} and ${b.name}`));

const inside = (inner, outer) =>
  inner.x >= outer.x - 0.5 && inner.y >= outer.y - 0.5 && inner.x + inner.width <= outer.x + outer.width + 0.5 && inner.y + inner.height <= outer.y + outer.height + 0.5;

const hidden = (count, units) => ({ layers: [...Array.from({ length: count }, () => ({ units, activation: "tanh" })), { units: 1, activation: "sigmoid" }] });

/** A network of so many hidden layers on the data that are there. */
const load = (lab, experiment) => lab((lab, experiment) => lab.load(experiment), experiment);

const subjects = {
  "two classes": {},
  "large and negative numbers": { fragment: "#data=plane" },
  "numbers over one input": { fragment: "#data=sine" },
  "many inputs with names": { fragment: "#data=penguins" },
};

for (const size of sizes)
  for (const [name, { fragment = "" }] of Object.entries(subjects)) {
    test(`axes of ${name} stand beside the picture at ${size.width}×${size.height}`, async ({ open, page, ui }) => {
      await page.setViewportSize(size);
      await open(fragment);
      await frames(page, 3);
      const surface = await page.locator(".surface").boundingBox();
      const signs = await boxes(page.locator(".square .axis > span"));
      expect(signs.length).toBeGreaterThan(4);
      // Never under points or lines, which are drawn on the picture alone.
      expect(signs.filter((sign) => shared(sign, surface) > 1)).toEqual([]);
      expect(overlaps(signs)).toEqual([]);
      const { x, width } = await ui.region("Output").boundingBox();
      for (const sign of signs) expect(inside(sign, { x, y: 0, width, height: 1e6 }), sign.name).toBe(true);
      const canvases = await boxes(page.locator(".surface canvas"));
      for (const canvas of canvases) expect(canvas).toMatchObject({ x: surface.x, y: surface.y, width: surface.width });
    });
  }

for (const size of sizes)
  test(`a scale has two numbers at least at ${size.width}×${size.height}`, async ({ open, page }) => {
    await page.setViewportSize(size);
    for (const fragment of ["#data=iris", "#data=wine", "#data=penguins", "#data=diabetes"]) {
      await open(fragment);
      await frames(page, 3);
      for (const axis of [".axis-across", ".axis-up"]) expect(await page.locator(`.square ${axis} .axis-number`).count(), `${axis} of ${fragment}`).toBeGreaterThanOrEqual(2);
    }
  });

for (const size of sizes) {
  test(`the numbers under the picture stand apart at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open();
    await lab((lab) => lab.train({ epochs: 300 }));
    const names = ["Training loss", "Test loss", "Training accuracy", "Test accuracy"];
    const texts = await Promise.all(
      names.map((name) =>
        page.getByRole("status", { name, exact: true }).evaluate((output) => {
          const range = document.createRange();
          range.selectNodeContents(output);
          const { x, y, width, height } = range.getBoundingClientRect();
          return { name: output.ariaLabel, x, y, width, height };
        }),
      ),
    );
    const wider = texts.map((text) => ({ ...text, x: text.x - 5, width: text.width + 10 }));
    expect(overlaps(wider), "10 px between any two").toEqual([]);
  });

  test(`names and their fields are not glued at ${size.width}×${size.height}`, async ({ open, page, ui }) => {
    await page.setViewportSize(size);
    for (const fragment of ["", "#data=xor_table", "#data=penguins"]) {
      await open(fragment);
      await page.getByText("More", { exact: true }).click();
      const glued = await page.evaluate(() =>
        [...document.querySelectorAll("label.field, label.slider, label.speed")].flatMap((label) => {
          const [name, control] = [label.querySelector(".field-name"), label.querySelector("select, input, .slider-value")];
          if (!name || !control || !name.checkVisibility()) return [];
          const [a, b] = [name, control].map((element) => {
            const range = document.createRange();
            range.selectNodeContents(element);
            return element.matches("select, input") ? element.getBoundingClientRect() : range.getBoundingClientRect();
          });
          const isBeside = a.top < b.bottom && b.top < a.bottom;
          return isBeside && b.left - a.right < 6 ? [`${name.textContent}: ${(b.left - a.right).toFixed(1)} px`] : [];
        }),
      );
      expect(glued).toEqual([]);
    }
  });

  test(`a longer word moves nothing at ${size.width}×${size.height}`, async ({ open, page }) => {
    await page.setViewportSize(size);
    await open();
    const moved = await page.evaluate(async () => {
      const found = [];
      const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      const rows = ".settings, .panel-head, .transport, .layer-header, .amounts";
      const places = (row) =>
        [...row.querySelectorAll("select, input, button, .field-name")].map((element) => {
          const { x, y } = element.getBoundingClientRect();
          return `${element.getAttribute("aria-label") ?? element.textContent.slice(0, 20)} ${x.toFixed(0)} ${y.toFixed(0)}`;
        });
      for (const select of document.querySelectorAll(".training select, .transport select, .layer-header select, .data .panel-head select")) {
        const row = select.closest(rows);
        const others = () => [row.getBoundingClientRect().height.toFixed(0), ...places(row).filter((_, at) => row.querySelectorAll("select, input, button, .field-name")[at] !== select)];
        const before = others().join("\n");
        const chosen = select.selectedIndex;
        // What is chosen is not the point here: only the word.
        for (let at = 0; at < select.options.length; at += 1) {
          select.selectedIndex = at;
          await drawn();
          if (others().join("\n") !== before) found.push(`${select.closest("label").textContent.slice(0, 16)}: “${select.options[at].textContent}”`);
        }
        select.selectedIndex = chosen;
      }
      return found;
    });
    expect(moved).toEqual([]);
  });
}

for (const units of [8, 16]) {
  test(`eight layers of ${units} units fit the projector's width, with the output in view`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(projector);
    await open();
    await load(lab, hidden(8, units));
    await expect(ui.layers).toHaveCount(8);
    await frames(page, 3);
    const diagram = page.locator(".diagram");
    expect(await diagram.evaluate((d) => d.scrollWidth - d.clientWidth)).toBeLessThanOrEqual(0);
    const [place] = await boxes(diagram);
    for (const header of await boxes(page.getByRole("group", { name: /^(Layer \d|Output layer)$/ }))) expect(inside(header, place), header.name).toBe(true);
    const output = await ui.button("Output, unit 1").boundingBox();
    expect(output.x + output.width).toBeLessThanOrEqual(place.x + place.width);
    if (units === 8) {
      const tiles = await boxes(page.getByRole("button", { name: /, unit \d+$/ }));
      expect(tiles.filter((tile) => !inside(tile, place)).map((tile) => tile.name)).toEqual([]);
    }
    // Everything a header holds is still there, and large enough to be pressed.
    const layer = ui.layer(8);
    for (const control of [ui.field("Units", layer), ui.choice("Activation", layer), ui.button("More units", layer), ui.button("Fewer units", layer), ui.button("Remove layer", layer), ui.button("Trainable", layer)]) {
      const { width, height } = await control.boundingBox();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(24);
    }
    const controls = await boxes(page.locator(".layer-header :is(button, input, select), .add-layer"));
    expect(overlaps(controls)).toEqual([]);
    await ui.button("Fewer units", layer).click();
    await expect(ui.field("Units", layer)).toHaveValue(String(units - 1));
    await ui.button("Remove layer", layer).click();
    await ui.button("Insert a layer before layer 3").click();
    await expect(ui.layers).toHaveCount(8);
  });
}

for (const size of [tablet, projector])
  test(`a shade says that more of a network lies below at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open();
    await load(lab, hidden(2, 24));
    await expect(ui.field("Units", ui.layer(2))).toHaveValue("24");
    await frames(page, 3);
    const diagram = page.locator(".diagram");
    const edge = async () => {
      const { x, y, width, height } = await diagram.boundingBox();
      return (await page.screenshot({ clip: { x: x + width / 2 - 2, y: y + height - 3, width: 4, height: 2 } })).toString("base64");
    };
    // The links are none: what is seen at the edge is the ground or the shade.
    const shade = () => diagram.evaluate((d) => parseFloat(getComputedStyle(d, "::after").height) || 0);
    expect(await diagram.evaluate((d) => d.scrollHeight - d.clientHeight)).toBeGreaterThan(0);
    expect(await shade()).toBeGreaterThan(10);
    const before = await edge();
    await diagram.evaluate((d) => d.scrollTo(0, 1e6));
    await frames(page, 2);
    expect(await edge()).not.toBe(before);
    // At the end the shade lies below the units and their dots.
    const [place] = await boxes(diagram);
    for (const unit of await boxes(ui.button("Layer 2, unit 24"))) expect(unit.y + unit.height + 8).toBeLessThanOrEqual(place.y + place.height - (await shade()));
    await load(lab, hidden(2, 4));
    await expect(ui.field("Units", ui.layer(2))).toHaveValue("4");
    expect(await shade(), "what fits has none").toBe(0);
  });

for (const size of sizes)
  test(`the slider History stands under its moment, its ring is whole, and the way back keeps its column at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open("#data=xor_table&net=2-1h&rule=perceptron");
    const chart = page.locator(".progress-chart");
    /** Pixels from the thumb's middle to the curve's newest moment. */
    const apart = async () => {
      await frames(page, 3);
      const { width, height } = await chart.boundingBox();
      await chart.hover({ position: { x: width - 60, y: height / 2 } });
      const line = await chart.locator(".chart-line").last().boundingBox();
      const thumb = await ui.history.evaluate((slider) => {
        const { x, width } = slider.getBoundingClientRect();
        return x + 7 + ((width - 14) * slider.value) / slider.max;
      });
      return Math.abs(thumb - line.x);
    };
    await lab((lab) => lab.train({ epochs: 30 }));
    expect(await apart()).toBeLessThan(2);
    await ui.button("Add a hidden layer", ui.advice).click();
    await expect(ui.history).toBeDisabled();
    expect(Number(await ui.history.evaluate((slider) => slider.max)), "nothing to compare stretches the axis").toBe(0);
    await lab((lab) => lab.train({ epochs: 60 }));
    await ui.choice("Activation", ui.layer(1)).selectOption("step");
    await lab((lab) => lab.train({ epochs: 2 }));
    expect(Number(await ui.history.evaluate((slider) => slider.max)), "the run before is seen").toBeGreaterThan(30);
    expect(await apart()).toBeLessThan(2);
    await ui.history.press("ArrowLeft");
    const newest = ui.button("Newest");
    await expect(newest).toBeVisible();
    const [slider] = await boxes(ui.history);
    const reach = await ui.history.evaluate((slider) => {
      const { outlineWidth, outlineOffset } = getComputedStyle(slider);
      return parseFloat(outlineWidth) + parseFloat(outlineOffset);
    });
    const ring = { x: slider.x - reach, y: slider.y - reach, width: slider.width + 2 * reach, height: slider.height + 2 * reach };
    const around = [...(await boxes(chart)), ...(await boxes(page.locator(".history-line")))];
    expect(around.filter((other) => shared(other, ring) > 0)).toEqual([]);
    const end = await newest.evaluate((button) => {
      const range = document.createRange();
      range.selectNodeContents(button);
      return range.getBoundingClientRect().right;
    });
    const [column] = await boxes(page.locator(".history"));
    expect(end).toBeLessThanOrEqual(column.x + column.width + 1);
  });

test("layers move together as their number grows, and names of inputs keep their place", async ({ open, page, ui, lab }) => {
  for (const size of sizes) {
    await page.setViewportSize(size);
    for (const count of [1, 2, 3, 4, 5, 6, 7, 8]) {
      await open("#data=penguins");
      await lab((lab, count) => lab.load({ layers: [...Array.from({ length: count }, () => ({ units: 4, activation: "relu" })), { units: 3, activation: "softmax" }] }), count);
      await expect(ui.layers).toHaveCount(count);
      await frames(page, 3);
      const controls = await boxes(page.locator(".layer-header :is(button, input, select), .add-layer, .input-name, .unit"));
      expect(overlaps(controls), `${count} layers at ${size.width}`).toEqual([]);
      if (size.width > 760) expect(await page.locator(".diagram").evaluate((d) => d.scrollWidth - d.clientWidth)).toBeLessThanOrEqual(0);
    }
  }
});

test("the gradient chart names its layers in their order, each with its line", async ({ open, page, ui, lab }) => {
  await page.setViewportSize(projector);
  await open();
  await load(lab, hidden(8, 3));
  await ui.tab("Gradients").click();
  await lab((lab) => lab.train({ epochs: 20 }));
  const keys = ui.panel("Gradients").locator(".key");
  await expect(keys).toHaveText(["1", "2", "3", "4", "5", "6", "7", "8", "output"]);
  const lines = await keys.locator("i").evaluateAll((all) => all.map((line) => `${getComputedStyle(line).borderTopColor} ${getComputedStyle(line).borderTopStyle}`));
  expect(new Set(lines).size).toBe(9);
  await ui.button("Remove layer", ui.layer(1)).click();
  await expect(keys).toHaveText(["1", "2", "3", "4", "5", "6", "7", "output"]);
});

test("widths of links and sizes of biases have a scale with numbers", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.setWeights([{ kernel: [[1, -2.5, 0, 1], [1, 1, 1, 1]], bias: [0, 0, 0, 1] }, ...lab.weights().slice(1)]));
  const legend = ui.region("Network").locator(".legend");
  await expect(legend.locator(".scale-end")).toHaveText(["−2.50", "+2.50"]);
  await expect(legend).toContainText("bias");
  await expect(legend).toHaveAttribute("title", /wide.*2\.50.*dot.*2\.50/);
  await ui.button("Gradients", ui.region("Network")).click();
  await expect(legend.locator(".scale-end").first()).not.toHaveText("−2.50");
});

const cardOf = (page) => page.getByRole("dialog");

for (const size of sizes) {
  test(`a unit's card leaves the links it explains free at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open();
    for (const [name, before] of [
      ["Layer 1, unit 1", ".input-name"],
      ["Layer 1, unit 4", ".input-name"],
      ["Layer 2, unit 2", '[aria-label^="Layer 1, unit"]'],
      ["Output, unit 1", '[aria-label^="Layer 2, unit"]'],
    ]) {
      await ui.button(name).click();
      const card = cardOf(page);
      await expect(card).toBeInViewport();
      await frames(page, 3);
      const [box] = await boxes(card);
      const origin = [...(await boxes(page.locator(before))), ...(await boxes(ui.button(name)))];
      const [left, top] = [Math.min(...origin.map((o) => o.x)), Math.min(...origin.map((o) => o.y))];
      const links = {
        x: left,
        y: top,
        width: Math.max(...origin.map((o) => o.x + o.width)) - left,
        height: Math.max(...origin.map((o) => o.y + o.height)) - top,
      };
      expect(shared(box, links), name).toBe(0);
      expect(links.y, `the links of ${name} are in view`).toBeGreaterThanOrEqual(0);
      expect(links.y + links.height).toBeLessThanOrEqual(size.height);
      await page.keyboard.press("Escape");
    }
  });

  test(`a unit's card shows its rows, or a sign that there are more, at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open();
    for (const units of [4, 12, 32]) {
      await load(lab, { layers: [units, 2].map((units) => ({ units, activation: "tanh" })).concat({ units: 1, activation: "sigmoid" }) });
      await ui.button("Layer 2, unit 1").click();
      const card = cardOf(page);
      await expect(card.getByRole("row")).toHaveCount(units + 2);
      await frames(page, 3);
      const [box] = await boxes(card);
      expect(inside(box, { x: 0, y: 0, ...size }), `${units} units`).toBe(true);
      const place = card.locator(".terms-place");
      const [room] = await boxes(place);
      expect(inside(room, box)).toBe(true);
      expect(room.height).toBeGreaterThan(70);
      const more = await place.evaluate((place) => place.scrollHeight - place.clientHeight);
      const edge = async () => {
        const { x, y, width, height } = await place.boundingBox();
        return (await page.screenshot({ clip: { x, y: y + height - 6, width: Math.min(width, 20), height: 6 } })).toString("base64");
      };
      if (units === 32) expect(more).toBeGreaterThan(0);
      if (more > 0) {
        const before = await edge();
        await place.evaluate((place) => place.scrollTo(0, 1e6));
        await frames(page, 2);
        expect(await edge(), "a shade says that there is more below").not.toBe(before);
        await expect(card.getByRole("rowheader").last()).toBeInViewport();
      } else {
        const rows = await boxes(card.getByRole("row"));
        for (const row of rows) expect(inside(row, box), row.name).toBe(true);
      }
      // Nothing of a row is cut off at its side.
      expect(await place.evaluate((place) => place.scrollWidth - place.clientWidth)).toBeLessThanOrEqual(0);
      await page.keyboard.press("Escape");
    }
  });
}

test("the card names what comes in, and shows axes, points and the line where the sum is 0", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 20 }));
  const letters = (card) => card.locator("math").evaluate((math) => math.textContent);
  for (const [name, letter] of [
    ["Layer 1, unit 1", "x"],
    ["Layer 2, unit 1", "a"],
    ["Output, unit 1", "a"],
  ]) {
    await ui.button(name).click();
    const card = cardOf(page);
    expect(await letters(card)).toMatch(new RegExp(`wi${letter}i\\+b`));
    await expect(card).toContainText("where the sum is 0");
    await expect(card.locator(".axis-name")).toHaveText(["x₂", "x₁"]);
    const picture = await card.locator(".unit-picture").boundingBox();
    const signs = await boxes(card.locator(".axis > span"));
    expect(overlaps(signs)).toEqual([]);
    expect(signs.filter((sign) => shared(sign, picture) > 1)).toEqual([]);
    await page.keyboard.press("Escape");
  }
  // A unit whose sum is x₁: the line stands upright in the middle, whatever its activation answers.
  for (const activation of ["tanh", "relu", "heaviside", "softplus"]) {
    await load(lab, { layers: [{ units: 1, activation }, { units: 1, activation: "sigmoid" }] });
    await lab((lab) => lab.setWeights([{ kernel: [[1], [0]], bias: [0] }, { kernel: [[1]], bias: [0] }]));
    await ui.button("Layer 1, unit 1").click();
    const dark = await cardOf(page)
      .locator(".unit-picture canvas")
      .first()
      .evaluate((canvas) => {
        const context = canvas.getContext("2d");
        const { width, height } = canvas;
        const ink = (x, y) => context.getImageData(x, y, 1, 1).data.slice(0, 3).reduce((sum, v) => sum + v, 0) < 340;
        return [0.1, 0.5, 0.9].map((share) => Array.from({ length: width }, (_, x) => x).filter((x) => ink(x, Math.floor(share * height)))).map((xs) => xs.map((x) => x / width));
      });
    for (const row of dark) {
      expect(row.length, activation).toBeGreaterThan(0);
      for (const x of row) expect(Math.abs(x - 0.5)).toBeLessThan(0.03);
    }
    await page.keyboard.press("Escape");
  }
});

test("over one input and over images the card shows what there is", async ({ open, page, ui }) => {
  await open("#data=sine");
  await ui.button("Layer 1, unit 1").click();
  await expect(cardOf(page).locator(".axis-across .axis-name")).toHaveCount(1);
  await expect(cardOf(page).locator(".axis-up > span")).toHaveCount(0);
  // A page of its own: by another fragment alone the card would still be open.
  await page.goto("about:blank");
  await open("#data=digits");
  await ui.button("Layer 1, unit 1").click();
  await expect(cardOf(page).locator(".axis > span")).toHaveCount(0);
  await expect(cardOf(page)).not.toContainText("where the sum is 0");
});

test("on a phone the sentence stands under the picture", async ({ open, page, ui }) => {
  await page.setViewportSize(phone);
  await open();
  const [picture, sentence, bar] = [await page.locator(".square").boundingBox(), await ui.advice.boundingBox(), await page.locator(".reach").boundingBox()];
  expect(sentence.y).toBeGreaterThanOrEqual(picture.y + picture.height);
  expect(sentence.y + sentence.height, "seen without scrolling").toBeLessThanOrEqual(bar.y);
  await expect(ui.advice).toHaveCount(1);
  await expect(ui.region("Output").getByRole("note")).toHaveCount(1);
  for (const size of [projector, tablet]) {
    await page.setViewportSize(size);
    await expect(ui.region("Training").getByRole("note")).toHaveCount(1);
    await expect(ui.advice).toHaveCount(1);
  }
});

test("on a phone each region is one tap away, and the transport stays in reach", async ({ open, page, ui }) => {
  await page.setViewportSize(phone);
  await open();
  const ways = page.getByRole("navigation", { name: "Regions" });
  await expect(ways.getByRole("button")).toHaveText(["Output", "Network", "Data"]);
  for (const name of ["Network", "Data", "Output", "Data", "Network"]) {
    await ways.getByRole("button", { name: `Go to ${name}` }).click();
    const head = ui.region(name).getByRole("heading", { name, exact: true });
    await expect(head).toBeInViewport();
    await expect(ways.locator("[aria-current]")).toHaveText(name);
    await expect(ui.region(name)).toBeFocused();
    await expect(ui.play).toBeInViewport();
    expect(new URL(page.url()).hash, "the address is the experiment's").toBe("");
  }
  const buttons = await boxes(ways.getByRole("button"));
  for (const { width, height } of buttons) expect(Math.min(width, height)).toBeGreaterThanOrEqual(36);
  expect(overlaps([...buttons, ...(await boxes(page.locator(".transport")))])).toEqual([]);
  await page.setViewportSize(tablet);
  await expect(ways).toBeHidden();
});
