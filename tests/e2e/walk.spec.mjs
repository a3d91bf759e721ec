// The walk through a training step: every number that is shown is the trainer's, and the step that is walked is
// the step that is made.

import { choose, expect, file, picture, takePictures, test } from "./support.mjs";

const region = (page) => page.getByRole("region", { name: "Backprop", exact: true });
const stage = (page) => page.getByRole("slider", { name: "Stage", exact: true });
const next = (page) => page.getByRole("button", { name: "Next stage", exact: true });
const previous = (page) => page.getByRole("button", { name: "Previous stage", exact: true });
const formulas = (page) => region(page).getByRole("group", { name: "Formulas" }).getByRole("group");
const unit = (page) => region(page).getByRole("combobox", { name: "Unit in focus" });
const parameter = (page) => region(page).getByRole("combobox", { name: "Parameter in focus" });

async function openWalk(page) {
  // Another link leaves the walk open.
  if (!(await region(page).count())) await page.getByRole("button", { name: "Backprop", exact: true }).click();
  await expect(region(page)).toBeVisible();
  await expect(stage(page)).not.toHaveAttribute("max", "0");
}

const powers = { "⁰": 0, "¹": 1, "²": 2, "³": 3, "⁴": 4, "⁵": 5, "⁶": 6, "⁷": 7, "⁸": 8, "⁹": 9 };

/** A number as the page writes it. */
function toNumber(text) {
  const [mantissa, power] = text.replaceAll("−", "-").replaceAll(",", "").split("×10");
  const exponent = power ? (power.startsWith("⁻") ? -1 : 1) * Number([...power.replace("⁻", "")].map((digit) => powers[digit]).join("")) : 0;
  return Number(mantissa) * 10 ** exponent;
}

/** What comes out of each line, in the lines' order, once they are those of the stage. */
async function results(page) {
  const lines = await formulas(page).evaluateAll((lines) => lines.map((line) => line.getAttribute("aria-label")));
  return lines.map((line) => toNumber(line.split(", ")[0].split(" = ").at(-1)));
}

/** To the six digits that are shown. */
const close = (shown, want) => expect(Math.abs(shown - want), `${shown} is not ${want}`).toBeLessThanOrEqual(2e-5 * Math.abs(want) + 1e-9);

async function go(page, to) {
  await stage(page).fill(String(to));
  await expect(stage(page)).toHaveValue(String(to));
}

/** The stages of a network of so many layers. */
const stages = (layers) => ({
  batch: 0,
  forward: (layer) => 1 + layer,
  loss: layers + 1,
  output: layers + 2,
  backward: (layer) => layers + 2 + (layers - 1 - layer),
  inputs: 2 * layers + 2,
  update: 2 * layers + 3,
});

const pick = async (list, at) => list.selectOption({ index: at });

const links = {
  "2-3-1": { link: "#data=circle&net=2-3t-1s&inputs=x1,x2&lr=0.1&batch=7", layers: 2 },
  "2-4-4-3 softmax, Adam and L2": { link: "#data=blobs3&net=2-4t-4t-3softmax&optimizer=adam&l2=0.01&lr=0.01&batch=16", layers: 3 },
};

