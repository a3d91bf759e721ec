// Why activations, why depth: the product shown is that of the weights, an activation between makes the difference, a
// curve is the sum of its units, and what is trained in the background is plotted, told and loaded.

import AxeBuilder from "@axe-core/playwright";

import { expect, frames, says, takePictures, test } from "./support.mjs";

const toNumber = (text) => Number(text.replaceAll("−", "-").replaceAll(",", "").replace(/×10/, "e").replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+$/u, (power) => [...power].map((sign) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)).map((at) => (at === 0 ? "-" : at - 1)).join("")));

/** Opens a page of the panel. */
async function openDepth({ open, ui }, fragment, view) {
  await open(fragment);
  await ui.tab("Depth").click();
  const panel = ui.panel("Depth");
  await panel.getByRole("button", { name: view, exact: true }).click();
  return panel;
}

/** What the layers of `lab.weights()` are multiplied out: weights a row per input, and the bias. */
const product = (lab) =>
  lab((lab) =>
    lab.weights().reduce((all, { kernel, bias }) => {
      if (!all) return { kernel, bias };
      const times = (row) => bias.map((_, unit) => row.reduce((sum, value, k) => sum + value * kernel[k][unit], 0));
      return { kernel: all.kernel.map(times), bias: times(all.bias).map((value, unit) => value + bias[unit]) };
    }, null),
  );

/** The numbers of what is multiplied out, as they are shown: weights row by row, then the bias. */
const shown = async (panel) => (await panel.locator("mrow.depth-result mn").allTextContents()).map(toNumber);

const near = (shown, wanted) => shown.every((value, at) => Math.abs(value - wanted[at]) <= 0.006 * Math.abs(wanted[at]) + 1e-9);

test("linear layers are one layer, whose numbers are the product of the weights; with tanh between they are not", async ({ open, page, ui, lab }) => {
  const panel = await openDepth({ open, ui }, "", "Linear layers");
  const lead = panel.getByRole("status", { name: "Multiplied out" });
  await expect(lead).toHaveText("tanh stands after layers 1 and 2.");
  await expect(panel.locator("math")).toHaveCount(0);
  await lab((lab) => lab.train({ epochs: 2 }));
  const before = await lab((lab) => lab.weights());
  await panel.getByRole("button", { name: "XOR with three linear layers" }).click();
  await expect(lead).toHaveText("3 layers with 20 parameters are this one layer with 3.");
  await expect(panel.getByRole("group", { name: "Product of layers 1 to 3: 3 matrices multiplied out" })).toBeVisible();
  for (const epochs of [0, 3, 40]) {
    await lab((lab, epochs) => lab.train({ epochs }), epochs);
    const { kernel, bias } = await product(lab);
    await expect.poll(async () => near(await shown(panel), [...kernel.flat(), ...bias])).toBe(true);
  }
  await says(panel.getByRole("status", { name: "Largest difference" }), "the rounding of 32-bit numbers");
  await says(panel, "the border is one straight line");
  // Both answers stand side by side, also of values of one's own.
  const rows = panel.getByRole("table", { name: "Both answers" }).getByRole("row");
  await expect(rows).toHaveCount(5);
  await panel.getByRole("button", { name: "Own values" }).click();
  await expect(rows).toHaveCount(6);
  for (const at of [1, 3, 5]) {
    const [, stack, one] = await rows.nth(at).getByRole("cell").allTextContents();
    expect(Math.abs(toNumber(stack) - toNumber(one))).toBeLessThan(2e-6);
    expect(stack).not.toBe("");
  }
  await takePictures(page, "depth-linear");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  // One line gets no more than half of it right; with tanh between nearly all are.
  expect((await lab((lab) => lab.status())).accuracy.train).toBeLessThan(0.7);
  await panel.getByRole("button", { name: "Put tanh between" }).click();
  await expect(lead).toHaveText("tanh stands after layers 1 and 2.");
  expect((await lab((lab) => lab.train({ epochs: 60 }))).accuracy.train).toBeGreaterThan(0.95);
  await panel.getByRole("button", { name: "Make them linear" }).click();
  await expect(lead).toHaveText("3 layers with 20 parameters are this one layer with 3.");
  // Only some in a row: the others stay.
  await lab((lab) => lab.load({ layers: [3, 4, 2, 1].map((units, at) => ({ units, activation: ["linear", "relu", "linear", "sigmoid"][at] })) }));
  await says(lead, "Layers 1 and 2, with 25 parameters, are one with 12. Layers 3 and 4, with 13 parameters, are one with 5. So the 4 layers are 2.");
  await panel.getByRole("button", { name: "Take the product’s network" }).click();
  await expect.poll(() => lab((lab) => lab.experiment().layers.map(({ units }) => units))).toEqual([4, 1]);

  // f after g, and what was at hand first is not lost.
  await panel.getByRole("button", { name: "f(x) = 2x + 3 after g(x) = 5x − 1" }).click();
  await expect(panel.locator(".depth-line").filter({ hasText: "f(g(x))" })).toHaveText(/f\(g\(x\)\)=2·\(5·x−1\)\+3=10·x\+1$/);
  await expect(panel.locator(".depth-line").first()).toHaveText(/g\(x\)=5·x−1.*f\(x\)=2·x\+3/);
  expect(await lab((lab) => lab.predict([[0], [1], [-2]]))).toEqual([[1], [11], [-19]]);
  for (let undo = 0; undo < 6; undo += 1) await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(before);
});

