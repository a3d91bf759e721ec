// What cannot succeed is allowed, fails honestly, and is explained with a way out.

import { expect, says, test } from "./support.mjs";

test("a single TLU never gets beyond three of XOR's four points, and the page says why", async ({ open, ui, lab }) => {
  await open();
  await ui.choose("XOR table");
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  await expect(ui.layers).toHaveCount(0);
  await says(ui.advice, /no straight line separates these classes: at best 3 of 4/);
  const best = await lab(async (lab) => {
    let best = 0;
    for (let step = 0; step < 300; step += 1) {
      const { accuracy } = await lab.train({ samples: 1 });
      best = Math.max(best, accuracy.train);
    }
    return best;
  });
  // The rule does find lines with three points right on its way; it never finds four.
  expect(best).toBe(0.75);
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(80);
  expect(await ui.shown("Training accuracy")).toBeLessThanOrEqual(0.75);

  await ui.advice.getByRole("button").click();
  await expect(ui.layers).toHaveCount(1);
  await expect(ui.choice("Learning rule")).toHaveValue("Backprop");
  await expect(ui.advice).not.toContainText("no straight line");
});

test("the four points of AND are learnt by a single TLU", async ({ open, ui, lab }) => {
  await open("#data=and&net=2-1h&rule=perceptron");
  const { accuracy } = await lab((lab) => lab.train({ epochs: 500, until: { accuracy: 1 } }));
  expect(accuracy.train).toBe(1);
  await says(ui.advice, "one straight line is enough");
});

test("step units under backprop stay as they are, and the page says why", async ({ open, ui, lab }) => {
  await open();
  await ui.choice("Activation", ui.layer(2)).selectOption("step");
  const initial = await lab((lab) => lab.weights());
  await lab((lab) => lab.train({ epochs: 20 }));
  const trained = await lab((lab) => lab.weights());
  // Layers up to the step have no gradient; the output layer behind it learns.
  expect(trained.slice(0, 2)).toEqual(initial.slice(0, 2));
  expect(trained[2]).not.toEqual(initial[2]);
  await says(ui.advice, "its slope is 0");

  await ui.choice("Activation", ui.outputLayer).selectOption("step");
  const start = await lab((lab) => lab.weights());
  await lab((lab) => lab.train({ epochs: 20 }));
  expect(await lab((lab) => lab.weights())).toEqual(start);
  await says(ui.advice, "its slope is 0");

  await ui.advice.getByRole("button").click();
  await expect(ui.choice("Activation", ui.outputLayer)).toHaveValue("sigmoid");
  await ui.advice.getByRole("button").click();
  await expect(ui.choice("Activation", ui.layer(2))).toHaveValue("tanh");
  await expect(ui.advice).not.toContainText("its slope is 0");
});

test("a single step unit under backprop is offered the perceptron rule", async ({ open, ui }) => {
  await open("#data=or&net=2-1h");
  await says(ui.advice, "its slope is 0");
  await ui.button("Use the perceptron rule", ui.advice).click();
  await expect(ui.choice("Learning rule")).toHaveValue("Perceptron rule");
  await expect(ui.choice("Loss")).toBeDisabled();
});
