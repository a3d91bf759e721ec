// How training goes: optimizers, schedules, what works against overfitting, frozen layers. All of it acts
// on the run at hand.

import { expect, says, test } from "./support.mjs";

const more = (page) => page.getByText("More", { exact: true }).click();

test("every optimizer trains, from the moment it is chosen", async ({ open, ui, lab }) => {
  await open("#data=moons");
  let epoch = 0;
  for (const name of ["SGD", "Momentum", "AdaGrad", "RMSprop", "Adam", "AdamW", "Nadam"]) {
    const before = await lab((lab) => lab.weights());
    await ui.choice("Optimizer").selectOption(name);
    await says(ui.region("Training"), /optimizer|Momentum/);
    epoch += 2;
    expect((await lab((lab) => lab.train({ epochs: 2 }))).epoch, name).toBe(epoch);
    expect(await lab((lab) => lab.weights())).not.toEqual(before);
  }
});

test("the gradient says which part is the loss's and which the penalty's", async ({ open, page, ui }) => {
  await open();
  await page.getByText("Gradients", { exact: true }).last().click();
  const panel = ui.panel("Gradients");
  await expect(panel).not.toContainText(/penalty|leaves units out/);
  await more(page);
  await ui.type(ui.field("L2"), 0.01);
  await page.getByRole("tab", { name: "Gradients" }).click();
  await says(panel, /Of loss \([\d.]+ in all\) and penalty \([\d.]+\) together\./);
  await ui.button("Layer 1, unit 1").click();
  const card = page.getByRole("dialog", { name: "Layer 1, unit 1" });
  await expect(card.getByRole("columnheader")).toHaveText(["from", "weight", "× mean", "= term", "gradient", "penalty"]);
  const number = (text) => Number(text.replace("−", "-"));
  const row = card.getByRole("row").nth(1);
  const weight = number(await row.getByRole("spinbutton").inputValue());
  const penalty = number(await row.getByRole("cell").last().textContent());
  // L2 · w² has the slope 2 · L2 · w; three digits are shown.
  expect(Math.abs(penalty - 0.02 * weight)).toBeLessThan(0.01 * Math.abs(penalty) + 1e-4);
  await expect(card.getByRole("row").last().getByRole("cell").last()).toHaveText("0");
  await page.keyboard.press("Escape");
  await more(page);
  await ui.type(ui.field("Dropout"), 0.3);
  await ui.type(ui.field("L2"), 0);
  await page.getByRole("tab", { name: "Gradients" }).click();
  await says(panel, "Of the whole network: each step leaves units out of it.");
  await expect(panel).not.toContainText("penalty");
  await ui.button("Layer 1, unit 1").click();
  await expect(card.getByRole("columnheader")).toHaveText(["from", "weight", "× mean", "= term", "gradient"]);
});

test("an optimizer's settings are its own", async ({ open, page, ui, lab }) => {
  await open();
  await more(page);
  await expect(ui.field("Momentum")).toBeVisible();
  await ui.choice("Optimizer").selectOption("AdamW");
  await expect(ui.field("Momentum")).toHaveCount(0);
  await ui.type(ui.field("Weight decay"), 0.1);
  await ui.type(ui.field("Beta 1"), 7);
  await says(ui.alert, /Beta 1.*0.*0\.9999/);
  await expect(ui.field("Beta 1"), "stays to be mended").toHaveValue("7");
  expect((await lab((lab) => lab.experiment())).optimizer).toMatchObject({ name: "adamw", weight_decay: 0.1, beta_1: 0.9 });
});

test("a schedule is drawn, and the rate that is in force is shown", async ({ open, page, ui, lab }) => {
  await open("#lr=0.1");
  await more(page);
  await ui.choice("Schedule").selectOption("Cosine");
  await ui.type(ui.field("Over epochs"), 10);
  await expect(page.getByRole("img", { name: "Learning rate over the epochs" })).toBeVisible();
  await says(ui.panel("More"), "now 0.1");
  await lab((lab) => lab.train({ epochs: 5 }));
  await says(ui.panel("More"), "now 0.05");
  expect(await lab((lab) => lab.link())).toContain("schedule=cosine:epochs=10");
});

