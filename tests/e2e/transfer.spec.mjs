// Layers reused for another task: what is kept, what is fresh, what is taken back, and both ways against each other.

import { expect, says, takePictures, test } from "./support.mjs";

/** Opens the panel. */
async function openTransfer({ ui }) {
  await ui.button("Transfer").click();
  const region = ui.region("Transfer");
  await expect(region).toBeVisible();
  return region;
}

/** Begins with a pair, and waits until its first task is learnt. */
async function begin(region, name) {
  await region.getByRole("group", { name: "Begin with" }).getByRole("button", { name }).click();
  await says(region.getByRole("status").first(), "Trained.");
}

test("moons and turned moons: the layers are kept and frozen, the output is fresh, and Undo brings the moons back", async ({ open, page, ui, lab }) => {
  await open();
  const region = await openTransfer({ ui });
  await begin(region, "Moons → turned moons");
  const source = await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment(), status: lab.status() }));
  expect(source.status.accuracy.test).toBeGreaterThan(0.95);
  await expect(ui.field("Turned by", region)).toHaveValue("30");
  await takePictures(page, "transfer");
  await page.setViewportSize({ width: 1440, height: 900 });
  await region.getByRole("button", { name: "Reuse layers" }).click();
  await expect.poll(() => lab((lab) => lab.experiment().data.turn)).toBe(30);
  const reused = await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment(), samples: lab.data().train.x.length }));
  expect(reused.weights.slice(0, 2)).toEqual(source.weights.slice(0, 2));
  expect(reused.weights[2]).not.toEqual(source.weights[2]);
  expect(reused.experiment.layers.map(({ trainable }) => trainable)).toEqual([false, false, undefined]);
  expect(reused.samples).toBe(2 * reused.experiment.data.per_class);
  await says(region, "The layers of the run at hand come from: Moons");
  // What is frozen stays, what is fresh learns.
  await lab((lab) => lab.train({ epochs: 30 }));
  const later = await lab((lab) => lab.weights());
  expect(later.slice(0, 2)).toEqual(source.weights.slice(0, 2));
  expect(later[2]).not.toEqual(reused.weights[2]);
  // A link carries the layers.
  const link = await lab((lab) => lab.link());
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(source.weights);
  expect(await lab((lab) => lab.experiment())).toEqual(source.experiment);
  await page.goto("about:blank");
  await page.goto(link);
  expect(await lab((lab) => lab.weights())).toEqual(reused.weights);
});

test("any set with the same inputs is offered: numbers and points of one's own among them; what cannot be compared says why", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-4t-1s");
  const region = await openTransfer({ ui });
  const target = ui.choice("Reuse for", region);
  const offered = () => target.getByRole("option").allTextContents();
  expect(await offered()).toContain("Bumps");
  await target.selectOption({ label: "Bumps" });
  // Numbers have no classes of which samples could be counted.
  await expect(ui.field("Samples per class", region)).toHaveCount(0);
  await region.getByRole("button", { name: "Reuse layers" }).click();
  await expect.poll(() => lab((lab) => lab.experiment().data.dataset)).toBe("bumps");
  const wrong = (body) => lab(`(lab) => (${body})(lab).then(() => "", (error) => error.message)`);
  await lab((lab) => lab.load({ data: { dataset: "xor_table" }, layers: [{ units: 2, activation: "tanh" }, { units: 1, activation: "sigmoid" }] }));
  expect(await wrong((lab) => lab.transferCurve({ to: {}, counts: [1], seeds: 1, epochs: 1 }))).toContain("to: has no test samples by which both could be compared");
});

test("digits: the other classes, fine-tuned, beside training from scratch under one transport", async ({ open, page, ui, lab }) => {
  await open();
  const region = await openTransfer({ ui });
  await begin(region, "Digits 0–4 → 5–9");
  await expect(ui.choice("Reuse for", region)).toHaveValue("Digits, classes 5–9");
  await region.getByRole("button", { name: "Fine-tune" }).click();
  await ui.type(ui.field("Samples per class", region), 20);
  const before = await lab((lab) => lab.weights());
  await region.getByRole("button", { name: "Compare with training from scratch" }).click();
  await expect(ui.region("Duel")).toBeVisible();
  const sides = ["Left run", "Right run"].map((name) => page.getByRole("region", { name, exact: true }));
  await expect(sides[0].getByRole("heading", { level: 2, name: "Reused layers" })).toBeVisible();
  await expect(sides[1].getByRole("heading", { level: 2, name: "From scratch" })).toBeVisible();
  const now = await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment(), samples: lab.data().train.x.length }));
  expect(now.experiment.data.classes).toEqual([5, 6, 7, 8, 9]);
  expect(now.samples).toBe(100);
  expect(now.experiment.layers.map(({ units }) => units).at(-1)).toBe(5);
  // Other samples are scaled otherwise, which is worked into the first layer's weights; the rest is as it was.
  expect(now.weights[0].kernel).not.toEqual(before[0].kernel);
  await ui.step.click();
  for (const side of sides) await expect(side.getByText("epoch 1", { exact: true })).toBeVisible();
  const after = await lab((lab) => lab.weights());
  expect(after[0].kernel).not.toEqual(now.weights[0].kernel);
});