for (const [name, { link, layers }] of Object.entries(links))
  test(`on ${name} the numbers shown are the trainer's, and the step walked is the step made`, async ({ open, page, lab }) => {
    await open(link);
    await lab((lab) => lab.train({ batches: 5 }));
    await openWalk(page);
    const { walk, one, mean, before } = await lab((lab) => {
      const walk = lab.walk();
      const { x, y } = walk.samples[0];
      const rows = walk.samples.map(({ x }) => x);
      const targets = walk.samples.map(({ y }) => y);
      return { walk, one: lab.gradients([x], [y]), mean: lab.gradients(rows, targets), before: lab.weights() };
    });
    const at = stages(layers);
    const first = walk.samples[0];
    await expect(region(page)).toContainText("Mini-batch 6 of");

    for (let layer = 0; layer < layers; layer += 1) {
      await go(page, at.forward(layer));
      await pick(unit(page), 0);
      const [z, a] = await results(page);
      close(z, first.layers[layer].z[0]);
      close(a, first.layers[layer].a[0]);
    }
    await go(page, at.loss);
    await pick(unit(page), 0);
    const losses = await results(page);
    close(losses.at(-1), walk.loss);
    close(losses.at(-2), first.loss);

    for (let layer = layers - 1; layer >= 0; layer -= 1) {
      await go(page, layer === layers - 1 ? at.output : at.backward(layer));
      for (const [of, source] of [[0, 1], [before[layer].bias.length - 1, 0]]) {
        await pick(unit(page), of);
        await pick(parameter(page), source);
        const shown = await results(page);
        close(shown.at(-1), mean[layer].kernel[source][of]);
        close(shown.at(-2), one[layer].kernel[source][of]);
        await pick(parameter(page), before[layer].kernel.length);
        const bias = await results(page);
        close(bias.at(-1), mean[layer].bias[of]);
        close(bias.at(-2), one[layer].bias[of]);
      }
      await expect(region(page)).toContainText("✓ by differences");
    }
    const checked = await lab((lab) => lab.checkGradients());
    expect([checked.agree, checked.worst.source === null || checked.worst.source >= 0]).toEqual([checked.of, true]);
    await page.getByRole("button", { name: "Check all gradients" }).click();
    const count = before.reduce((sum, { kernel, bias }) => sum + kernel.length * bias.length + bias.length, 0);
    await expect(page.getByRole("status", { name: "Gradients checked" })).toContainText(`✓ ${count} of ${count} gradients agree`);

    await go(page, at.update);
    await expect.poll(() => lab((lab) => lab.weights())).toEqual(walk.after);
    const focused = await results(page);
    const after = walk.after[0].bias.at(-1);
    await pick(unit(page), before[0].bias.length - 1);
    close((await results(page)).at(-1), after);
    expect(focused.length).toBe((await results(page)).length);
    if (walk.memory.length) {
      // Adam, worked out from what it remembered before: g, m, s, the corrected rate, the parameter.
      const of = (layers) => layers[0].bias.at(-1);
      const [g, m, s] = [of(walk.gradient) + of(walk.penaltyGradient), ...walk.memory.map(({ before }) => of(before))];
      const [mean, square] = [0.9 * m + 0.1 * g, 0.999 * s + 0.001 * g * g];
      const rate = (walk.learningRate * Math.sqrt(1 - 0.999 ** 6)) / (1 - 0.9 ** 6);
      const want = [g, mean, square, rate, of(walk.before) - (rate * mean) / (Math.sqrt(square) + 1e-7)];
      const shown = await results(page);
      want.forEach((value, i) => expect(Math.abs(shown[i] - value), `${shown} are ${want}`).toBeLessThanOrEqual(1e-4 * Math.abs(value) + 1e-9));
    }
    expect(await lab((lab) => lab.status().step)).toBe(6);

    await previous(page).click();
    await expect.poll(() => lab((lab) => lab.weights()), "Previous restores the network before").toEqual(before);
    await next(page).click();
    await expect.poll(() => lab((lab) => lab.weights())).toEqual(walk.after);
    await next(page).click();
    await expect(stage(page)).toHaveValue("0");
    await expect(region(page)).toContainText("Mini-batch 7 of");
    expect(await lab((lab) => lab.walk().before)).toEqual(walk.after);
  });