test("a curve is put together by 1 to 64 units, and the error against their number is trained, told and loaded", async ({ open, page, ui, lab }) => {
  const panel = await openDepth({ open, ui }, "", "Any curve");
  await says(panel, "the data at hand are others");
  await panel.getByRole("button", { name: "Fit a curve" }).click();
  const [units, slider] = [panel.getByRole("spinbutton", { name: "Units" }), panel.getByRole("slider", { name: "Units" })];
  const curves = panel.locator(".unit-curve");
  await expect(curves).toHaveCount(8);
  await slider.focus();
  await page.keyboard.press("Home");
  await expect(units).toHaveValue("1");
  await expect(curves).toHaveCount(1);
  await page.keyboard.press("End");
  await expect(units).toHaveValue("64");
  await expect(curves).toHaveCount(64);
  await ui.type(units, 8);
  await expect(curves).toHaveCount(8);
  expect(await lab((lab) => lab.experiment().layers[0].units)).toBe(8);
  // The curves move as it learns, and one that has the focus is lit and told with its weights.
  const path = () => panel.locator(".sum").getAttribute("d");
  const first = await path();
  await lab((lab) => lab.train({ epochs: 30 }));
  await expect.poll(path).not.toBe(first);
  await curves.first().focus();
  await page.keyboard.press("ArrowRight");
  await expect(curves.nth(1)).toBeFocused();
  await expect(curves.nth(1)).toHaveAttribute("data-lit", "true");
  const [v, w] = await lab((lab) => [lab.weights()[1].kernel[1][0], lab.weights()[0].kernel[0][1]]);
  const said = await curves.nth(1).getAttribute("aria-label");
  const numbers = said.match(/^Unit 2 adds (.+)·ReLU\((.+?)·x₁ . [^)]+\)\.$/).slice(1).map(toNumber);
  expect(near(numbers, [v, w])).toBe(true);
  // So is one that is pointed at.
  const [x, y] = (await panel.locator(".unit-curve .seen").first().getAttribute("d")).match(/^M([\d.]+) ([\d.]+)/).slice(1).map(Number);
  const box = await panel.locator(".depth-curves svg").boundingBox();
  await page.mouse.move(box.x + x + 1, box.y + y);
  await expect(panel.locator(".unit-curve[data-lit='true']")).toHaveCount(1);
  await says(panel.getByRole("status").filter({ hasText: /^Unit \d adds/ }), "ReLU");
  await panel.getByRole("combobox", { name: "Target" }).selectOption({ label: "2 waves" });
  await panel.getByRole("button", { name: "y₂" }).click();
  await expect(curves).toHaveCount(8);
  await panel.getByRole("combobox", { name: "Target" }).selectOption({ label: "Sine" });

  // The error against the units, a network each.
  await ui.type(panel.getByRole("spinbutton", { name: "Seeds" }), 3);
  await ui.type(panel.getByRole("spinbutton", { name: "Epochs" }), 20);
  await says(panel, "Trains the experiment at hand with 1 to 64 units, 3 seeds each, for 20 epochs: 36 networks.");
  await panel.getByRole("button", { name: "Train 1 to 64 units" }).click();
  const out = panel.getByRole("status", { name: "What came out" });
  await says(out, "After 20 epochs, median training loss of 3 seeds:");
  const dots = panel.getByRole("button", { name: /^Seed \d+ with \d+ hidden unit/ });
  await expect(dots).toHaveCount(36);
  // What is said is what the dots have.
  const losses = (await dots.evaluateAll((dots) => dots.map((dot) => dot.getAttribute("aria-label")))).map((name) => {
    const [, units, loss] = name.match(/with (\d+) hidden units?, (?:not )?solved: loss ([^,]+),/);
    return [Number(units), toNumber(loss)];
  });
  const medians = [...new Set(losses.map(([units]) => units))].map((units) => [units, losses.filter(([of]) => of === units).map(([, loss]) => loss).toSorted((a, b) => a - b)[1]]);
  const [best] = medians.toSorted(([, a], [, b]) => a - b);
  const told = (await out.textContent()).match(/([\d.]+) with 1 unit, ([\d.]+) with (\d+) units, which is best/).slice(1).map(Number);
  expect(told.slice(0, 2)).toEqual([medians[0][1], best[1]]);
  // Of several that are as good to three digits any may be the best.
  expect(medians.find(([units]) => units === told[2])[1]).toBe(best[1]);
  await takePictures(page, "depth-curve");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.setViewportSize({ width: 1440, height: 900 });
  await dots.first().focus();
  await page.keyboard.press("End");
  await page.keyboard.press("Enter");
  await expect.poll(() => lab((lab) => [lab.experiment().layers[0].units, lab.status().epoch])).toEqual([64, 20]);
  await expect(panel.locator(".dot[aria-current='true']")).toHaveCount(1);
  await expect(curves).toHaveCount(64);
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.experiment().layers[0].units)).toBe(8);
  // What was trained stays while one looks elsewhere, and while other data are at hand.
  await panel.getByRole("button", { name: "Linear layers", exact: true }).click();
  await expect(dots).toHaveCount(0);
  await lab((lab) => lab.load({ data: { dataset: "xor" } }));
  await panel.getByRole("button", { name: "Any curve" }).click();
  await expect(panel.getByRole("button", { name: "Fit a curve" })).toBeVisible();
  await ui.button("Undo").click();
  await expect(dots).toHaveCount(36);
});