test("accuracy against samples: both ways are trained, drawn, told in a table and saved", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-6t-4t-1s&optimizer=adam&lr=0.02");
  await lab((lab) => lab.train({ epochs: 60 }));
  const region = await openTransfer({ ui });
  const before = await lab((lab) => lab.weights());
  await ui.type(ui.field("Turned by", region), 30);
  await ui.type(ui.field("Seeds", region), 2);
  await ui.type(ui.field("Epochs", region), 20);
  await region.getByRole("button", { name: "Train both" }).click();
  const table = region.getByRole("table", { name: "Test accuracy by training samples of each class" });
  await expect(table.getByRole("row")).toHaveCount(7);
  await expect(region.getByRole("button", { name: "Train both" })).toBeVisible();
  for (const count of [1, 2, 5, 10, 20, 50]) {
    const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: String(count), exact: true }) });
    for (const cell of [0, 2]) await expect(row.getByRole("cell").nth(cell)).toHaveText(/^[\d.]+ %$/);
  }
  // The chart is drawn of the same numbers, and scripts get them too.
  await expect(region.getByRole("img", { name: /^Test accuracy against training samples/ }).locator("path.medians.reused")).toHaveAttribute("d", /^M[\d. ]+(L[\d. ]+){5}$/);
  const points = await lab((lab) => lab.transferCurve({ to: { turn: 30 }, counts: [1, 5], seeds: 2, epochs: 20 }));
  expect(points.map(({ per_class }) => per_class)).toEqual([1, 5]);
  for (const [at, count] of [[0, 1], [1, 5]]) {
    const row = table.getByRole("row").filter({ has: page.getByRole("rowheader", { name: String(count), exact: true }) });
    const shown = await row.getByRole("cell").first().textContent();
    expect(Math.abs(Number.parseFloat(shown) / 100 - points[at].reused.median)).toBeLessThan(0.006);
    expect(points[at].scratch.accuracies).toHaveLength(2);
  }
  const download = page.waitForEvent("download");
  await region.getByRole("button", { name: "Save as CSV" }).click();
  expect((await download).suggestedFilename()).toBe("separable-transfer.csv");
  expect(await lab((lab) => lab.weights())).toEqual(before);
  await takePictures(page, "transfer-curve");
});

test("scripts reuse layers too, and what does not fit is named and changes nothing", async ({ open, lab }) => {
  await open("#data=moons&net=2-6t-4t-1s");
  await lab((lab) => lab.train({ epochs: 3 }));
  const before = await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment() }));
  const problem = (options) => lab((lab, options) => lab.transfer(options).then(() => "", (error) => error.message), options);
  expect(await problem({})).toMatch(/^to: /);
  expect(await problem({ to: { dataset: "sine" } })).toBe("to: has 1 input, and the layers were trained on 2");
  expect(await problem({ to: { dataset: "circles" }, keep: 3 })).toBe("keep: must be from 1 to 2, not 3");
  expect(await problem({ to: { dataset: "blobs4", classes: [1] } })).toMatch(/^to\.classes: must be two or more/);
  expect(await problem({ to: { dataset: "circles" }, per_class: 0 })).toMatch(/^per_class: /);
  expect(await problem({ to: { dataset: "circles" }, freeze: "yes" })).toMatch(/^freeze: /);
  expect(await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment() }))).toEqual(before);
  await lab((lab) => lab.transfer({ to: { dataset: "blobs4" }, keep: 1, freeze: false, per_class: 3 }));
  const now = await lab((lab) => ({ weights: lab.weights(), experiment: lab.experiment() }));
  expect(now.weights[0]).toEqual(before.weights[0]);
  expect(now.weights[1]).not.toEqual(before.weights[1]);
  expect(now.experiment.layers.at(-1)).toEqual({ units: 4, activation: "softmax" });
  await lab((lab) => lab.undo());
  expect(await lab((lab) => lab.weights())).toEqual(before.weights);
});

test("which classes take part, how many of each and a turn are set in More and undone", async ({ open, page, ui, lab }) => {
  await open("#data=blobs4");
  await ui.tab("More").click();
  const panel = ui.panel("More");
  const data = () => lab((lab) => lab.experiment().data);
  await panel.getByRole("group", { name: "Classes" }).getByRole("button", { name: "top left" }).click();
  await expect.poll(async () => (await data()).classes).toEqual([0, 2, 3]);
  await expect(ui.outputLayer).toBeVisible();
  expect(await lab((lab) => lab.experiment().layers.at(-1).units)).toBe(3);
  await ui.type(ui.field("Samples per class", panel), 4);
  await ui.type(ui.field("Turn", panel), -45);
  await expect.poll(async () => (await data()).turn).toBe(-45);
  await expect.poll(() => lab((lab) => lab.data().train.x.length)).toBe(12);
  await expect.poll(() => page.url()).toContain("classes=0,2-3");
  for (let undo = 0; undo < 3; undo += 1) await ui.button("Undo").click();
  await expect.poll(data).toMatchObject({ classes: null, per_class: null, turn: 0 });
});