test("the walk goes by keyboard alone, plays by itself, and is heard", async ({ open, page, lab }) => {
  await open("#data=circle&net=2-3t-1s&inputs=x1,x2");
  await page.getByRole("button", { name: "Backprop", exact: true }).press("Enter");
  await expect(region(page)).toBeVisible();
  await stage(page).focus();
  const names = [];
  for (let at = 0; at < 7; at += 1) {
    names.push(await stage(page).getAttribute("aria-valuetext"));
    await page.keyboard.press("ArrowRight");
  }
  expect(names.map((name) => name.split(": ")[1])).toEqual(["Batch", "Forward, layer 1", "Forward, output layer", "Loss", "Output", "Backward, layer 1", "Backward, inputs"]);
  await expect(stage(page)).toHaveAttribute("aria-valuetext", "8 of 8: Update");
  await expect.poll(() => lab((lab) => lab.status().step)).toBe(1);
  await expect(region(page).locator("[aria-live=polite]").first()).toContainText("Update.");
  const line = await formulas(page).first().getAttribute("aria-label");
  expect(line).toMatch(/^w .* of layer 1 becomes/);
  await page.keyboard.press("Home");
  await expect.poll(() => lab((lab) => lab.status().step)).toBe(0);
  await page.getByRole("button", { name: "Play stages" }).click();
  await expect(stage(page)).toHaveValue("2");
  await page.getByRole("button", { name: "Pause stages" }).click();
  await page.keyboard.press("Escape");
  await expect(region(page)).toHaveCount(0);
  await expect(page.getByRole("region", { name: "Training", exact: true })).toBeVisible();
});

test("one sample is walked alone, and its step is taken back", async ({ open, page, lab }) => {
  await open("#data=circle&net=2-3t-1s&inputs=x1,x2");
  await openWalk(page);
  const follow = page.getByRole("region", { name: "Samples of the step" });
  await expect(follow.getByRole("radio")).toHaveCount(10);
  await follow.getByRole("radio").nth(3).check();
  await go(page, 1);
  await pick(unit(page), 0);
  const [of, chosen] = await lab((lab) => {
    const { samples } = lab.walk();
    return [samples[3].layers[0].z[0], samples[3].sample];
  });
  close((await results(page))[0], of);
  await follow.getByRole("button", { name: /next sample/i }).click();
  await expect(follow.getByRole("radio")).toHaveCount(1);
  await expect(follow).toContainText("One sample");
  expect(chosen).toBeGreaterThanOrEqual(0);
  const before = await lab((lab) => lab.weights());
  const sample = Number((await follow.getByRole("radio").getAttribute("aria-label")).split(" ").at(-1)) - 1;
  const want = await lab((lab, sample) => lab.walk({ sample }).after, sample);
  await go(page, 7);
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(want);
  await previous(page).click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(before);
  await follow.getByRole("button", { name: "Whole mini-batch" }).click();
  await expect(follow.getByRole("radio")).toHaveCount(10);
});

test("dropout, frozen layers, steps and the perceptron rule have their own walk", async ({ open, page, lab }) => {
  await open("#data=and&net=2-1h&rule=perceptron&lr=1");
  await openWalk(page);
  await expect(stage(page)).toHaveAttribute("max", "3");
  await expect(region(page)).toContainText("Sample 1 of 4");
  await go(page, 2);
  const [error] = await results(page);
  const want = await lab((lab) => lab.walk());
  expect(error).toBe(want.samples[0].y[0] - want.samples[0].layers[0].a[0]);
  // It has an error and changes in place of a loss and a gradient, in the tables, in the card and by ear.
  const samples = page.getByRole("region", { name: "Samples of the step" });
  await expect(samples.getByRole("columnheader")).toHaveText(["sample", "x₁", "x₂", "target", "answer", "error"]);
  expect(toNumber(await samples.getByRole("cell").last().textContent())).toBe(error);
  await expect(region(page).locator("p.unseen")).toContainText("error");
  await go(page, 3);
  const all = page.getByRole("group", { name: "All parameters" });
  await expect(all.getByRole("columnheader")).toHaveText(["parameter", "before", "error · input", "change", "after"]);
  for (const text of [await region(page).innerText(), await samples.innerText()]) expect(text).not.toMatch(/loss|gradient|mini-batch/i);
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(want.after);

  await open("#data=circle&net=2-4t-1s&dropout=0.5");
  await openWalk(page);
  await go(page, 1);
  await expect(region(page)).toContainText("Dropout leaves some units out");
  await expect(formulas(page)).toHaveCount(3);

  await open("#data=xor&net=2-2h-1h");
  await openWalk(page);
  await go(page, 4);
  await expect(region(page)).toContainText("A step has no slope");
  await expect(region(page)).toContainText("no slope");
});

