// What can be read off the pictures is what the network holds.

import { expect, says, test } from "./support.mjs";

const number = (text) => Number(text.replace("−", "-"));

/** Whether a rounded number is what `value` rounds to. */
function expectRounded(text, value) {
  const shown = number(text);
  expect(Math.abs(shown - value), `${text} for ${value}`).toBeLessThanOrEqual(0.006 * Math.max(Math.abs(value), 0.1));
}

test("a unit's card shows its weights and gradients", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 5 }));
  await ui.button("Layer 2, unit 3").click();
  const card = page.getByRole("dialog", { name: "Layer 2, unit 3" });
  const rows = card.getByRole("row");
  await expect(rows).toHaveCount(1 + 4 + 1);
  const [weights, gradients] = await lab((lab) => {
    const { x, y } = lab.data().train;
    return [lab.weights()[1], lab.gradients(x, y)[1]];
  });
  const column = (layer) => [...layer.kernel.map((row) => row[2]), layer.bias[2]];
  for (const [i, [weight, gradient]] of column(weights).map((w, i) => [w, column(gradients)[i]]).entries()) {
    const cells = rows.nth(i + 1).getByRole("cell");
    expectRounded(await cells.nth(0).getByRole("spinbutton").inputValue(), weight);
    expectRounded(await cells.nth(3).textContent(), gradient);
  }
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
});

test("the card of a first-layer unit names the inputs, and follows the training", async ({ open, page, ui }) => {
  await open("#inputs=x1,x2,x1x2&net=3-2t-1s");
  await ui.button("Layer 1, unit 1").click();
  const card = page.getByRole("dialog", { name: "Layer 1, unit 1" });
  await expect(card.getByRole("rowheader")).toHaveText(["x₁", "x₂", "x₁x₂", "b (bias)"]);
  const first = card.getByRole("spinbutton", { name: "Weight from x₁", exact: true });
  const before = await first.inputValue();
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  await expect(first).not.toHaveValue(before);
  await ui.button("Layer 1, unit 2").click();
  await expect(card).toHaveCount(0);
  await expect(page.getByRole("dialog", { name: "Layer 1, unit 2" })).toBeVisible();
});

test("links show weights or gradients", async ({ open, page, ui }) => {
  await open();
  const links = page.getByRole("img", { name: /^Links and maps/ });
  const weights = await links.screenshot();
  await ui.button("Gradients").click();
  await expect(ui.button("Gradients")).toHaveAttribute("aria-pressed", "true");
  await expect(ui.button("Weights")).toHaveAttribute("aria-pressed", "false");
  expect((await links.screenshot()).equals(weights)).toBe(false);
  await ui.button("Weights").click();
  await expect.poll(async () => (await links.screenshot()).equals(weights)).toBe(true);
});

test("the surface is read out under the pointer and by the arrow keys", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 30 }));
  const surface = page.getByRole("img", { name: /^Decision surface/ });
  const output = ui.region("Output");
  const readout = output.getByText(/^x₁ .* output /);
  /** Holds the read-out against the network; a cell of the map is 0.12 wide. */
  const check = async () => {
    const text = await readout.textContent();
    const [, x1, x2, shown, color] = text.match(/x₁ (\S+) · x₂ (\S+) · output (\S+) \((\w+)\)/);
    const at = [number(x1), number(x2)];
    const corners = [-0.07, 0, 0.07].flatMap((dx) => [-0.07, 0, 0.07].map((dy) => [at[0] + dx, at[1] + dy]));
    const outputs = (await lab((lab, rows) => lab.predict(rows), corners)).flat();
    expect(number(shown)).toBeGreaterThanOrEqual(Math.min(...outputs) - 0.006);
    expect(number(shown)).toBeLessThanOrEqual(Math.max(...outputs) + 0.006);
    expect(color).toBe(number(shown) >= 0.5 ? "blue" : "orange");
    return at;
  };
  const { width, height } = await surface.boundingBox();
  await surface.hover({ position: { x: width * 0.25, y: height * 0.25 } });
  const [x1, x2] = await check();
  expect(x1).toBeCloseTo(-3, 0);
  expect(x2).toBeCloseTo(3, 0);
  await surface.hover({ position: { x: width * 0.8, y: height * 0.3 } });
  await check();
  await page.mouse.move(5, 5);
  await expect(readout).toHaveCount(0);

  await surface.focus();
  await page.keyboard.press("ArrowRight");
  const before = await check();
  for (let i = 0; i < 5; i += 1) await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowUp");
  const after = await check();
  expect(after[0]).toBeGreaterThan(before[0]);
  expect(after[1]).toBeGreaterThan(before[1]);
});

