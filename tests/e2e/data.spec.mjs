// The data: gallery, amounts, batch size and inputs.

import { expect, says, test } from "./support.mjs";

const tables = ["XOR table", "AND", "OR", "NAND", "NOT"];
const rows = (name) => (tables.includes(name) ? [name === "NOT" ? 2 : 4, 0] : name === "Cancer" ? [398, 171] : [280, 120]);

const sizesOf = (lab) => {
  const { train, test } = lab.data();
  return [train.x.length, test.x.length];
};

/** The names in the gallery, in its order: those of the task that is shown. */
async function namesIn(page) {
  const radios = page.getByRole("radiogroup", { name: "Dataset" }).getByRole("radio");
  const names = await radios.evaluateAll((all) => all.map((radio) => radio.labels[0].textContent));
  expect(names).toEqual(expect.arrayContaining(["XOR", ...tables, "Cancer"]));
  return names;
}

test("each dataset is chosen by a click", async ({ open, page, ui, lab }) => {
  await open();
  const names = await namesIn(page);
  const seen = new Set();
  for (const name of [...names.slice(1), names[0]]) {
    await ui.radio(name).click();
    await expect(ui.radio(name)).toBeChecked();
    await expect.poll(() => lab(sizesOf), name).toEqual(rows(name));
    seen.add(JSON.stringify(await lab((lab) => lab.data())));
  }
  expect(seen.size).toBe(names.length);
});

test("each dataset is chosen by the arrow keys", async ({ open, page, ui }) => {
  await open();
  const names = await namesIn(page);
  await ui.radio(names[0]).focus();
  for (const name of [...names.slice(1), names[0]]) {
    await page.keyboard.press("ArrowRight");
    await expect(ui.radio(name)).toBeChecked();
    await expect(ui.radio(name)).toBeFocused();
  }
});

test("sliders set points, noise and share", async ({ open, ui, lab }) => {
  await open();
  await ui.slider("Points").press("Home");
  expect(await lab(sizesOf)).toEqual([3, 1]);
  await ui.slider("Points").press("End");
  expect(await lab(sizesOf)).toEqual([3500, 1500]);
  await ui.slider("For training").press("End");
  expect(await lab(sizesOf)).toEqual([4500, 500]);
  const before = await lab((lab) => lab.data().train.x[0]);
  await ui.slider("Noise").press("End");
  await expect(ui.slider("Noise")).toHaveAttribute("aria-valuetext", "50 %");
  expect(await lab((lab) => lab.experiment().data)).toMatchObject({ points: 5000, noise: 0.5, train_share: 0.9 });
  expect(await lab((lab) => lab.data().train.x[0])).not.toEqual(before);
});

test("a truth table has its rows, its coding and no sliders", async ({ open, ui, lab }) => {
  await open();
  await ui.radio("AND").check();
  await expect(ui.slider("Points")).toHaveCount(0);
  await expect(ui.button("Regenerate data")).toBeDisabled();
  await expect(ui.region("Output").getByRole("status", { name: "Test accuracy" })).toHaveText("–");
  const rows = (low) => [
    [low, low],
    [low, 1],
    [1, low],
    [1, 1],
  ];
  expect(await lab((lab) => lab.data().train)).toEqual({ x: rows(0), y: [[0], [0], [0], [1]] });
  await ui.choice("Inputs coded").selectOption({ index: 1 });
  expect((await lab((lab) => lab.data().train)).x).toEqual(rows(-1));
});

test("Regenerate data draws other points of the same kind", async ({ open, ui, lab }) => {
  await open();
  const before = await lab((lab) => lab.data());
  await ui.button("Regenerate data").click();
  const after = await lab((lab) => lab.data());
  expect(after).not.toEqual(before);
  expect(after.train.x).toHaveLength(before.train.x.length);
});

test("a bad batch size is refused by name", async ({ open, ui, lab }) => {
  await open();
  const field = ui.field("Batch size");
  for (const bad of ["0", "-3", "2.5", "50001", ""]) {
    await ui.type(field, bad);
    await says(ui.alert, /Batch size.*1.*50000/);
    // It stays to be mended, and nothing has changed.
    await expect(field).toHaveValue(bad);
    expect(await lab((lab) => lab.experiment().batch_size)).toBe(10);
  }
  await ui.type(field, 280);
  await expect(ui.alert).toBeHidden();
  expect((await lab((lab) => lab.train({ epochs: 1 }))).step).toBe(1);
});

test("inputs are switched, but not the last one off", async ({ open, ui, lab }) => {
  await open();
  const inputs = ui.group("Inputs");
  for (const name of ["x₁²", "x₂²", "x₁x₂", "sin x₁", "sin x₂"]) await ui.button(name, inputs).click();
  expect(await lab((lab) => lab.data().train.x[0])).toHaveLength(7);
  const { x } = await lab((lab) => lab.data().train);
  const [x1, x2, ...rest] = x[5];
  [x1 * x1, x2 * x2, x1 * x2, Math.sin(x1), Math.sin(x2)].forEach((value, i) => expect(rest[i]).toBeCloseTo(value, 4));
  for (const name of ["x₁", "x₂", "x₁²", "x₂²", "x₁x₂", "sin x₁"]) await ui.button(name, inputs).click();
  const last = ui.button("sin x₂", inputs);
  await last.click();
  await says(ui.alert, /Inputs.*at least one/);
  await expect(last).toHaveAttribute("aria-pressed", "true");
  expect((await lab((lab) => lab.experiment())).features).toEqual(["sin_x2"]);
});
