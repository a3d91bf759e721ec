// Settings act at once, speed and steps do as they say, and a run that diverges leads on.

import { pass, stopWorkerClock } from "./clock.mjs";
import { expect, says, test } from "./support.mjs";

/** Every epoch that the page shows from now on, in order; a function that gives those so far. */
async function followEpochs(page) {
  const shown = page.getByRole("status", { name: "Epoch", exact: true });
  const seen = await shown.evaluateHandle((output) => {
    const seen = [Number(output.textContent)];
    const look = () => seen.push(Number(output.textContent));
    new MutationObserver(look).observe(output, { childList: true, characterData: true, subtree: true });
    return seen;
  });
  return () => seen.jsonValue();
}

async function playing(ui) {
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(1);
}

test("learning rate, batch size and momentum act without a restart", async ({ open, page, ui, lab }) => {
  await open();
  await playing(ui);
  for (const change of [
    () => ui.type(ui.field("Learning rate"), 0.1),
    () => ui.type(ui.field("Batch size"), 20),
    () => ui.choice("Optimizer").selectOption("Momentum"),
  ]) {
    const before = await ui.shown("Epoch");
    await change();
    await says(page.getByText("The run goes on."), /\d/);
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(before);
  }
  const { learning_rate, batch_size, optimizer } = await lab((lab) => lab.experiment());
  expect([learning_rate, batch_size, optimizer.momentum]).toEqual([0.1, 20, 0.9]);
});

test("what shapes the run starts it again, says so, and goes on playing", async ({ open, page, ui, lab }) => {
  await open();
  for (const change of [
    () => ui.choice("Loss").selectOption("Mean squared error"),
    () => ui.choice("Activation", ui.layer(1)).selectOption("ReLU"),
    () => ui.button("More units", ui.layer(2)).click(),
    () => ui.slider("Noise").press("ArrowRight"),
    () => ui.choice("Learning rule").selectOption("Perceptron rule"),
  ]) {
    await lab((lab) => lab.train({ epochs: 1000 }));
    await ui.play.click();
    const epochs = await followEpochs(page);
    await change();
    await expect(page.getByText("The run started again from epoch 0.")).toBeVisible();
    await expect(ui.pause).toBeVisible();
    await expect.poll(async () => (await epochs()).filter((epoch) => epoch < 1000).at(-1)).toBeGreaterThan(0);
    await ui.pause.click();
    // Down once, and up all the while before and after.
    const seen = await epochs();
    const falls = seen.filter((epoch, at) => at > 0 && epoch < seen[at - 1]);
    expect(falls).toEqual([0]);
  }
});

test("a change before the first step does not speak of a restart", async ({ open, page, ui }) => {
  await open();
  await ui.choice("Loss").selectOption("Hinge");
  await expect(page.getByText("The loss is hinge.")).toBeVisible();
  await expect(page.getByText("started again")).toHaveCount(0);
});

test("a bad learning rate is refused by name", async ({ open, ui }) => {
  await open();
  const rate = ui.field("Learning rate");
  for (const bad of ["0", "-1", "101", ""]) {
    await ui.type(rate, bad);
    await says(ui.alert, "Learning rate");
    // What was typed stays, to be mended; Escape brings back what holds.
    await expect(rate).toHaveValue(bad);
    await expect(rate).toHaveAttribute("aria-invalid", "true");
    await rate.press("Escape");
    await expect(rate).toHaveValue("0.03");
    await expect(ui.alert).toBeHidden();
  }
  await rate.press("ArrowUp");
  await expect(rate).toHaveValue("0.1");
  await rate.press("ArrowDown");
  await expect(rate).toHaveValue("0.03");
});

/** A network whose weights grow without end, by turns, at any large learning rate. */
const diverging = "#net=2-3l-1l&loss=mean_squared_error&lr=100";

for (const speed of ["full speed", "10 epochs/s"]) {
  test(`a run that diverges at ${speed} says so, and a way on leads to one that learns`, async ({ open, ui, lab }) => {
    await open(diverging);
    if (speed === "full speed") await ui.slider("Speed").press("End");
    await ui.play.click();
    await says(ui.alert, /Training diverged.*learning rate 100/);
    await expect(ui.play).toBeVisible();
    expect((await lab((lab) => lab.weights())).flatMap(({ kernel }) => kernel.flat()).every(Number.isFinite)).toBe(true);
    // Scripts are answered all the same.
    expect((await lab((lab) => lab.pause())).running).toBe(false);
    await lab((lab) => lab.train({ epochs: 3 }));

    for (const rate of [10, 1, 0.1, 0.01]) {
      await ui.button(`Start again with ${rate}`, ui.alert).click();
      await expect(ui.alert).toBeHidden();
      await expect(ui.field("Learning rate")).toHaveValue(String(rate));
      await expect(ui.epoch).toHaveText("0");
      await ui.play.click();
      if (rate > 0.05) await says(ui.alert, `learning rate ${rate} `);
    }
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(10);
    expect((await lab((lab) => lab.train({ epochs: 10 }))).loss.train).toBeLessThan(0.5);
  });
}

