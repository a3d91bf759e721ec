// Going by single samples: what happened with each is told, by the trainer's own numbers. And what a
// perceptron is measured by.

import { expect, frames, sizes, picture, takePictures, test } from "./support.mjs";

const told = (page) => page.locator(".told");
const toNumber = (text) => Number(text.replaceAll("−", "-").replaceAll(" ", ""));

/** The weights and the bias of the only unit. */
const unit = (lab) => {
  const [{ kernel, bias }] = lab.weights();
  return [...kernel.map(([weight]) => weight), bias[0]];
};

/** What a line says that each weight and the bias changed by. */
function changes(line) {
  if (line.includes("the weights stay")) return [0, 0, 0];
  const names = ["w₁", "w₂", "bias"];
  return names.map((name) => {
    const [, change] = line.match(new RegExp(`${name} (stays|[+−] [0-9.]*[0-9])`));
    return change === "stays" ? 0 : toNumber(change);
  });
}

test("a step by a sample of the perceptron tells answer, target, right or wrong, and every change", async ({ open, page, ui, lab }) => {
  await open("#data=and&net=2-1h&rule=perceptron&lr=0.1");
  await expect(told(page)).toHaveText("");
  await ui.choice("Step by").selectOption("Sample");
  let wrong = 0;
  for (let step = 0; step < 12; step += 1) {
    const before = await lab(unit);
    const last = await told(page).textContent();
    await ui.step.click();
    await expect.poll(() => lab((lab) => lab.status().step)).toBe(step + 1);
    const line = await told(page).textContent();
    const [, x1, x2, answer, target, verdict] = line.match(/^\((\d), (\d)\): answer (\d), target (\d), (right|wrong): /).map((part) => (isNaN(part) ? part : Number(part)));
    expect(answer, line).toBe(before[0] * x1 + before[1] * x2 + before[2] >= 0 ? 1 : 0);
    expect(target, line).toBe(x1 && x2 ? 1 : 0);
    expect(verdict, line).toBe(answer === target ? "right" : "wrong");
    wrong += answer !== target;
    const after = await lab(unit);
    changes(line).forEach((change, i) => expect(change, `${last} then ${line}`).toBeCloseTo(after[i] - before[i], 5));
  }
  expect(wrong, "some were wrong, or nothing was tried").toBeGreaterThan(0);
});

test("what a step did is read out politely, and not while it plays", async ({ open, page, ui }) => {
  await open("#data=and&net=2-1h&rule=perceptron&lr=0.1");
  await ui.choice("Step by").selectOption("Sample");
  await ui.step.click();
  await expect(told(page)).toContainText("answer");
  await expect(told(page)).toHaveAttribute("aria-live", "polite");
  await ui.slider("Speed").press("Home");
  const first = await told(page).textContent();
  await ui.play.click();
  await expect(told(page)).toHaveAttribute("aria-live", "off");
  await expect(told(page), "a sample a second is told while it plays").not.toHaveText(first);
  await expect(told(page)).toContainText("answer");
  await ui.slider("Speed").press("End");
  await expect(told(page), "at full speed nothing is").toHaveText("");
});

test("a batch tells when its weights change, and then the largest changes", async ({ open, page, ui, lab }) => {
  await open("#batch=3");
  await ui.choice("Step by").selectOption("Sample");
  for (const left of ["2 more samples", "1 more sample"]) {
    const before = await lab((lab) => lab.weights());
    await ui.step.click();
    await expect(told(page)).toContainText(`loss`);
    await expect(told(page)).toContainText(`The weights change at the end of the batch, after ${left}.`);
    expect(await lab((lab) => lab.weights())).toEqual(before);
  }
  const flat = (lab) => lab.weights().flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]);
  const before = await lab(flat);
  await ui.step.click();
  await expect(told(page)).toContainText("Largest of 31 changes");
  const after = await lab(flat);
  const largest = Math.max(...after.map((weight, i) => Math.abs(weight - before[i])));
  const [, first] = (await told(page).textContent()).match(/changes: .*? by ([−0-9.]+)/);
  expect(Math.abs(toNumber(first))).toBeCloseTo(largest, 4);
});

test("stepping back and through the history tells of the moment that is shown", async ({ open, page, ui }) => {
  await open("#data=and&net=2-1h&rule=perceptron&lr=0.1");
  await ui.choice("Step by").selectOption("Sample");
  const lines = [];
  for (let step = 0; step < 6; step += 1) {
    await ui.step.click();
    await expect(ui.epoch).toHaveText(String(Math.floor((step + 1) / 4)));
    await expect(told(page)).not.toHaveText(lines.at(-1) ?? "");
    lines.push(await told(page).textContent());
  }
  for (const line of lines.slice(0, -1).reverse()) {
    await ui.stepBack.click();
    await expect(told(page)).toHaveText(line);
  }
  await ui.stepBack.click();
  await expect(told(page), "before the first sample there is nothing to tell").toHaveText("");
  await ui.history.focus();
  for (const line of lines) {
    await page.keyboard.press("ArrowRight");
    await expect(told(page)).toHaveText(line);
  }
  await ui.choice("Step by").selectOption("Epoch");
  await page.keyboard.press("Home");
  await expect(told(page)).toHaveText("");
});