test("a step on pixels begins with their pictures, at a pixel that has ink", async ({ open, page, lab }) => {
  await open("#data=digits");
  await openWalk(page);
  const pictures = region(page).getByRole("group", { name: "Pictures of the samples" }).getByRole("button");
  await expect(pictures).toHaveCount(16);
  const inked = () => pictures.nth(2).locator("canvas").evaluate((canvas) => new Set(canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data).size);
  await expect.poll(inked).toBeGreaterThan(4);
  await pictures.nth(2).click();
  await expect(page.getByRole("region", { name: "Samples of the step" }).getByRole("radio").nth(2)).toBeChecked();
  const walk = await lab((lab) => lab.walk());
  for (let at = 1; at <= 5; at += 1) {
    await go(page, at);
    const [layer, of, source] = [at === 2 || at === 3 || at === 4 ? 1 : 0, await unit(page).inputValue(), await parameter(page).inputValue()];
    const reads = layer === 0 ? walk.samples[2].x : walk.samples[2].layers[0].a;
    const which = await parameter(page).evaluate((list) => list.selectedIndex);
    expect(reads[which], `${at}: ${of}, ${source}`).not.toBe(0);
  }
});

test("a step too large to be taken apart says so, for the page and for scripts", async ({ open, page, lab }) => {
  await open("#data=xor&net=2-32r-32r-32r-32r-32r-32r-32r-32r-1s&points=5000");
  await lab((lab) => lab.load({ batch_size: 5000 }));
  await page.getByRole("button", { name: "Backprop", exact: true }).click();
  await expect(region(page)).toContainText(/samples through [\d,]+ weights and biases is too much to be taken apart/);
  const refused = await lab((lab) => [lab.walk, lab.checkGradients].map((of) => { try { return of.call(lab); } catch (error) { return error.message; } }));
  for (const message of refused) expect(message).toContain("20 million at most");
  expect(await lab((lab) => lab.walk({ sample: 3 }).samples.length)).toBe(1);
  // Not far below the bound it is worked out in the background.
  await lab((lab) => lab.load({ batch_size: 1000 }));
  await expect(region(page)).toContainText(/Mini-batch 1 of \d/);
  expect(await lab((lab) => lab.walk().samples.length)).toBe(1000);
});

test("without motion nothing moves, and every stage is reached by keyboard alone", async ({ open, page, lab }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open("#data=circle&net=2-3t-1s&inputs=x1,x2");
  const press = async (name, key = "Enter") => {
    for (let at = 0; at < 200; at += 1) {
      if (await page.getByRole("button", { name, exact: true }).evaluate((button) => button === document.activeElement)) return page.keyboard.press(key);
      await page.keyboard.press("Tab");
    }
    throw new Error(`Tab does not come to ${name}`);
  };
  await press("Backprop");
  await expect(region(page)).toBeVisible();
  await expect(stage(page)).not.toHaveAttribute("max", "0");
  // A walk played by itself goes from still to still: what runs is only the clock that no one sees move.
  const moving = () => page.evaluate(() => document.getAnimations().filter((one) => !one.effect.target.classList.contains("walk-clock")).length);
  for (let at = 1; at <= 7; at += 1) {
    await press("Next stage");
    await expect(stage(page)).toHaveValue(String(at));
    expect(await moving(), `stage ${at}`).toBe(0);
  }
  await expect(region(page)).toContainText("Update.");
  await expect.poll(() => lab((lab) => lab.status().step)).toBe(1);
  await press("Play stages");
  await expect(stage(page)).toHaveValue("1");
  expect(await moving()).toBe(0);
  await press("Pause stages");
  await press("Close the walk");
  await expect(region(page)).toHaveCount(0);
});

