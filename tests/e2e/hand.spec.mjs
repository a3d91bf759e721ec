// Networks built by hand: gates with their weights, the truth table beside them, and XOR solved by following hints.

import { expect, takePictures, test } from "./support.mjs";

const toNumber = (text) => Number(text.replaceAll("−", "-"));

/** All weights and biases, a list each unit, as scripts have them. */
const units = (lab) => lab((lab) => lab.weights().flatMap(({ kernel, bias }) => bias.map((b, unit) => [...kernel.map((row) => row[unit]), b])));

const standing = (panel) => panel.getByRole("status", { name: "Challenge", exact: true });
const said = (panel) => panel.getByRole("status", { name: "What to change", exact: true });
const field = (panel, unit, name) => panel.getByRole("group", { name: unit, exact: true }).getByRole("spinbutton", { name, exact: true });

/** The cells of a row of the truth table. */
const row = async (panel, sample) => (await panel.getByRole("row").nth(sample + 1).getByRole("cell").allTextContents()).map((text) => text.replaceAll("−", "-"));

test("each gate is loaded with its weights and is right; the table follows every weight, and Undo and the link bring all back", async ({ open, page, ui, lab }) => {
  await open("#data=moons&lr=0.1");
  await ui.tab("By hand").click();
  const panel = ui.panel("By hand");
  await expect(standing(panel)).toHaveText(/^A truth table .* is needed here/);
  await expect(panel.getByRole("table")).toHaveCount(0);
  for (const [gate, weights, solved] of [
    ["AND", [[1, 1, -1.5]], "Solved: all 4 rows are right. The unit is AND."],
    ["OR", [[1, 1, -0.5]], "Solved: all 4 rows are right. The unit is OR."],
    ["NOT", [[-1, 0.5]], "Solved: all 2 rows are right. The unit is NOT x₁."],
    ["NAND", [[-1, -1, 1.5]], "Solved: all 4 rows are right. The unit is NAND."],
    ["XOR of three units", [[1, 1, -0.5], [-1, -1, 1.5], [1, 1, -1.5]], "Solved: all 4 rows are right. Unit 1 is OR, unit 2 is NAND, the output is AND."],
  ]) {
    await panel.getByRole("group", { name: "Gates" }).getByRole("button", { name: gate, exact: true }).click();
    await expect(standing(panel)).toHaveText(solved);
    expect(await units(lab)).toEqual(weights);
    for (let unit = 0; unit < weights.length; unit++) {
      const name = unit === weights.length - 1 ? "Output" : `Unit ${unit + 1}`;
      await expect(field(panel, name, "Bias")).toHaveValue(String(weights[unit].at(-1)).replace("-", "−"));
    }
  }
  await expect.poll(() => row(panel, 4)).toEqual(["1", "1", "1 z 1.5", "0 z -0.5", "0 z -0.5", "orange", "✓ right"]);
  await takePictures(page, "hand-xor");

  // A weight changed beside the table acts on it at once, and is a step for Undo by itself.
  const bias = field(panel, "Output", "Bias");
  await bias.fill("-0.5");
  await bias.press("Enter");
  await expect(standing(panel)).toHaveText("2 of 4 rows right.");
  await expect.poll(() => row(panel, 1)).toContain("✗ wrong");
  await panel.getByRole("group", { name: "Written with" }).getByRole("button", { name: "Threshold" }).click();
  const threshold = field(panel, "Output", "Threshold");
  await expect(threshold).toHaveValue("0.5");
  await expect(panel.getByText("1 where 1·unit 1 + 1·unit 2 is at least 0.5, else 0.")).toBeVisible();
  await field(panel, "Output", "Weight from unit 1").press("ArrowUp");
  await expect.poll(async () => (await units(lab)).at(-1)).toEqual([1.1, 1, -0.5]);

  // The link is of the weights as they are, on a page of its own too.
  const address = await lab((lab) => lab.link());
  expect(address).toContain("weights=1,1,-0.5;-1,-1,1.5;1.1,1,-0.5");
  await expect.poll(() => page.url()).toBe(address);
  const weights = await units(lab);
  const other = await page.context().newPage();
  await other.goto(address);
  await other.evaluate(() => window.separable.then(() => {}));
  const there = () => other.evaluate(() => window.separable.then((lab) => lab.weights().flatMap(({ kernel, bias }) => bias.map((b, unit) => [...kernel.map((row) => row[unit]), b]))));
  await expect.poll(there).toEqual(weights);
  await other.close();

  await ui.button("Undo").click();
  await expect.poll(async () => (await units(lab)).at(-1)).toEqual([1, 1, -0.5]);
  await ui.button("Undo").click();
  await expect(standing(panel)).toHaveText(/^Solved/);
  for (let gate = 0; gate < 5; gate++) await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.experiment())).toMatchObject({ data: { dataset: "moons" }, learning_rate: 0.1 });
});

