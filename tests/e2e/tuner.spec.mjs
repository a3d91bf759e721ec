// The tuner: from the control to the loaded weights, the same search again, what stops it, the table, the sweep over
// learning rates and the scripts.

import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";

import { expect, says, takePictures, test } from "./support.mjs";

/** The panel's parts. */
const parts = (page) => {
  const region = page.getByRole("region", { name: "Tuner", exact: true });
  const field = (name) => region.getByRole("spinbutton", { name, exact: true });
  const button = (name) => region.getByRole("button", { name, exact: true });
  return {
    region,
    field,
    button,
    algorithm: region.getByRole("combobox", { name: "Algorithm" }),
    objective: region.getByRole("combobox", { name: "Objective" }),
    search: button("Search"),
    best: region.getByRole("status", { name: "Best trial" }),
    row: (name) => region.getByRole("group", { name, exact: true }),
    add: region.getByRole("combobox", { name: "Add hyperparameter" }),
    rows: region.locator("tbody tr"),
    loads: region.getByRole("button", { name: /^Load Trial \d+:/ }),
    tiles: region.getByRole("group", { name: "Best trials" }).getByRole("button"),
  };
};

/** Opens the panel for an experiment. */
async function openTuner({ open, page, ui }, fragment = "") {
  await open(fragment);
  await ui.button("Tuner").click();
  const tuner = parts(page);
  await expect(tuner.search).toBeVisible();
  return tuner;
}

/** Begins a short search and waits for its end. */
async function searched(ui, tuner, trials = 8, epochs = 12) {
  await ui.type(tuner.field("Max trials"), trials);
  await ui.type(tuner.field("Epochs"), epochs);
  await tuner.search.click();
  await expect(tuner.loads).toHaveCount(trials);
  await expect(tuner.search).toBeVisible();
}

/** The table as it stands. */
const table = (tuner) => tuner.rows.evaluateAll((rows) => rows.map((row) => [...row.cells].map((cell) => cell.innerText)));

