// The seed lottery: the wall fills up and says what came of the seeds, a tile is the run that one has by hand, and
// nothing is lost by stopping or by a worker that dies.

import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";

import { expect, frames, says, takePictures, test } from "./support.mjs";

/** The panel's parts. */
const parts = (page) => {
  const region = page.getByRole("region", { name: "Seed lottery", exact: true });
  const field = (name) => region.getByRole("spinbutton", { name, exact: true });
  const button = (name) => region.getByRole("button", { name, exact: true });
  return {
    region,
    seeds: field("Seeds"),
    first: field("First seed"),
    epochs: field("Epochs"),
    sweep: region.getByRole("combobox", { name: "Sweep" }),
    values: region.getByRole("textbox", { name: "Values" }),
    order: region.getByRole("combobox", { name: "Order" }),
    start: button("Start"),
    stop: button("Stop"),
    goOn: button("Go on"),
    solved: region.getByRole("status", { name: "Solved", exact: true }),
    wall: region.getByRole("group", { name: "Wall of seeds" }),
    tiles: region.getByRole("button", { name: /^Seed \d+/ }),
    tile: (seed) => region.getByRole("button", { name: new RegExp(`^Seed ${seed}\\b`) }),
  };
};

/** Opens the panel for an experiment. */
async function openLottery({ open, page, ui }, fragment) {
  await open(fragment);
  await ui.button("Seed lottery").click();
  const lottery = parts(page);
  await expect(lottery.start).toBeVisible();
  return lottery;
}

/** The classroom's network on XOR's table. */
const xor = "#data=xor_table&net=2-2s-1s&loss=mean_squared_error&optimizer=sgd&lr=0.5&batch=4&seed=7";

/** Of how many seeds something has come. */
const come = async (lottery) => Number((await lottery.solved.textContent()).match(/of (\d+) solved/)?.[1] ?? 0);

/** What of the run at hand tells it from every other. */
const state = (lab) => ({ ...lab.status(), load: 0, weights: lab.weights(), seed: lab.experiment().seed });

test("XOR is solved by 30 of 40 seeds, and a tile is the run that one trains by hand", async ({ open, page, ui, lab }) => {
  const lottery = await openLottery({ open, page, ui }, xor);
  await ui.type(lottery.seeds, 40);
  await ui.type(lottery.first, 1);
  await ui.type(lottery.epochs, 20_000);
  await says(lottery.region, "Trains 40 seeds of this experiment, 1 to 40, for 20,000 epochs each.");
  await lottery.start.click();
  await expect(lottery.solved).toHaveText("30 of 40 solved (75 %)");
  await says(lottery.region, "Of the 10 others,");
  await says(lottery.region, "stand still, in a local minimum or on a plateau");
  await expect(lottery.start).toBeVisible();
  // In the order of the losses the first is solved and the last is not; by keys one comes from one to the other.
  const names = () => lottery.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.ariaLabel));
  expect((await names()).filter((name) => name.includes(", solved"))).toHaveLength(30);
  const reached = lottery.region.locator(".lottery-tile[tabindex='0']");
  await expect(reached).toHaveCount(1);
  await reached.focus();
  await expect(reached).toHaveAccessibleName(/, solved/);
  await page.keyboard.press("End");
  const worst = page.locator(".lottery-tile:focus");
  await expect(worst).toHaveAccessibleName(/not solved: loss/);
  const seed = Number((await worst.getAttribute("aria-label")).match(/\d+/)[0]);
  const loss = Number((await worst.getAttribute("aria-label")).match(/loss ([\d.]+)/)[1]);

  // It is loaded with its history, as one step that is undone.
  const before = await lab(state);
  await page.keyboard.press("Enter");
  await says(page.getByText(`Opened seed ${seed} of the lottery.`), "Opened");
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBe(20_000);
  const loaded = await lab(state);
  expect(loaded.seed).toBe(seed);
  expect(Math.abs(loaded.loss.train - loss)).toBeLessThan(0.006 * loss);
  await expect(lottery.tile(seed)).toHaveAttribute("aria-current", "true");
  // Its past is there.
  expect((await lab((lab) => lab.history())).kept).toBeGreaterThan(50);
  await ui.history.focus();
  await page.keyboard.press("Home");
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBe(0);
  await page.keyboard.press("End");
  await expect.poll(() => lab(state)).toEqual(loaded);
  await ui.button("Undo").click();
  await expect.poll(() => lab(state)).toEqual(before);
  // By hand the same bits.
  await lab((lab, seed) => lab.load({ seed }), seed);
  const byHand = await lab((lab) => lab.train({ epochs: 20_000 }));
  expect(byHand.loss).toEqual(loaded.loss);
  expect(await lab((lab) => lab.weights())).toEqual(loaded.weights);
});

