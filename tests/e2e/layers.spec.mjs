// The layer editor above the diagram.

import { expect, says, test } from "./support.mjs";

test("layers are added, inserted and removed", async ({ open, ui, lab }) => {
  await open();
  await ui.button("Add layer").click();
  await expect(ui.layers).toHaveCount(3);
  await expect(ui.field("Units", ui.layer(3))).toHaveValue("3");
  await ui.button("Insert a layer before layer 1").click();
  await expect(ui.layers).toHaveCount(4);
  await expect(ui.field("Units", ui.layer(2))).toHaveValue("4");
  await ui.button("Remove layer", ui.layer(2)).click();
  await expect(ui.layers).toHaveCount(3);
  expect((await lab((lab) => lab.experiment())).layers.map(({ units }) => units)).toEqual([3, 3, 3, 1]);
  for (let left = 3; left > 0; left -= 1) await ui.button("Remove layer", ui.layer(1)).click();
  await expect(ui.layers).toHaveCount(0);
  await expect(ui.button("Remove layer", ui.outputLayer)).toHaveCount(0);
});

test("units go up and down by buttons and by typing", async ({ open, page, ui }) => {
  await open();
  const [layer, units] = [ui.layer(1), ui.field("Units", ui.layer(1))];
  await ui.button("More units", layer).click();
  await expect(units).toHaveValue("5");
  await ui.button("Fewer units", layer).click();
  await ui.button("Fewer units", layer).click();
  await expect(units).toHaveValue("3");
  await ui.type(units, 64);
  await expect(ui.button("More units", layer)).toBeDisabled();
  await expect(page.getByRole("button", { name: /^Layer 1, unit/ })).toHaveCount(64);
  await ui.type(units, 1);
  await expect(ui.button("Fewer units", layer)).toBeDisabled();
  await expect(ui.field("Units", ui.outputLayer)).toBeDisabled();
});

test("the buttons for units keep the focus", async ({ open, page, ui }) => {
  await open();
  await ui.button("More units", ui.layer(1)).focus();
  for (const expected of ["5", "6", "7"]) {
    await page.keyboard.press("Enter");
    await expect(ui.field("Units", ui.layer(1))).toHaveValue(expected);
  }
});

for (const [what, value] of [
  ["too many", "65"],
  ["none", "0"],
  ["a part", "2.5"],
  ["nothing", ""],
]) {
  test(`${what} (“${value}”) is refused by name`, async ({ open, ui }) => {
    await open();
    const units = ui.field("Units", ui.layer(1));
    await ui.type(units, value);
    await says(ui.alert, /Units.*1.*64/);
    await expect(units).toHaveValue(value);
    await ui.type(units, 6);
    await expect(ui.alert).toBeHidden();
    await expect(units).toHaveValue("6");
  });
}

test("letters do not become units", async ({ open, page, ui }) => {
  await open();
  const units = ui.field("Units", ui.layer(1));
  await units.focus();
  await units.press("ControlOrMeta+a");
  await page.keyboard.type("e");
  await units.press("Tab");
  await says(ui.alert, "Units");
  await expect(units).toHaveValue("e");
  await units.press("Escape");
  await expect(units).toHaveValue("4");
});

test("each layer has its own activation", async ({ open, ui, lab }) => {
  await open();
  const all = ui.choice("Activation", ui.layer(1)).getByRole("option");
  await expect(all).toHaveCount(12);
  const options = await all.allTextContents();
  for (const option of options) {
    await ui.choice("Activation", ui.layer(1)).selectOption(option);
    await expect(ui.choice("Activation", ui.layer(1))).toHaveValue(option);
  }
  await expect(ui.choice("Activation", ui.layer(2))).toHaveValue("tanh");
  const { layers } = await lab((lab) => lab.experiment());
  expect(layers.map(({ activation }) => activation)).toEqual(["swish", "tanh", "sigmoid"]);
});

/** Pairs of boxes that share more than a hair's breadth. */
function overlaps(boxes) {
  const apart = (a, b) =>
    a.x + a.width <= b.x + 0.5 || b.x + b.width <= a.x + 0.5 || a.y + a.height <= b.y + 0.5 || b.y + b.height <= a.y + 0.5;
  return boxes.flatMap((a, i) => boxes.slice(i + 1).filter((b) => !apart(a, b)).map((b) => `${a.name} and ${b.name}`));
}

const boxesOf = (locator) =>
  locator.evaluateAll((elements) =>
    elements.map((element) => {
      const { x, y, width, height } = element.getBoundingClientRect();
      return { name: element.getAttribute("aria-label"), x, y, width, height };
    }),
  );

for (const [width, height] of [
  [1440, 900],
  [390, 844],
]) {
  test(`eight layers of 16 units do not overlap at ${width}×${height}, and scroll`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    await open(`#net=2-${"16t-".repeat(7)}16t-1s`);
    await expect(ui.layers).toHaveCount(8);
    const network = ui.region("Network");
    const units = network.getByRole("button", { name: /, unit \d+$/ });
    await expect(units).toHaveCount(8 * 16 + 1);
    const marks = network.getByRole("button", { name: /^(Insert a layer|Add layer)/ });
    // Where layers stand close, marks stand between the rows of their headers: what is in those counts.
    const headers = network.getByRole("group", { name: /layer/i });
    expect(overlaps(await boxesOf(headers))).toEqual([]);
    const boxes = [...(await boxesOf(units)), ...(await boxesOf(headers.locator(":is(button, input, select):visible"))), ...(await boxesOf(marks))];
    expect(overlaps(boxes)).toEqual([]);
    expect(Math.min(...boxes.map((box) => Math.min(box.width, box.height)))).toBeGreaterThanOrEqual(20);
    for (const mark of await marks.all()) await expect(mark).toBeDisabled();

    // The last unit can be brought into view and pressed.
    const last = ui.button("Output, unit 1");
    await last.click();
    await expect(page.getByRole("dialog", { name: "Output, unit 1" })).toBeInViewport();
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
  });
}

test("a network of eight layers trains and is drawn", async ({ open, ui, lab }) => {
  await open(`#net=2-${"6t-".repeat(8)}1s`);
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(1);
  await ui.button("Remove layer", ui.layer(8)).click();
  await expect(ui.button("Add layer")).toBeEnabled();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(0);
  expect((await lab((lab) => lab.pause())).running).toBe(false);
});

test("all hidden layers are set at once, undone at once, and said where they differ", async ({ open, ui, lab }) => {
  await open("#net=2-4t-3t-2r-1s");
  const all = ui.choice("Set all hidden layers to…");
  const activations = (lab) => lab.experiment().layers.map(({ activation }) => activation);
  await expect(all).toHaveValue("mixed");
  const before = await lab(activations);
  await all.selectOption("sigmoid");
  expect(await lab(activations)).toEqual(["sigmoid", "sigmoid", "sigmoid", "sigmoid"]);
  await expect(all).toHaveValue("sigmoid");
  for (const at of [1, 2, 3]) await expect(ui.choice("Activation", ui.layer(at))).toHaveValue("sigmoid");
  await all.selectOption("mixed");
  expect(await lab(activations), "which is no activation").toEqual(["sigmoid", "sigmoid", "sigmoid", "sigmoid"]);
  await expect(all).toHaveValue("sigmoid");
  await ui.button("Undo").click();
  expect(await lab(activations)).toEqual(before);
  await ui.button("Remove layer", ui.layer(3)).click();
  await expect(all).toHaveValue("tanh");
  await ui.button("Remove layer", ui.layer(2)).click();
  await expect(all, "one layer has its own list").toHaveCount(0);
});