test("a search is set, tried, sorted, saved, and its best is loaded with its weights", async ({ open, page, ui, lab }) => {
  const tuner = await openTuner({ open, page, ui });
  await says(tuner.region, "Tries 30 trials, for 100 epochs: 3,000 epochs in all.");
  await takePictures(page, "tuner-space");
  const told = await lab((lab) => lab.tune({ max_trials: 8, epochs: 12 }));
  const before = await lab((lab) => ({ experiment: lab.experiment(), weights: lab.weights() }));
  await searched(ui, tuner);
  await says(tuner.best, /Best: trial \d+, test loss [\d.]+/);
  await takePictures(page, "tuner-trials");

  // The table is what scripts are told, the best first.
  const rows = await table(tuner);
  const best = told.trials[told.best];
  expect(rows.map((row) => Number(row[0]))).toEqual([...told.trials].sort((a, b) => a.score - b.score).map((one) => one.trial + 1));
  expect(rows[0][2]).toBe(`${best.best_epoch} of 12`);

  // Its columns sort it, both ways.
  const head = tuner.region.getByRole("columnheader", { name: "Learning rate" });
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "ascending");
  const column = async () => (await table(tuner)).map((row) => Number(row[7]));
  const rates = told.trials.map((one) => one.values.learning_rate).sort((a, b) => a - b);
  expect(await column()).toEqual(rates);
  await head.getByRole("button").click();
  await expect(head).toHaveAttribute("aria-sort", "descending");
  expect(await column()).toEqual([...rates].reverse());

  const download = page.waitForEvent("download");
  await tuner.button("Download CSV").click();
  const lines = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
  expect(lines[0]).toBe("trial,layers,units,activation,optimizer,learning_rate,epochs,bracket,objective,score,loss,accuracy,best_epoch");
  expect(lines.slice(1).map((line) => Number(line.split(",")[9]))).toEqual(told.trials.map((one) => one.score));

  // Both pictures are of the same trials: a line for each, and a step down for each that was better than all before.
  const parallel = tuner.region.getByRole("img", { name: /^Parallel coordinates/ });
  const drawn = parallel.locator("g").first().locator("path");
  await expect(drawn).toHaveCount(8);
  let least = Infinity;
  const better = told.trials.filter(({ score }) => score < least && ((least = score), true)).length;
  const course = await tuner.region.locator(".tuner-course path.best").getAttribute("d");
  expect(course.match(/L/g)).toHaveLength(2 * better - 1);
  const opened = async (trial) => {
    await says(page.getByText(`Opened trial ${trial + 1} of the tuner.`), "Opened");
    await expect.poll(() => lab((lab) => lab.weights())).toEqual(told.trials[trial].weights);
  };
  // A line that is pressed is loaded, and so is a row of the table.
  const end = await drawn.first().evaluate((line) => {
    const { x, y } = line.getPointAtLength(line.getTotalLength());
    const box = line.ownerSVGElement.getBoundingClientRect();
    return [box.left + x, box.top + y];
  });
  await page.mouse.move(...end);
  const pointed = Number((await tuner.region.locator("tr[data-lit] .tuner-load").textContent()).match(/\d+/)[0]) - 1;
  await page.mouse.click(...end);
  await opened(pointed);
  const last = told.trials.findIndex(({ trial }) => trial !== pointed);
  await tuner.region.getByRole("button", { name: new RegExp(`^Load Trial ${last + 1}:`) }).click();
  await opened(last);
  await ui.button("Undo").click();
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(before.weights);

  // By keys the best is lit wherever it is shown, and loaded at its best epoch with the very weights.
  await expect(tuner.tiles).toHaveCount(8);
  await tuner.tiles.first().focus();
  await expect(tuner.region.locator("tr[data-lit] .tuner-load")).toHaveText(String(told.best + 1));
  await page.keyboard.press("Enter");
  await says(page.getByText(`Opened trial ${told.best + 1} of the tuner.`), "Opened");
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBe(best.best_epoch);
  expect(await lab((lab) => lab.weights())).toEqual(best.weights);
  expect(await lab((lab) => lab.status().loss.test)).toBe(best.loss);
  await expect(tuner.tiles.first()).toHaveAttribute("aria-current", "true");
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => ({ experiment: lab.experiment(), weights: lab.weights() }))).toEqual(before);

  // The same search again has the same table; another seed has another.
  await tuner.search.click();
  await expect(tuner.loads).toHaveCount(8);
  await expect(tuner.search).toBeVisible();
  expect(await table(tuner)).toEqual(rows);
  await ui.type(tuner.field("Search seed"), 2);
  await tuner.search.click();
  await expect(tuner.loads).toHaveCount(8);
  await expect(tuner.search).toBeVisible();
  expect(await table(tuner)).not.toEqual(rows);
  const found = await new AxeBuilder({ page }).include(".tuner").analyze();
  expect(found.violations).toEqual([]);
});

test("Hyperband and the Gaussian process come to their ends on the page, judged by folds", async ({ open, page, ui, lab }) => {
  const tuner = await openTuner({ open, page, ui }, "#points=60");
  await tuner.algorithm.selectOption({ label: "Hyperband" });
  await ui.type(tuner.field("Epochs"), 9);
  await ui.type(tuner.field("Folds"), 2);
  await expect(tuner.objective.locator("option:checked")).toHaveText("Validation loss");
  await tuner.search.click();
  await expect(tuner.loads).toHaveCount(17);
  await expect(tuner.search).toBeVisible();
  await says(tuner.region, "The test part stays untouched");
  const hyperband = await lab((lab) => lab.tune({ algorithm: "hyperband", epochs: 9, folds: 2 }));
  expect(hyperband.trials.map((one) => one.bracket)).toEqual([...Array(9).fill(2), ...Array(5).fill(1), ...Array(3).fill(0)]);
  expect((await table(tuner)).map((row) => Number(row[0])).sort((a, b) => a - b)).toEqual(hyperband.trials.map((one) => one.trial + 1));

  await tuner.algorithm.selectOption({ label: "Bayesian optimization" });
  await ui.type(tuner.field("Folds"), 0);
  await searched(ui, tuner, 14, 5);
  const bayesian = await lab((lab) => lab.tune({ algorithm: "bayesian", max_trials: 14, epochs: 5 }));
  expect((await table(tuner)).map((row) => Number(row[0]))).toEqual([...bayesian.trials].sort((a, b) => a.score - b.score).map((one) => one.trial + 1));
});

