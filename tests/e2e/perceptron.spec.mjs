// The perceptron, one sample at a time: what the panel draws and says is what scripts have; the bound of its theorem
// is never exceeded; XOR has its proof and its way round; three units learn each for itself.

import { expect, takePictures, test } from "./support.mjs";

const and = "#data=and&net=2-1h&rule=perceptron&lr=1&init=zeros&shuffle=false";
const xor = and.replace("data=and", "data=xor_table");

const toNumber = (text) => Number(text.replaceAll("−", "-").replaceAll("\u202f", ""));

/** The numbers of a row of the vectors, by its name. */
const row = async (panel, name) => {
  const cells = panel.getByRole("row", { name }).getByRole("cell");
  return (await cells.allTextContents()).map(toNumber);
};

/** The weights of the first unit as scripts have them, the bias last. */
const weights = (lab) =>
  lab((lab) => {
    const [{ kernel, bias }] = lab.weights();
    return [...kernel.map((row) => row[0]), bias[0]];
  });

const count = (panel, name) => panel.getByRole("status", { name, exact: true });

test("AND is learned sample by sample: the vectors are those of the weights, the line turns, and the mistakes stay below the bound", async ({ open, page, ui, lab }) => {
  await open();
  await ui.tab("Perceptron").click();
  const panel = ui.panel("Perceptron");
  await panel.getByRole("button", { name: "Set up a perceptron" }).click();
  const next = panel.getByRole("button", { name: "Next sample" });
  await expect(panel.getByText("Next: sample 1 of 4 is wrong: the answer is 1 and should be 0.")).toBeVisible();

  const view = (name) => panel.getByRole("button", { name, exact: true });
  const line = panel.locator(".studied");
  let [mistakes, last] = [0, await weights(lab)];
  for (let shown = 0; shown < 24; shown++) {
    await expect.poll(() => row(panel, /^w /)).toEqual(last);
    const [added, after] = [await row(panel, /^\+ ηe/), await row(panel, /^new w/)];
    expect(added.map((a, k) => a + last[k])).toEqual(after);
    const wrong = added.some((a) => a !== 0);
    await expect(panel.locator(".update-verdict")).toHaveText(wrong ? /is wrong/ : /is right/);
    const ring = panel.locator("svg .next");
    await expect(ring).toHaveClass(wrong ? "next wrong" : "next");
    expect(await ring.getAttribute("d")).toContain("M");
    const before = await line.getAttribute("style");
    await next.click();
    await expect(count(panel, "Samples seen")).toHaveText(String(shown + 1));
    mistakes += wrong ? 1 : 0;
    await expect(count(panel, "Mistakes")).toHaveText(String(mistakes));
    expect(await weights(lab)).toEqual(after);
    if (after.slice(0, 2).some((w, k) => w !== last[k]) && after[0] * after[0] + after[1] * after[1] > 0) {
      await expect.poll(() => line.getAttribute("style")).not.toBe(before);
    }
    last = after;
  }
  // As worked by hand: after five epochs at rest.
  expect(last).toEqual([2, 1, -3]);
  await expect(count(panel, "Passes without a mistake")).toHaveText("1");

  // Written with a threshold, that is a weight on an input of −1.
  const written = panel.getByRole("group", { name: "Written with" });
  await written.getByRole("button", { name: "Threshold" }).click();
  await expect(panel.getByRole("columnheader", { name: "θ", exact: true })).toBeVisible();
  expect(await row(panel, /^w /)).toEqual([2, 1, 3]);
  expect((await row(panel, /^\(x, −1\)/)).at(-1)).toBe(-1);
  await written.getByRole("button", { name: "Bias" }).click();

  await view("Theorem").click();
  await expect(panel.getByRole("status", { name: "Bound" })).toHaveText(`${mistakes} mistakes so far, and never more than 51.`);
  await expect(panel.getByText("(R/γ)² = 51.")).toBeVisible();
  await expect(panel.getByRole("img", { name: /corridor that is free of them/ })).toBeVisible();
  await expect(panel.getByRole("img", { name: /the least that w\*·w can be/ })).toBeVisible();
  for (const drawn of ["along", "least", "greatest", "long"]) expect(await panel.locator(`.growth .${drawn}`).getAttribute("d"), drawn).toContain("L");
  // As wide as it is drawn, and drawn at all.
  expect(await panel.locator(".corridor .band").getAttribute("d")).not.toContain("M-0.0");
  await expect(panel.locator(".corridor")).not.toHaveAttribute("style", "display: none");
  expect(Number(await panel.locator("circle.around").getAttribute("r"))).toBeGreaterThan(0);
  await takePictures(page, "perceptron-and");

  // From other weights the bound is another, and holds as well; going on to rest says so.
  await lab((lab) => lab.setWeights([{ kernel: [[-4], [3]], bias: [5] }]));
  await expect(count(panel, "Mistakes")).toHaveText("0");
  await lab((lab) => lab.train({ epochs: 40 }));
  const said = panel.getByRole("status", { name: "Bound" });
  await expect(said).toHaveText(/mistakes? so far, and never more than/);
  const [made, most] = (await said.textContent()).match(/^(\S+) mistakes? .* than (\S+)\.$/).slice(1).map(toNumber);
  expect(made).toBeGreaterThan(0);
  expect(made).toBeLessThanOrEqual(most);
});