test("the chart shows losses or accuracies, on a log or linear axis", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 40 }));
  const chart = page.getByRole("img", { name: /of the training and the test samples over epochs$/ });
  const seen = [await chart.screenshot()];
  await ui.button("Linear").click();
  await expect(ui.button("Linear")).toHaveAttribute("aria-pressed", "true");
  seen.push(await chart.screenshot());
  await ui.button("Accuracy").click();
  await expect(ui.button("Log")).toHaveCount(0);
  seen.push(await chart.screenshot());
  expect(new Set(seen.map((picture) => picture.toString("base64"))).size).toBe(3);
  await ui.button("Loss").click();

  const { width, height } = await chart.boundingBox();
  await chart.hover({ position: { x: width * 0.99, y: height / 2 } });
  const { loss } = await lab((lab) => lab.status());
  const readout = ui.region("Output").getByText(/^epoch 40: /);
  const [, train, testing] = (await readout.textContent()).match(/train (\S+) · test (\S+)/);
  expectRounded(train, loss.train);
  expectRounded(testing, loss.test);
});

test("Share copies the link", async ({ open, page, context, ui, lab }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open("#data=moons&seed=3");
  await ui.button("Share").click();
  await expect(page.getByText("Link copied")).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  // The address as it was typed, with the seal that the page gives it.
  expect(copied.replace(/#&(.*)&end=[0-9a-z]{4}$/, "#$1")).toBe(page.url());
  expect(copied).toBe(await lab((lab) => lab.link()));
});

test("where copying is not allowed, Share shows the link", async ({ open, page, ui, lab }) => {
  await page.addInitScript(() => {
    navigator.clipboard.writeText = () => Promise.reject(new DOMException("not allowed", "NotAllowedError"));
  });
  await open("#data=moons");
  await ui.button("Share").click();
  const dialog = page.getByRole("dialog", { name: "Link to this experiment" });
  await expect(dialog.getByRole("textbox", { name: "Copy this link" })).toHaveValue(await lab((lab) => lab.link()));
  await ui.button("Close", dialog).click();
  await expect(dialog).toBeHidden();
  await expect(ui.button("Share")).toBeFocused();
});

test("the numbers on the page are those of the training", async ({ open, ui, lab }) => {
  await open();
  const { loss, accuracy, epoch } = await lab((lab) => lab.train({ epochs: 25 }));
  await expect(ui.epoch).toHaveText(String(epoch));
  for (const [name, value] of [
    ["Training loss", loss.train],
    ["Test loss", loss.test],
    ["Training accuracy", accuracy.train],
    ["Test accuracy", accuracy.test],
  ])
    expectRounded(String(await ui.shown(name)), value);
});

test("dead ReLU units are told", async ({ open, ui, lab }) => {
  await open("#net=2-2r-1s");
  await lab((lab) => {
    const weights = lab.weights();
    weights[0].bias[1] = -1000;
    return lab.setWeights(weights);
  });
  await says(ui.advice, /ReLU unit 2 of layer 1 answers 0 to every point, as its z is never above −/);
});

test("Share says what travels and what does not, and lies in no one's way", async ({ open, page, context, ui, lab }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open("#data=moons");
  await ui.button("Share").click();
  const note = page.getByRole("dialog", { name: "What travels with the link" });
  await expect(note).toContainText("Moons, with the very same points");
  await expect(note).not.toContainText("weights");
  await page.keyboard.press("Escape");
  await expect(note).toBeHidden();
  await lab((lab) => lab.train({ epochs: 3 }));
  await ui.type(ui.field("Learning rate"), 0.02);
  await ui.button("Share").click();
  await expect(note).toContainText("1 change made on the way");
  await expect(note).toContainText("The trained weights: it opens at epoch 0, and Play comes to the same ones");
  // What it says is so.
  const weights = await lab((lab) => lab.train({ epochs: 2 }).then(() => lab.weights()));
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  await ui.radio("Circles").check();
  await expect(note, "a click elsewhere closes it and is not lost").toBeHidden();
  await page.goto("about:blank");
  await page.goto(copied);
  await page.evaluate(() => window.separable.then(() => {}));
  await expect(ui.epoch).toHaveText("0");
  expect(await lab((lab) => lab.train({ epochs: 5 }).then(() => lab.weights()))).toEqual(weights);
});