test("a search is stopped and gone on with, and a script's by its signal", async ({ open, page, ui, lab }) => {
  const tuner = await openTuner({ open, page, ui });
  await ui.type(tuner.field("Max trials"), 12);
  await ui.type(tuner.field("Epochs"), 4000);
  await tuner.search.click();
  await expect.poll(() => tuner.loads.count()).toBeGreaterThan(0);
  await tuner.button("Stop").click();
  const stopped = await tuner.loads.count();
  await expect(tuner.button("Go on")).toBeVisible();
  expect(await tuner.loads.count()).toBeLessThan(12);
  await tuner.button("Go on").click();
  await expect.poll(() => tuner.loads.count()).toBeGreaterThan(stopped);
  await tuner.button("Stop").click();
  const told = await lab(async (lab) => {
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 300);
    return lab.tune({ max_trials: 300, epochs: 100000, signal: stop.signal });
  });
  expect(told.complete).toBe(false);
  expect(told.trials.length).toBeLessThan(300);
});

test("the space is edited, what is wrong with it is named, and scripts follow it", async ({ open, page, ui, lab }) => {
  const tuner = await openTuner({ open, page, ui });
  await tuner.button("Remove Activation").click();
  await tuner.add.selectOption({ label: "L2" });
  const l2 = tuner.row("L2");
  await expect(l2.getByRole("combobox", { name: "Sampling" }).locator("option:checked")).toHaveText("log");
  const units = tuner.row("Units").getByRole("textbox", { name: "Max" });
  await units.fill("five");
  await units.press("Tab");
  await says(page.getByRole("alert").first(), "Units, max: “five” is not a number");
  await tuner.search.click();
  await says(page.getByRole("alert").first(), "Units, max");
  await expect(tuner.loads).toHaveCount(0);
  await units.fill("6");
  await units.press("Tab");
  const rate = tuner.row("Learning rate");
  await rate.getByRole("combobox", { name: "Type" }).selectOption({ label: "Choice" });
  await rate.getByRole("textbox", { name: "Values" }).fill("0.01, 0.1");
  await rate.getByRole("textbox", { name: "Values" }).press("Tab");

  await tuner.button("Script").click();
  const script = tuner.region.getByRole("group", { name: "Script" });
  await says(script, 'units = hp.Int("units", 2, 6)');
  await says(script, 'learning_rate = hp.Choice("learning_rate", [0.01, 0.1])');
  await says(script, 'l2 = hp.Float("l2", 1e-5, 0.1, sampling="log")');
  await tuner.region.getByRole("combobox", { name: "Library" }).selectOption({ label: "Optuna" });
  await says(script, 'units = trial.suggest_int("units", 2, 6)');
  await takePictures(page, "tuner-script");
  await tuner.button("Search space").click();
  await searched(ui, tuner, 5, 3);
  for (const row of await table(tuner)) {
    expect(Number(row[4])).toBeLessThanOrEqual(6);
    expect([0.01, 0.1]).toContain(Number(row[6]));
  }
  const wrong = (options) => lab((lab, options) => lab.tune(options).catch((error) => error.message), options);
  expect(await wrong({ space: [{ name: "units", type: "Int", min: 3, max: 2 }] })).toMatch(/^space\.units\.max: /);
  expect(await wrong({ algorithm: "genetic" })).toMatch(/^algorithm: /);
  const code = await lab((lab) => lab.tunerCode("keras_tuner", { algorithm: "hyperband" }));
  expect(code).toContain("keras_tuner.Hyperband(");
});

test("the sweep over learning rates marks the largest stable one, and a dot takes its rate", async ({ open, page, ui, lab }) => {
  const tuner = await openTuner({ open, page, ui });
  await tuner.button("Learning rate").click();
  await tuner.button("Sweep").click();
  const dots = tuner.region.getByRole("button", { name: /^Take learning rate/ });
  await expect(dots).toHaveCount(20);
  const said = tuner.region.getByRole("status", { name: "Largest stable rate" });
  await says(said, "The largest stable rate is");
  await takePictures(page, "tuner-rates");
  const rate = Number((await said.textContent()).match(/rate is ([\d.]+)/)[1]);
  const stable = tuner.region.getByRole("button", { name: /the largest stable rate$/ });
  await expect(stable).toHaveCount(1);
  await stable.focus();
  await page.keyboard.press("Enter");
  await expect.poll(() => lab((lab) => lab.experiment().learning_rate)).toBeCloseTo(rate, 5);
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.experiment().learning_rate)).toBeCloseTo(0.03, 5);
});