test("on a phone formula and diagram are seen together, and the step at hand among the others", async ({ open, page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  await openWalk(page);
  const tops = [];
  for (const at of [2, 4, 6, 8]) {
    await go(page, at);
    const chip = region(page).getByRole("group", { name: "Steps" }).locator("[aria-current=step]");
    await expect(chip).toBeInViewport({ ratio: 0.9 });
    await expect(formulas(page).first()).toBeInViewport({ ratio: 0.9 });
    await expect(page.locator(".walk-here")).toBeInViewport();
    tops.push((await region(page).boundingBox()).y);
  }
  expect(Math.max(...tops) - Math.min(...tops), "the page stays where it is").toBeLessThan(2);
});

test("what the rings on the surface mean is in its key, while one walks", async ({ open, page }) => {
  await open();
  const key = page.locator(".keys-line").first();
  await expect(key).not.toContainText("mini-batch");
  await openWalk(page);
  await expect(key).toContainText("in this mini-batch");
  await expect(key).toContainText("followed");
  const samples = page.getByRole("region", { name: "Samples of the step" });
  const [above, below] = [await key.boundingBox(), await samples.boundingBox()];
  expect(above.y + above.height).toBeLessThanOrEqual(below.y + 1);
  await samples.getByRole("button", { name: "Next sample" }).click();
  await expect(key).not.toContainText("mini-batch");
  // The portion is changed there, and Next goes on within it.
  await samples.getByRole("button", { name: "Go to the test samples" }).click();
  await expect(samples).toContainText("Test sample 1 of 120");
  await samples.getByRole("button", { name: "Next sample" }).click();
  await expect(samples).toContainText("Test sample 2 of 120");
  await samples.getByRole("button", { name: "Go to the training samples" }).click();
  await expect(samples).toContainText("Sample 1 of 280");
  await region(page).getByRole("button", { name: "Close the walk" }).click();
  await expect(key).not.toContainText("followed");
});

test("the walk waits while the network learns, and goes on from where it stands", async ({ open, page, ui, lab }) => {
  await open();
  await openWalk(page);
  await go(page, 3);
  await ui.play.click();
  await expect(region(page)).toContainText("The network is learning.");
  await region(page).getByRole("button", { name: "Pause to walk through the next step" }).click();
  await expect(region(page)).toContainText("In the output layer");
  const [answer] = await lab((lab) => lab.walk().samples[0].layers.at(-1).a);
  await expect.poll(async () => Math.abs((await results(page)).at(-1) - answer)).toBeLessThan(1e-5);
});

test("the walk follows what changes under it: data, undo, and who is quick", async ({ open, page, ui, lab }) => {
  await open("#data=circle&net=2-3t-1s&inputs=x1,x2");
  await openWalk(page);
  await go(page, 1);
  await pick(unit(page), 0);
  const z = () => lab((lab) => lab.walk().samples[0].layers[0].z[0]);
  const shows = async (want) => expect.poll(async () => Math.abs((await results(page))[0] - want)).toBeLessThan(2e-5 * Math.abs(want) + 1e-9);
  const first = await z();
  await shows(first);
  await ui.button("Regenerate data").click();
  await expect.poll(z, "other data, the same weights").not.toBe(first);
  await shows(await z());

  // Next and Previous at once, before the trainer has answered.
  const before = await lab((lab) => lab.weights());
  await go(page, 6);
  await page.evaluate(() => {
    const press = (name) => document.querySelector(`[aria-label="${name}"]`).click();
    press("Next stage");
    press("Previous stage");
  });
  await expect.poll(() => lab((lab) => lab.status().step)).toBe(1);
  await expect(stage(page), "one stays until the step is made").toHaveValue("7");
  await previous(page).click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(before);

  // A step of one sample that is undone is not undone again.
  await page.getByRole("region", { name: "Samples of the step" }).getByRole("button", { name: "Next sample" }).click();
  await expect(region(page)).toBeVisible();
  await go(page, 7);
  await expect.poll(() => lab((lab) => lab.weights())).not.toEqual(before);
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => lab.weights())).toEqual(before);
  await expect(stage(page)).toHaveValue("6");
  const experiment = await lab((lab) => lab.experiment());
  await previous(page).click();
  await expect(stage(page)).toHaveValue("5");
  expect(await lab((lab) => lab.experiment())).toEqual(experiment);

  // While the network learns nothing of a step is shown, and no stage does anything.
  await ui.play.click();
  await expect(page.getByRole("region", { name: "Samples of the step" }).getByRole("radio")).toHaveCount(0);
  await region(page).getByRole("button", { name: "6 Update" }).click();
  await ui.layer(1).getByRole("button", { name: "More units" }).click();
  await ui.button("Layer 1, unit 4").click();
  await ui.pause.click();
  await expect(region(page)).toContainText("layer 1");
  await expect(unit(page)).toHaveValue("unit 4");
  expect((await results(page)).length).toBeGreaterThan(1);
});

