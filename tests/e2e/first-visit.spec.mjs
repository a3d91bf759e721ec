// What a first visitor does: press Play, watch, pause, go back, try other weights.

import { expect, says, test } from "./support.mjs";

const weights = (lab) => lab.weights();

test("one press of Play learns XOR to a test accuracy of 0.98", async ({ open, ui }) => {
  const page = await open();
  await expect(page).toHaveTitle("Separable");
  await says(ui.advice, "Press Play");
  await ui.play.click();
  await expect.poll(() => ui.shown("Test accuracy")).toBeGreaterThanOrEqual(0.98);
  expect(await ui.shown("Training loss")).toBeLessThan(0.3);
  expect(await ui.shown("Training accuracy")).toBeGreaterThan(0.9);
});

test("the epoch moves while playing and stands when paused", async ({ open, ui, lab }) => {
  await open();
  await expect(ui.epoch).toHaveText("0");
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(3);
  await ui.pause.click();
  await expect(ui.play).toBeVisible();
  // Resolves when the worker has stopped and the page shows it.
  const { epoch, running } = await lab((lab) => lab.pause());
  expect(running).toBe(false);
  await expect(ui.epoch).toHaveText(String(epoch));
  // The worker answers these one after another; were it still training, the epoch would have gone on.
  for (let asked = 0; asked < 3; asked += 1) expect((await lab((lab) => lab.pause())).epoch).toBe(epoch);
  await expect(ui.epoch).toHaveText(String(epoch));
});

test("Reset returns to the very same initial weights", async ({ open, ui, lab }) => {
  await open();
  const initial = await lab(weights);
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(1);
  await ui.reset.click();
  await expect(ui.play).toBeVisible();
  await expect(ui.epoch).toHaveText("0");
  await lab((lab) => lab.pause());
  await expect(ui.epoch).toHaveText("0");
  expect(await lab(weights)).toEqual(initial);
});

test("New weights draws others, and a seed brings its own back", async ({ open, ui, lab }) => {
  await open();
  const [seed, first] = [await ui.field("Seed").inputValue(), await lab(weights)];
  await ui.button("New weights").click();
  await expect(ui.field("Seed")).not.toHaveValue(seed);
  const [otherSeed, other] = [await ui.field("Seed").inputValue(), await lab(weights)];
  expect(other).not.toEqual(first);
  await ui.type(ui.field("Seed"), seed);
  expect(await lab(weights)).toEqual(first);
  await ui.type(ui.field("Seed"), otherSeed);
  expect(await lab(weights)).toEqual(other);
});

test("a page that wants less motion works as well", async ({ open, page, ui }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open();
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(1);
});