test("settings of the pace keep the run going", async ({ open, page, ui, lab }) => {
  await open();
  await more(page);
  await lab((lab) => lab.train({ epochs: 3 }));
  for (const [name, value] of [
    ["Learning rate", 0.01],
    ["L1", 0.001],
    ["L2", 0.001],
    ["Dropout", 0.2],
    ["Batch size", 20],
  ]) {
    await ui.type(ui.field(name), value);
    await says(ui.region("Training"), "The run goes on");
    await expect(ui.epoch).toHaveText("3");
  }
  expect((await lab((lab) => lab.train({ epochs: 1 }))).epoch).toBe(4);
});

test("a frozen layer keeps its weights while the others learn", async ({ open, ui, lab }) => {
  await open();
  const trainable = ui.button("Trainable", ui.layer(1));
  await expect(trainable).toHaveAttribute("aria-pressed", "true");
  await trainable.click();
  await expect(trainable).toHaveAttribute("aria-pressed", "false");
  const before = await lab((lab) => lab.weights());
  await lab((lab) => lab.train({ epochs: 5 }));
  const after = await lab((lab) => lab.weights());
  expect(after[0]).toEqual(before[0]);
  expect(after[1]).not.toEqual(before[1]);
  expect(await lab((lab) => lab.link())).toContain("frozen=1");
  await trainable.click();
  await lab((lab) => lab.train({ epochs: 1 }));
  expect((await lab((lab) => lab.weights()))[0]).not.toEqual(before[0]);
});

test("early stopping ends the run and brings the best weights back", async ({ open, page, ui, lab }) => {
  await open("#data=moons&noise=0.3&points=100&net=2-16t-8t-1s&optimizer=adam&lr=0.02&patience=15");
  await ui.play.click();
  await says(ui.region("Training"), /Stopped at epoch \d+.*weights of epoch \d+/);
  await expect(ui.play).toBeVisible();
  const status = await lab((lab) => lab.status());
  expect(status.stopped).toBe(true);
  expect(status.loss.test).toBeLessThan(1);
  await more(page);
  await ui.type(ui.field("Patience"), 0);
  expect((await lab((lab) => lab.experiment())).patience).toBeNull();
});

for (const [how, goOn] of [
  ["Play", (ui) => ui.play.click()],
  ["Step", (ui) => ui.step.click()],
  ["a script", (ui, lab) => lab((lab) => lab.train({ epochs: 1 }))],
]) {
  test(`after an early stop ${how} goes on`, async ({ open, ui, lab }) => {
    await open("#data=moons&noise=0.3&points=100&net=2-16t-8t-1s&optimizer=adam&lr=0.02&patience=3");
    await lab((lab) => lab.train({ epochs: 100_000 }));
    const { stopped, epoch } = await lab((lab) => lab.status());
    expect(stopped).toBe(true);
    await goOn(ui, lab);
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(epoch);
  });
}

test("zeros are warned of with a picture of what they do", async ({ open, page, ui }) => {
  await open();
  await more(page);
  await ui.choice("Initial weights").selectOption("Zeros");
  await says(ui.advice, "stay the same");
  await expect(page.getByRole("img", { name: /Map of unit [12] of layer 1/ })).toHaveCount(2);
  await ui.button("Start from Glorot").click();
  await expect(page.getByRole("img", { name: /Map of unit [12] of layer 1/ })).toHaveCount(0);
});

test("Huber has its delta", async ({ open, page, ui, lab }) => {
  await open("#data=outliers");
  await ui.choice("Loss").selectOption("Huber");
  await more(page);
  await ui.type(ui.field("Delta"), 0.5);
  expect((await lab((lab) => lab.experiment())).loss).toEqual({ name: "huber", delta: 0.5 });
  expect(await lab((lab) => lab.link())).toContain("loss=huber:delta=0.5");
});