test("nothing is lost by stopping, by a worker that dies, or by changing the experiment", async ({ open, page, ui, lab }) => {
  await page.addInitScript(() => {
    const workers = (window.workers = []);
    window.Worker = class extends Worker {
      constructor(...all) {
        super(...all);
        workers.push(this);
      }
    };
  });
  const lottery = await openLottery({ open, page, ui }, "");
  await expect(lottery.seeds).toHaveValue("50");
  await expect(lottery.first).toHaveValue("14");
  await expect(lottery.epochs).toHaveValue("100");
  await ui.type(lottery.seeds, 500);
  // Long enough to be met in the midst of it.
  await ui.type(lottery.epochs, 1000);
  await lottery.start.click();
  await expect.poll(() => come(lottery)).toBeGreaterThan(0);
  await lottery.stop.click();
  await frames(page, 3);
  const stopped = await come(lottery);
  await frames(page, 20);
  expect(await come(lottery)).toBe(stopped);
  expect(stopped).toBeLessThan(500);
  await lottery.goOn.click();
  await expect.poll(() => come(lottery)).toBeGreaterThan(stopped);
  // The first worker is the run's own.
  const kill = () =>
    page.evaluate(() => {
      for (const worker of window.workers.splice(1)) {
        worker.terminate();
        worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
      }
    });
  await kill();
  // Another experiment at hand leaves the lottery its own.
  await ui.type(ui.field("Learning rate"), 0.1);
  await says(lottery.region, "The experiment has been changed since.");
  await expect(lottery.start).toBeVisible();
  // Moments of the past are gone to at once all the same.
  await lab((lab) => lab.train({ epochs: 30 }).then(() => lab.seek({ epoch: 7 })));
  await expect.poll(() => come(lottery)).toBe(500);
  await expect(lottery.stop).toHaveCount(0);
  await ui.type(ui.field("Learning rate"), 0.03);

  await lottery.order.selectOption({ label: "by seed" });
  // Every seed has come once, and each is what a script has, and what is trained by hand.
  const told = await lab((lab) => lab.load({ learning_rate: 0.03 }).then(() => lab.lottery({ seeds: 3, first: 20, epochs: 1000 })));
  expect(told.outcomes.map(({ seed }) => seed)).toEqual([20, 21, 22]);
  for (const { seed, loss, accuracy, weights } of told.outcomes) {
    await lab((lab, seed) => lab.load({ seed }), seed);
    const byHand = await lab((lab) => lab.train({ epochs: 1000 }));
    expect({ loss, accuracy }).toEqual({ loss: byHand.loss, accuracy: byHand.accuracy });
    expect(weights).toEqual(await lab((lab) => lab.weights()));
    await expect(lottery.tile(seed)).toHaveAttribute("aria-current", "true");
  }
  const download = page.waitForEvent("download");
  await lottery.region.getByRole("button", { name: "Download CSV" }).click();
  const rows = (await readFile(await (await download).path(), "utf8")).trimEnd().split("\r\n");
  expect(rows[0]).toMatch(/^seed,epochs,solved,diverged,training_loss,/);
  expect(rows.slice(1).map((row) => Number(row.split(",")[0]))).toEqual(Array.from({ length: 500 }, (_, at) => 14 + at));
  const [, , solved, , loss] = rows[1 + 20 - 14].split(",");
  expect([solved === "true", Number(loss)]).toEqual([told.outcomes[0].solved, told.outcomes[0].loss.train]);

  // Workers that die again and again end it, and it can be gone on with.
  await lottery.start.click();
  await page.evaluate(() => {
    window.Worker = class {
      constructor() {
        throw new Error("no more workers");
      }
    };
  });
  await expect.poll(() => come(lottery)).toBeGreaterThan(0);
  await kill();
  await says(lottery.region.getByRole("alert"), "What has come is kept");
  const kept = await come(lottery);
  expect(kept).toBeGreaterThan(0);
  await expect(lottery.goOn).toBeVisible();
});