test("a run that diverges late goes on from its last good weights", async ({ open, ui, lab }) => {
  await open(diverging.replace("lr=100", "lr=0.01"));
  const { loss } = await lab((lab) => lab.train({ epochs: 20 }));
  const good = await lab((lab) => lab.weights());
  await ui.type(ui.field("Learning rate"), 100);
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await says(ui.alert, /Training diverged.*epoch 20/);
  await ui.button("Go on from there with 10", ui.alert).click();
  await expect(ui.alert).toBeHidden();
  await expect(ui.field("Learning rate")).toHaveValue("10");
  await ui.type(ui.field("Learning rate"), 0.01);
  await lab((lab) => lab.pause());
  expect(await lab((lab) => lab.weights())).toEqual(good);
  const after = await lab((lab) => lab.train({ epochs: 5 }));
  expect(after.loss.train).toBeLessThan(loss.train * 1.1);
});

test("Play after divergence tries again, and says so again", async ({ open, ui }) => {
  await open(diverging);
  await ui.slider("Speed").press("End");
  for (let i = 0; i < 2; i += 1) {
    await ui.play.click();
    await says(ui.alert, "Training diverged");
    await expect(ui.play).toBeVisible();
  }
  await ui.type(ui.field("Learning rate"), 0.01);
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(10);
  await expect(ui.alert).toBeHidden();
});

test("Step after divergence clears the alert", async ({ open, ui, lab }) => {
  await open(diverging);
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await says(ui.alert, "Training diverged");
  // A sample alone changes no weights.
  await ui.choice("Step by").selectOption("Sample");
  await ui.step.click();
  await expect(ui.alert).toBeHidden();
  await expect.poll(async () => (await lab((lab) => lab.status())).position).toBeGreaterThan(0);
  await expect(ui.alert).toBeHidden();
});

test("the slowest speed is one a second", async ({ open, page, ui, lab }) => {
  await stopWorkerClock(page);
  await open();
  const speed = ui.slider("Speed");
  await speed.press("Home");
  await expect(speed).toHaveAttribute("aria-valuetext", "1 epoch/s");
  await ui.choice("Step by").selectOption("Batch");
  await expect(speed).toHaveAttribute("aria-valuetext", "1 batch/s");
  const steps = () => lab((lab) => lab.status().step);
  await ui.play.click();
  // The first is due at once, each further one after a second.
  await expect.poll(steps).toBe(1);
  for (const done of [1, 2, 3]) {
    await pass(page, 950, 50);
    expect(await steps()).toBe(done);
    await pass(page, 50, 50);
    await expect.poll(steps).toBe(done + 1);
  }
});

for (const [batch, batches] of [
  [10, 28],
  [280, 1],
]) {
  test(`10 epochs a second are 10, of ${batches} batches as well`, async ({ open, page, ui, lab }) => {
    await stopWorkerClock(page);
    await open(`#batch=${batch}`);
    await expect(ui.slider("Speed")).toHaveAttribute("aria-valuetext", "10 epochs/s");
    await ui.play.click();
    await pass(page, 1000);
    // Give or take the batch that is due at once and the one that is nearly due.
    const { step } = await lab((lab) => lab.pause());
    expect(Math.abs(step - 10 * batches)).toBeLessThanOrEqual(1);
  });
}

test("the greatest speed is as fast as the machine can", async ({ open, ui }) => {
  await open();
  const speed = ui.slider("Speed");
  await speed.press("End");
  await expect(speed).toHaveAttribute("aria-valuetext", "full speed");
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(300);
});

test("a step is a sample, a batch or an epoch", async ({ open, page, ui, lab }) => {
  await open();
  const stepped = async (stride, times) => {
    await ui.choice("Step by").selectOption(stride);
    for (let i = 0; i < times; i += 1) await ui.step.click();
    // Answered after all steps.
    return lab((lab) => lab.pause());
  };
  const initial = await lab((lab) => lab.weights());
  expect(await stepped("Sample", 3)).toMatchObject({ step: 0, epoch: 0 });
  await expect(page.getByText("sample 3/280")).toBeVisible();
  expect(await lab((lab) => lab.weights())).toEqual(initial);
  expect(await stepped("Batch", 1)).toMatchObject({ step: 1, epoch: 0 });
  await expect(page.getByText("sample 10/280")).toBeVisible();
  expect(await lab((lab) => lab.weights())).not.toEqual(initial);
  expect(await stepped("Epoch", 1)).toMatchObject({ step: 28, epoch: 1 });
  expect(await stepped("Epoch", 2)).toMatchObject({ step: 84, epoch: 3 });
  expect(await stepped("Batch", 5)).toMatchObject({ step: 89, epoch: 3 });
  await expect(ui.play).toBeVisible();
});

test("steps lead where playing and scripts lead", async ({ open, ui, lab }) => {
  await open();
  await ui.choice("Step by").selectOption("Batch");
  for (let i = 0; i < 5; i += 1) await ui.step.click();
  await ui.choice("Step by").selectOption("Epoch");
  for (let i = 0; i < 3; i += 1) await ui.step.click();
  await lab((lab) => lab.pause());
  const stepped = await lab((lab) => lab.weights());
  const scripted = await lab(async (lab) => {
    await lab.reset();
    await lab.train({ epochs: 3 });
    return lab.weights();
  });
  expect(scripted).toEqual(stepped);
});