/** Follows the hint that is shown, by keys. */
async function follow(page, panel) {
  const type = async (unit, name, value) => {
    const box = field(panel, unit, name);
    await box.focus();
    await page.keyboard.type(value);
    await page.keyboard.press("Enter");
    await expect(box).toHaveAttribute("aria-valuenow", value);
  };
  const group = (unit) => (unit === "the output" ? "Output" : unit.replace("unit", "Unit"));
  const text = await said(panel).textContent();
  const single = text.match(/(?:Raise|Lower) the (?:weight from (.+?) to (.+?)|bias of (.+?)) (?:above|below|to) .*?(?:for example to|exactly) (−?[\d.]+?):/);
  if (single) {
    const [, from, to, of, value] = single;
    await type(group(to ?? of), from ? `Weight from ${from}` : "Bias", String(toNumber(value)));
    return text;
  }
  const [, unit, weights, bias] = text.match(/Let (.+?) be .+?: for example weights (.+?), bias (−?[\d.]+)\./);
  const sources = unit === "the output" ? ["unit 1", "unit 2"] : ["x₁", "x₂"];
  for (const [at, weight] of weights.split(" and ").entries()) await type(group(unit), `Weight from ${sources[at]}`, String(toNumber(weight)));
  await type(group(unit), "Bias", String(toNumber(bias)));
  return text;
}

test("XOR is solved by hand, from the start to the end by keys and hints, and the solution is told", async ({ open, page, ui, lab }) => {
  await open();
  await ui.tab("By hand").click();
  const panel = ui.panel("By hand");
  await panel.getByRole("button", { name: "Solve XOR by hand" }).press("Enter");
  await expect(standing(panel)).toHaveText("3 of 4 rows right.");
  const hint = panel.getByRole("button", { name: "Hint", exact: true });
  const all = [];
  while (!/^Solved/.test(await standing(panel).textContent())) {
    expect(all.length).toBeLessThan(8);
    await hint.press("Enter");
    await expect(said(panel)).toHaveText(/^Row \(.*\) answers .* and should answer/);
    if (!all.length) await takePictures(page, "hand-hint");
    expect(await lab((lab) => lab.hint())).toBe(await said(panel).textContent());
    all.push(await follow(page, panel));
    // It was for the weights before.
    await expect(said(panel)).toBeHidden();
  }
  expect(all[0]).toContain("so the output cannot tell them apart");
  await expect(standing(panel)).toHaveText(/^Solved: all 4 rows are right\. Unit 1 is .+, unit 2 is .+, the output is .+\.$/);
  expect(await lab((lab) => lab.predict([[0, 0], [0, 1], [1, 0], [1, 1]]).map(([answer]) => answer))).toEqual([0, 1, 1, 0]);
  await hint.press("Enter");
  await expect(said(panel)).toHaveText("All rows are right: nothing is left to be done.");

  // One unit alone cannot, and there is a proof.
  await open("#data=xor_table&net=2-1h&rule=perceptron&lr=1&init=zeros&shuffle=false");
  await expect(standing(panel)).toHaveText("2 of 4 rows right.");
  await hint.click();
  await expect(said(panel)).toHaveText(/^One unit alone cannot do it\. No line separates them, and this proves it: the point \(0\.5, 0\.5\)/);
  await panel.getByRole("button", { name: "The proof" }).click();
  const perceptron = ui.panel("Perceptron");
  await expect(perceptron.getByRole("group", { name: "Shown of the perceptron" })).toBeVisible();

  // Its switches are the settings of the run.
  const neuron = perceptron.getByRole("group", { name: "Neuron", exact: true });
  const press = (group, name) => neuron.getByRole("group", { name: group }).getByRole("button", { name, exact: true }).click();
  await expect(neuron.getByText("at exactly 0 it answers 1")).toBeVisible();
  await press("Step", "Sign −1/1");
  await press("Inputs coded", "−1 and +1");
  await press("Order", "Shuffled");
  await press("Written with", "Threshold");
  await expect(neuron.getByText(/At exactly the threshold it answers 0: a mistake whatever the target/)).toBeVisible();
  await expect.poll(() => lab((lab) => lab.experiment())).toMatchObject({ data: { coding: "bipolar" }, shuffle: true, layers: [{ activation: "sign" }] });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test("the table and the weights are in reach, one below the other", async ({ open, page, ui }) => {
    await open("#data=xor_table&net=2-2h-1h&loss=mean_squared_error&then=0:weights=1,1,-0.5;1,1,-1.5;1,-2,-0.5");
    await ui.tab("By hand").tap();
    const panel = ui.panel("By hand");
    await expect(standing(panel)).toHaveText(/^Solved: .* Unit 1 is OR, unit 2 is AND, the output is unit 1 AND NOT unit 2\.$/);
    const box = field(panel, "Output", "Weight from unit 2");
    await box.fill("2");
    await box.press("Enter");
    await expect(standing(panel)).toHaveText("3 of 4 rows right.");
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  });
});