test("what is pointed at lights up in formula, table and diagram", async ({ open, page }) => {
  await open("#data=circle&net=2-3t-1s&inputs=x1,x2");
  await openWalk(page);
  await go(page, 7);
  const row = page.getByRole("group", { name: "All parameters" }).getByRole("row").nth(2);
  await row.hover();
  await expect(row).toHaveAttribute("data-lit", "true");
  await row.getByRole("button").click();
  await expect(unit(page)).toHaveValue("unit 1");
  const lit = region(page).locator(".walk-line [data-lit=true]");
  await expect(lit.first()).toBeVisible();
});

/** Inputs 0.05 and 0.10, targets 0.01 and 0.99, half the sum of squares, rate 0.5; the numbers are the published ones. */
test("a published example is set up by hand and walked to its numbers", async ({ open, page, ui, lab }) => {
  await open();
  const rows = ["i1,i2,o1,o2", "0.05,0.10,0.01,0.99", ...Array.from({ length: 10 }, (_, i) => (i % 2 ? "0,1,0,1" : "1,0,1,0"))];
  await choose(page, "Open table…", file("example.csv", rows.join("\n")));
  for (const name of ["i1", "i2"]) await ui.choice(`Role of ${name}`).selectOption("Input");
  for (const name of ["o1", "o2"]) await ui.choice(`Role of ${name}`).selectOption("Target");
  await ui.button("Use this table").click();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("example.csv");
  await lab((lab) =>
    lab.load({
      standardize: false,
      layers: [2, 2].map((units) => ({ units, activation: "sigmoid" })),
      loss: "mean_squared_error",
      optimizer: "sgd",
      learning_rate: 0.5,
    }),
  );
  const units = { "Layer 1, unit 1": [0.15, 0.2, 0.35], "Layer 1, unit 2": [0.25, 0.3, 0.35], "Output, unit 1": [0.4, 0.45, 0.6], "Output, unit 2": [0.5, 0.55, 0.6] };
  for (const [name, values] of Object.entries(units)) {
    await ui.button(name).click();
    const card = page.getByRole("dialog", { name });
    const fields = card.getByRole("spinbutton", { name: /^(Weight from|Bias)/ });
    for (const [at, value] of values.entries()) {
      await fields.nth(at).fill(String(value));
      await fields.nth(at).press("Enter");
    }
    await page.keyboard.press("Escape");
  }
  await openWalk(page);
  await page.getByRole("button", { name: "Own values" }).click();
  for (const [name, value] of [["i1", 0.05], ["i2", 0.1], ["Target o1", 0.01], ["Target o2", 0.99]]) {
    const field = page.getByRole("region", { name: "Samples of the step" }).getByRole("spinbutton", { name, exact: true });
    await field.fill(String(value));
    await field.press("Enter");
  }
  await go(page, 3);
  close((await results(page)).at(-1), 0.298371109);
  await go(page, 4);
  await pick(unit(page), 0);
  await pick(parameter(page), 0);
  close((await results(page)).at(-1), 0.082167041);
  await go(page, 7);
  await page.getByRole("group", { name: "All parameters" }).getByRole("button", { name: "unit 1 → output 1" }).click();
  close((await results(page)).at(-1), 0.35891648);
  const after = await lab((lab) => lab.weights()[1].kernel[0][0]);
  expect(after).toBeCloseTo(0.35891648, 7);
});

picture("pictures of the walk", async ({ page, open }) => {
  await open();
  for (const [at, name] of [[2, "forward"], [6, "backward"]]) {
    if (!(await region(page).count())) await openWalk(page);
    await go(page, at);
    await takePictures(page, `walk-${name}`);
  }
});