test("wide and deep networks of as many parameters are trained, told apart, and put side by side", async ({ open, page, ui, lab }) => {
  const panel = await openDepth({ open, ui }, "#data=xor_table&net=2-1h&rule=perceptron", "Deep or wide");
  await says(panel, "Hidden layers learn by backprop");
  await panel.getByRole("button", { name: "the spiral" }).click();
  const rows = panel.getByRole("table", { name: "Shapes of hidden layers" }).getByRole("row");
  await expect(rows).toHaveCount(5);
  const cells = async (row) => (await row.locator("th, td").allTextContents()).slice(0, 3).map(Number);
  for (let layers = 1; layers <= 4; layers += 1) {
    const [of, units, parameters] = await cells(rows.nth(layers));
    const count = 3 * units + (layers - 1) * (units + 1) * units + units + 1;
    expect([of, parameters]).toEqual([layers, count]);
    expect(Math.abs(parameters - 109) / 109).toBeLessThan(0.2);
  }
  await ui.type(panel.getByRole("spinbutton", { name: "Parameters" }), 60);
  await expect.poll(async () => (await cells(rows.nth(1)))[2]).toBeLessThan(80);
  await ui.type(panel.getByRole("spinbutton", { name: "Parameters" }), 5000);
  await says(ui.alert, "Parameters: must be from 49 to 257, not 5000");
  await ui.type(panel.getByRole("spinbutton", { name: "Parameters" }), 109);
  await ui.type(panel.getByRole("spinbutton", { name: "Seeds" }), 2);
  await ui.type(panel.getByRole("spinbutton", { name: "Epochs" }), 10);
  await panel.getByRole("button", { name: "Train all" }).click();
  const out = panel.getByRole("status", { name: "What came out" });
  await says(out, "After 10 epochs, median training loss of 2 seeds:");
  await expect(panel.getByRole("button", { name: /^Seed \d+ with / })).toHaveCount(8);
  await takePictures(page, "depth-shapes");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await page.setViewportSize({ width: 390, height: 844 });
  await frames(page, 3);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
  await page.setViewportSize({ width: 1440, height: 900 });
  const wide = (await cells(rows.nth(1)))[1];
  await panel.getByRole("combobox", { name: "Right in the duel" }).selectOption({ index: 2 });
  const narrow = (await cells(rows.nth(3)))[1];
  await panel.getByRole("button", { name: "Begin the duel" }).click();
  const [left, right] = [ui.region("Left run"), ui.region("Right run")];
  await expect(left).toBeVisible();
  await expect(right).toBeVisible();
  await expect(ui.region("Duel").getByRole("row", { name: `Hidden units ${wide} ${narrow}, ${narrow}, ${narrow}` })).toBeVisible();
});