test("under the perceptron rule wrong answers are counted, and no loss is named", async ({ open, page, ui, lab }) => {
  await open("#data=xor_table");
  const output = ui.region("Output");
  await expect(ui.button("Loss", output)).toBeVisible();
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  await lab((lab) => lab.train({ epochs: 3 }));
  const { accuracy } = await lab((lab) => lab.status());
  const count = Math.round((1 - accuracy.train) * 4);
  const number = output.getByRole("status", { name: "Training loss", exact: true });
  await expect(number).toHaveText(`${count} of 4 wrong`);
  await expect(output.getByText("Train wrong", { exact: true })).toBeVisible();
  await expect(output.getByText("Train loss", { exact: true })).toHaveCount(0);
  await expect(ui.button("Loss", output)).toHaveCount(0);
  await expect(ui.button("% wrong", output)).toHaveAttribute("aria-pressed", "true");
  await expect(ui.button("Log", output)).toHaveCount(0);
  const chart = page.getByRole("img", { name: "Share of wrong answers of the training and the test samples over epochs" });
  const { width, height } = await chart.boundingBox();
  await chart.hover({ position: { x: width * 0.85, y: height / 2 } });
  await expect(output.getByText(/^epoch 3: /)).toHaveText(`epoch 3: train ${count} of 4`);

  await ui.choice("Learning rule").selectOption("Backprop");
  await expect(ui.button("Loss", output)).toBeVisible();
  expect(await ui.shown("Training loss")).toBeGreaterThan(0);
});

test("the count is of the samples held back too, and of several classes", async ({ open, ui, lab }) => {
  await open("#data=blobs3&net=2-3h&rule=perceptron");
  await lab((lab) => lab.train({ epochs: 2 }));
  const { accuracy } = await lab((lab) => lab.status());
  for (const [name, share, of] of [["Training loss", accuracy.train, 280], ["Test loss", accuracy.test, 120]])
    await expect(ui.region("Output").getByRole("status", { name, exact: true })).toHaveText(`${Math.round((1 - share) * of)} of ${of} wrong`);
});

for (const [name, fragment, ends] of [
  ["step", "#data=and&net=2-1h&rule=perceptron", "01"],
  ["sign", "#data=and&net=2-1sign&rule=perceptron", "−11"],
])
  test(`the picture of a ${name} has two colours, and so has its key`, async ({ open, page, ui, lab }) => {
    await open(fragment);
    const key = ui.region("Output").locator(".legend");
    await expect(key).toHaveText(ends);
    // Two colours with an edge between them, and no third.
    const stops = await key.locator("i").evaluate((bar) => getComputedStyle(bar).backgroundImage.match(/rgb\([^)]+\) 50%/g));
    expect(new Set(stops).size).toBe(2);
    await expect(key).toHaveAttribute("title", / or /);
    // The classes' sides of the picture: exactly two colours but for the line between them.
    await lab((lab) => lab.setWeights([{ kernel: [[1], [0.3]], bias: [-0.61] }]));
    const colours = await page.locator(".surface canvas").first().evaluate((canvas) => {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const counts = new Map();
      for (let at = 0; at < data.length; at += 4) {
        const colour = `${data[at]},${data[at + 1]},${data[at + 2]}`;
        counts.set(colour, (counts.get(colour) ?? 0) + 1);
      }
      const all = [...counts.values()].sort((a, b) => b - a);
      const total = data.length / 4;
      // Of the pixels that are of neither colour, those that an ink line of 1.5 does not account for.
      return { two: all[0] + all[1], total, height: canvas.height };
    });
    expect((colours.total - colours.two) / colours.height, "pixels across the line").toBeLessThan(4);
  });

/** Where the parts of the page stand and how tall they are. */
const parts = (page) =>
  page.evaluate(() =>
    [".diagram", ".training", ".drawer", ".numbers", ".progress-chart"].map((part) => {
      const { y, height } = document.querySelector(part).getBoundingClientRect();
      return `${part} at ${Math.round(y + scrollY)}, ${Math.round(height)} high`;
    }),
  );

for (const size of sizes)
  test(`steps by samples move nothing at ${size.width}×${size.height}`, async ({ open, page, ui }) => {
    await page.setViewportSize(size);
    for (const fragment of ["#data=and&net=2-1h&rule=perceptron&lr=0.2", "", "#data=blobs3", "#data=sine"]) {
      await open(fragment);
      await ui.choice("Step by").selectOption("Sample");
      await frames(page, 2);
      const before = await parts(page);
      for (let step = 1; step <= 12; step += 1) {
        const last = await told(page).textContent();
        await ui.step.click();
        await expect(told(page)).not.toHaveText(last);
        await frames(page, 2);
        expect(await parts(page), `${fragment}: ${await told(page).textContent()}`).toEqual(before);
      }
      const [line, advice] = await Promise.all([told(page), ui.advice].map((part) => part.boundingBox()));
      expect(advice.y - line.y - line.height, "what follows stands apart").toBeGreaterThanOrEqual(4);
    }
  });

test("images stand apart from what is said below them", async ({ open, page, ui, lab }) => {
  await page.setViewportSize(sizes[1]);
  await open("#data=digits");
  // Enough right answers for two rows of images.
  await lab((lab) => lab.train({ epochs: 8 }));
  await page.locator(".matrix button").first().click();
  await expect(page.locator(".images canvas").first()).toBeVisible();
  const [images, advice] = await Promise.all([page.locator(".images"), ui.advice].map((part) => part.boundingBox()));
  expect(advice.y - images.y - images.height).toBeGreaterThanOrEqual(5);
});

for (const colorScheme of ["light", "dark"])
  picture(`pictures: stepping, ${colorScheme}`, async ({ open, page, ui }) => {
    await page.emulateMedia({ colorScheme });
    await open("#data=and&net=2-1h&rule=perceptron&lr=0.1");
    await ui.choice("Step by").selectOption("Sample");
    await ui.step.click();
    await expect(told(page)).toContainText("answer");
    await takePictures(page, `step-${colorScheme}`);
  });