test("XOR has its proof, step by step, and goes round: the very weights come back", async ({ open, page, ui, lab }) => {
  await open(xor);
  await ui.tab("Perceptron").click();
  const panel = ui.panel("Perceptron");
  await panel.getByRole("button", { name: "Theorem" }).click();
  await expect(panel.getByText("the point (0.5, 0.5) lies between samples of either side")).toBeVisible();
  await expect(panel.getByRole("img", { name: /a point that lies in both/ })).toBeVisible();
  for (const drawn of ["hull.below", "hull.above", "common"]) expect(await panel.locator(`svg .${drawn}`).getAttribute("d"), drawn).toContain("M");
  const steps = await panel.getByRole("listitem").allTextContents();
  expect(steps.map((text) => text.replaceAll(/\s/g, ""))).toEqual([
    "(0,1)wants1:w2+b≥0",
    "(1,0)wants1:w1+b≥0",
    "Together:w1+w2+2·b≥0",
    "(0,0)wants0:b<0",
    "(1,1)wants0:w1+w2+b<0",
    "Together:w1+w2+2·b<0",
  ]);
  await expect(panel.locator(".impossible")).toHaveText("0≤w1+w2+2·b<0");
  await takePictures(page, "perceptron-xor");

  await panel.getByRole("button", { name: "Weight space" }).click();
  await expect(panel.getByText("the very same weights are back, and all repeats itself")).toBeVisible();
  await expect.poll(() => panel.locator("path.stops").getAttribute("d")).toContain("M");
  await lab((lab) => lab.train({ epochs: 5 }));
  await expect(panel.getByText(/^The weights go round: after 1 epoch, 4 samples/)).toBeVisible();
  // What is foretold is what comes.
  const table = panel.getByRole("table", { name: "All the way round" });
  const rows = await table.getByRole("row").count();
  expect(rows).toBe(6);
  for (let at = 1; at < rows; at++) {
    const foretold = (await table.getByRole("row").nth(at).getByRole("cell").allTextContents()).map(toNumber);
    if (at > 1) await lab((lab) => lab.train({ samples: 1 }));
    expect(await weights(lab)).toEqual(foretold);
  }
  // Shuffled, no cycle is said to be; one click takes the table's order.
  await page.evaluate((hash) => (location.hash = hash), xor.replace("shuffle=false", "shuffle=true"));
  await expect(panel.getByText("With the samples shuffled")).toBeVisible();
  await panel.getByRole("button", { name: "Take the table’s order" }).click();
  await expect(panel.getByText("the very same weights are back")).toBeVisible();
  expect(await lab((lab) => lab.experiment().shuffle)).toBe(false);
});

test("three units learn each for itself; the delta rule is told apart; elsewhere the panel says what it is for", async ({ open, page, ui, lab }) => {
  await open("#data=blobs3&net=2-3h&rule=perceptron&seed=3");
  await ui.tab("Perceptron").click();
  const panel = ui.panel("Perceptron");
  await expect(panel.locator(".unit-edge")).toHaveCount(3);
  const unit = panel.getByRole("combobox", { name: "Unit studied" });
  await lab((lab) => lab.train({ epochs: 3 }));
  const told = await lab((lab) => lab.weights()[0]);
  for (const at of [0, 1, 2]) {
    await unit.selectOption({ index: at });
    const shown = await row(panel, /^w /);
    const want = [told.kernel[0][at], told.kernel[1][at], told.bias[at]];
    shown.forEach((w, k) => expect(w / want[k]).toBeCloseTo(1, 2));
    await panel.getByRole("button", { name: "Theorem" }).click();
    await expect(panel.getByText(/^A line separates them|^No line separates them/)).toBeVisible();
    await panel.getByRole("button", { name: "One update" }).click();
  }
  await takePictures(page, "perceptron-three");
  await ui.choice("Learning rule").selectOption("Delta rule");
  await panel.getByRole("button", { name: "Theorem" }).click();
  await expect(panel.getByText(/delta rule/)).not.toHaveCount(0);
  await ui.choice("Learning rule").selectOption("Backprop");
  await expect(panel.getByRole("button", { name: "Set up a perceptron" })).toBeVisible();
});