test("a setting is swept, what is wrong is named, and data without a picture have tiles with numbers", async ({ open, page, ui, lab }) => {
  const lottery = await openLottery({ open, page, ui }, `${xor}&init=standard_normal`);
  await ui.type(lottery.seeds, 6);
  await ui.type(lottery.epochs, 3000);
  await lottery.sweep.selectOption({ label: "Hidden units" });
  await expect(lottery.values).toHaveValue("1 2 3 4 6 8");
  await lottery.values.fill("1 forty");
  await lottery.values.press("Tab");
  await lottery.start.click();
  await says(ui.alert, "Values: forty: “forty” is not a whole number from 1 to 64");
  await expect(lottery.solved).toHaveCount(0);
  await lottery.values.fill("1, 2, 8");
  await lottery.values.press("Tab");
  await says(lottery.region, "Trains 6 seeds, 7 to 12, for 3,000 epochs each at 3 values of hidden units: 18 networks.");
  await lottery.start.click();
  await expect(lottery.solved).toContainText(/of 18 solved/);
  await expect(lottery.stop).toHaveCount(0);
  await says(lottery.region, "With 8 hidden units 6 of 6 are solved, with 1 hidden unit 0 of 6.");
  await expect(lottery.wall.getByRole("heading", { name: "8 hidden units: 6 of 6 solved (100 %)" })).toBeVisible();
  await expect(lottery.region.getByRole("row", { name: /^1 0 of 6/ })).toBeVisible();
  await takePictures(page, "lottery-sweep");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  // A tile of another value loads that.
  await page.setViewportSize({ width: 1440, height: 900 });
  await lottery.region.getByRole("button", { name: /^Seed 9 with 8 hidden units/ }).click();
  await expect.poll(() => lab((lab) => [lab.experiment().layers[0].units, lab.experiment().seed, lab.status().epoch])).toEqual([8, 9, 3000]);
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.experiment().layers[0].units)).toBe(2);

  // What is no number of seeds is refused by name, and the field holds what it held.
  await ui.type(lottery.seeds, 5000);
  await says(ui.alert, "Seeds: must be from 1 to 1000, not 5000");
  await lottery.seeds.press("Escape");
  const wrong = await lab((lab) => lab.lottery({ seeds: 3, sweep: { of: "colour" } }).catch((error) => error.message));
  expect(wrong).toMatch(/^sweep\.of: “colour” is not one of units, /);

  await lab((lab) => lab.load({ data: { dataset: "digits" } }));
  await lottery.sweep.selectOption({ label: "nothing" });
  await ui.type(lottery.seeds, 3);
  await ui.type(lottery.epochs, 2);
  await lottery.start.click();
  await expect(lottery.solved).toContainText(/of 3 solved/);
  await expect(lottery.region.locator("canvas")).toHaveCount(0);
  await says(lottery.region, "of which no small picture would be true");
  await expect(lottery.tiles.first()).toContainText("%");
});
