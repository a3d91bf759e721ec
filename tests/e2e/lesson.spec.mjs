// The lesson of the README, step by step as it stands there, with what the page says at each.

import { readFile } from "node:fs/promises";
import { expect, says, test } from "./support.mjs";

/** The lesson's steps as the README has them, each in one line. */
async function steps() {
  const readme = await readFile(new URL("../../README.md", import.meta.url), "utf8");
  const lesson = readme.split("in ten minutes:")[1].split("\n**")[0];
  return lesson
    .split(/\n\d\. /)
    .slice(1)
    .map((step) => step.replace(/\s+/g, " ").trim());
}

test("the lesson of the README goes as it says", async ({ open, page, ui, lab }) => {
  const written = await steps();
  const notice = ui.region("Training").locator(".notice");
  /** What a person does at a step, which names each control that is used, and what the page says then. */
  const step = async (at, controls, act) => {
    for (const control of controls) expect(written[at - 1], `step ${at}`).toContain(`*${control}*`);
    await test.step(written[at - 1], act);
  };
  await open();

  await step(1, ["AND", "Learning rule", "Perceptron rule"], async () => {
    await ui.radio("AND").check();
    await says(ui.advice, "One straight line could separate these classes");
    await ui.choice("Learning rule").selectOption("Perceptron rule");
    await expect(ui.layers).toHaveCount(0);
    await says(notice, "single layer of step units");
    await says(ui.advice, "One straight line can separate these classes. Press Play");
  });

  await step(2, ["Step by", "Sample", "Step", "Play"], async () => {
    await ui.choice("Step by").selectOption("Sample");
    for (let shown = 0; shown < 4; shown += 1) await ui.step.click();
    await expect(ui.epoch).toHaveText("1");
    await ui.choice("Step by").selectOption("Epoch");
    await ui.play.click();
    await says(ui.advice, "Solved, all 4 points are right: one straight line is enough");
    expect(await ui.shown("Epoch")).toBeLessThan(40);
    const rests = await lab((lab) => lab.weights());
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(20);
    expect(await lab((lab) => lab.weights())).toEqual(rests);
    await ui.pause.click();
  });

  await step(3, ["XOR table", "Play"], async () => {
    await ui.radio("XOR table").check();
    // At once, not after it has failed.
    await says(ui.advice, "no straight line separates these classes: at best 3 of 4 can be right");
    await expect(ui.epoch).toHaveText("0");
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(20);
    expect(await ui.shown("Training accuracy")).toBeLessThanOrEqual(0.75);
    await says(ui.advice, "at best 3 of 4");
    await ui.pause.click();
  });

  await step(4, ["Add a hidden layer"], async () => {
    await ui.button("Add a hidden layer", ui.advice).click();
    await says(notice, "1 sigmoid output and learns by binary cross-entropy now, at a learning rate of 0.2");
    await expect(ui.field("Units", ui.layer(1))).toHaveValue("3");
    await says(ui.advice, "Press Play and watch a small network learn what no single straight line can");
  });

  await step(5, ["Play"], async () => {
    await ui.play.click();
    await says(ui.advice, /Solved, all 4 points are right\. (The|\d of the) 3 units of layer 1 each draw an edge/);
    expect(await ui.shown("Epoch")).toBeLessThanOrEqual(100);
    // With so few points a step may lose one again before the network rests.
    await expect.poll(() => ui.shown("Training accuracy")).toBe(1);
    await ui.pause.click();
  });

  await step(6, [], async () => {
    await ui.button("Layer 1, unit 1").click();
    const card = page.getByRole("dialog", { name: "Layer 1, unit 1" });
    await says(card, "tanh");
    await page.keyboard.press("Escape");
    await expect(card).toHaveCount(0);
  });

  await step(7, ["step", "Activation", "Use tanh there"], async () => {
    await ui.choice("Activation", ui.layer(1)).selectOption("step");
    await says(ui.advice, "its slope is 0, so no error passes back through layer 1");
    await ui.button("Use tanh there", ui.advice).click();
    await expect(ui.choice("Activation", ui.layer(1))).toHaveValue("tanh");
    await expect(ui.advice).not.toContainText("slope");
  });

  await step(8, ["Share"], async () => {
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await ui.button("Share").click();
    await says(page.locator("body"), "Link copied");
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/#&?data=xor_table/);
  });
  expect(written).toHaveLength(8);
});
