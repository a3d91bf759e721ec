// What the network is worth, in the terms of each task: the confusion matrix with the samples of its
// cells, and the numbers under the picture.

import { expect, picture, takePictures, test } from "./support.mjs";

const toMatrix = (ui) => ui.choice("Picture").selectOption("Confusion");
const cells = (ui) => ui.region("Confusion matrix").getByRole("button");

/** The counts of all cells, as their buttons say them. */
const counts = async (ui) => {
  const names = await cells(ui).evaluateAll((buttons) => buttons.map((button) => button.getAttribute("aria-label")));
  return names.map((name) => {
    const [, truth, predicted, count] = name.match(/^(.+) taken for (.+): (\d+)$/);
    return { truth, predicted, count: Number(count) };
  });
};

const sum = (numbers) => numbers.reduce((a, b) => a + b, 0);
const total = (all) => sum(all.map(({ count }) => count));
const accuracy = (all) => total(all.filter(({ truth, predicted }) => truth === predicted)) / total(all);

/** The last row's last cell as a share: the accuracy. */
const corner = async (table) => parseFloat(/([\d.]+) %/.exec(await table.getByRole("row").last().getByRole("cell").last().textContent())[1]) / 100;

test("the matrix counts every sample, as the script's own answers do", async ({ open, ui, lab }) => {
  await open("#data=blobs3");
  await toMatrix(ui);
  await lab((lab) => lab.train({ epochs: 2 }));
  const largest = (row) => row.indexOf(Math.max(...row));
  for (const portion of ["Test", "Training"]) {
    await ui.button(portion, ui.group("Samples")).click();
    const pairs = await lab((lab, part) => {
      const { x, y } = lab.data()[part];
      return [lab.predict(x), y];
    }, portion === "Test" ? "test" : "train");
    const [found, truth] = pairs.map((rows) => rows.map(largest));
    const names = await ui.region("Confusion matrix").getByRole("rowheader").allTextContents();
    expect(names).toHaveLength(4);
    await expect.poll(async () => total(await counts(ui)), portion).toBe(truth.length);
    for (const { truth: is, predicted, count } of await counts(ui)) {
      const [row, column] = [is, predicted].map((name) => names.indexOf(name));
      const matching = truth.filter((t, at) => t === row && found[at] === column).length;
      expect(count, `${is} taken for ${predicted}`).toBe(matching);
    }
    const table = ui.region("Confusion matrix").getByRole("table");
    expect(await corner(table)).toBeCloseTo(accuracy(await counts(ui)), 2);
    expect(await corner(table)).toBeCloseTo(await ui.shown(`${portion} accuracy`), 2);
  }
});

test("recall and precision are those of their row and column", async ({ open, ui, lab }) => {
  await open("#data=spiral3");
  await toMatrix(ui);
  await lab((lab) => lab.train({ epochs: 5 }));
  const all = await counts(ui);
  const rows = ui.region("Confusion matrix").getByRole("row");
  const names = (await ui.region("Confusion matrix").getByRole("rowheader").allTextContents()).slice(0, 3);
  const share = async (cell) => parseFloat(await cell.textContent()) / 100;
  for (const [at, name] of names.entries()) {
    const right = total(all.filter(({ truth, predicted }) => truth === name && predicted === name));
    const row = total(all.filter(({ truth }) => truth === name));
    expect(await share(rows.nth(at + 1).getByRole("cell").last()), `recall of ${name}`).toBeCloseTo(right / row, 2);
    const column = total(all.filter(({ predicted }) => predicted === name));
    if (column > 0) {
      expect(await share(rows.last().getByRole("cell").nth(at)), `precision of ${name}`).toBeCloseTo(right / column, 2);
    }
  }
});

test("a cell shows its samples in the picture, and lets them go", async ({ open, page, ui, lab }) => {
  await open("#data=spiral3");
  await lab((lab) => lab.train({ epochs: 5 }));
  const marks = () => page.locator(".surface canvas.marks").evaluate((canvas) => canvas.toDataURL());
  await expect.poll(marks).not.toBe("data:,");
  const before = await marks();
  await toMatrix(ui);
  const first = cells(ui).first();
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "false");
  await expect(ui.button("Show all")).toHaveCount(0);

  await first.press("Enter");
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await ui.button("Show them in the picture").click();
  await expect(ui.choice("Picture").locator("option:checked")).toHaveText("All classes");
  await expect(page.getByText(/^test: .+ taken for .+$/)).toBeVisible();
  await expect.poll(marks).not.toBe(before);
  await ui.button("Show all").click();
  await expect.poll(marks).toBe(before);

  await toMatrix(ui);
  await first.click();
  await page.keyboard.press("Escape");
  await expect(first).toHaveAttribute("aria-pressed", "false");
});

test("the matrix follows training, and is exact once it pauses", async ({ open, ui, lab }) => {
  await open("#data=blobs3");
  await toMatrix(ui);
  const before = accuracy(await counts(ui));
  await ui.play.click();
  await expect.poll(async () => accuracy(await counts(ui))).toBeGreaterThan(Math.max(before, 0.9));
  await lab((lab) => lab.pause());
  await expect.poll(async () => accuracy(await counts(ui))).toBeCloseTo((await lab((lab) => lab.status())).accuracy.test, 6);
});

test("each label has a matrix of its own", async ({ open, ui, lab }) => {
  await open("#data=labels");
  await toMatrix(ui);
  await lab((lab) => lab.train({ epochs: 40 }));
  const tables = ui.region("Confusion matrix").getByRole("table");
  await expect(tables).toHaveCount(2);
  const each = [await corner(tables.nth(0)), await corner(tables.nth(1))];
  expect(sum(each) / 2).toBeCloseTo(await ui.shown("Test accuracy"), 2);
  const right = await ui.shown("All labels right");
  expect(right).toBeLessThanOrEqual(Math.min(...each) + 0.001);
  const { x, y } = await lab((lab) => lab.data().test);
  const answers = await lab((lab, x) => lab.predict(x), x);
  const whole = answers.filter((row, at) => row.every((value, label) => value > 0.5 === y[at][label] > 0.5)).length;
  expect(right).toBeCloseTo(whole / y.length, 2);
  await expect(cells(ui).filter({ hasText: /\d/ }).first()).toHaveAccessibleName(/^not spam taken for not spam: \d+$/);
});

test("a truth table has one portion only", async ({ open, ui }) => {
  await open("#data=xor_table");
  await toMatrix(ui);
  await expect(ui.region("Confusion matrix")).toBeVisible();
  await expect(ui.group("Samples")).toHaveCount(0);
  await expect.poll(async () => total(await counts(ui))).toBe(4);
});

test("a digit's cell shows its images", async ({ open, page, ui, lab }) => {
  await open();
  await ui.choice("Task").selectOption("Several classes");
  await ui.radio("Digits").check();
  await expect(ui.region("Confusion matrix")).toBeVisible();
  await lab((lab) => lab.train({ epochs: 1 }));
  const full = cells(ui).and(page.getByRole("button", { name: /^3 taken for 3: / }));
  await full.click();
  const count = Number((await full.textContent()).trim());
  const images = page.getByRole("group", { name: new RegExp(`^test: 3 taken for 3, ${Math.min(24, count)} of ${count} images$`) });
  await expect(images.getByRole("img")).toHaveCount(Math.min(24, count));
  await expect(images.getByRole("img").first()).toHaveAttribute("title", /^Sample \d+: taken for 3 \(\d\.\d\d\)$/);
  const blank = await images.getByRole("img").evaluateAll((all) => all.filter((c) => new Set(c.getContext("2d").getImageData(0, 0, c.width, c.height).data).size < 4).length);
  expect(blank).toBe(0);
  await page.keyboard.press("Escape");
  await expect(images).toHaveCount(0);
});

test("a regression is told by R² and by errors in the targets' units", async ({ open, page, ui, lab }) => {
  await open("#data=sine");
  await expect(ui.region("Output").getByRole("status", { name: /accuracy/ })).toHaveCount(0);
  await lab((lab) => lab.train({ epochs: 5 }));
  const { x, y } = await lab((lab) => lab.data().test);
  const answers = await lab((lab, x) => lab.predict(x), x);
  const errors = y.map(([truth], at) => truth - answers[at][0]);
  const [squares, mean] = [sum(errors.map((e) => e * e)), sum(y.map(([truth]) => truth)) / y.length];
  expect(await ui.shown("Test MAE")).toBeCloseTo(sum(errors.map(Math.abs)) / y.length, 2);
  expect(await ui.shown("Test RMSE")).toBeCloseTo(Math.sqrt(squares / y.length), 2);
  expect(await ui.shown("Test R²")).toBeCloseTo(1 - squares / sum(y.map(([truth]) => (truth - mean) ** 2)), 2);
  expect(await ui.shown("Training R²")).toBeLessThan(1);
  await ui.button("R²", ui.group("Chart")).click();
  await expect(page.getByRole("img", { name: /^R² of the training/ })).toBeVisible();
  await expect(ui.group("Loss axis")).toHaveCount(0);
});

test("the penalty stands beside the training loss", async ({ open, page, ui, lab }) => {
  await open();
  await expect(ui.region("Output").getByRole("status", { name: "Penalty" })).toHaveCount(0);
  await lab((lab) => lab.load({ l2: 0.1 }));
  const kernels = (await lab((lab) => lab.weights())).flatMap(({ kernel }) => kernel.flat());
  expect(await ui.shown("Penalty")).toBeCloseTo(0.1 * sum(kernels.map((w) => w * w)), 2);
  await expect(page.getByTitle("What L1 and L2 add to the training loss")).toContainText("penalty");
});

test("the perceptron rule has no loss, and it is said what is counted", async ({ open, page, ui }) => {
  await open("#data=and");
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  await expect(page.getByTitle(/^How many answers are wrong: this rule learns sample by sample/)).toHaveCount(2);
});

const scenes = {
  "matrix-classes": "#data=iris",
  "matrix-labels": "#data=labels",
  "matrix-digits": "#data=digits",
};

for (const [name, fragment] of Object.entries(scenes)) {
  picture(`pictures: ${name}`, async ({ open, page, ui, lab }) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await open(fragment);
      await toMatrix(ui);
      await lab((lab) => lab.train({ epochs: 3 }));
      await cells(ui).first().click();
      await ui.play.click();
      await takePictures(page, `${name}-${colorScheme}`);
    }
  });
}

for (const fragment of ["#data=iris", "#data=breast_cancer", "#data=labels", "#data=digits"]) {
  test(`cells are large enough and the matrix keeps the picture's place: ${fragment}`, async ({ open, page, ui, lab }) => {
    await open(fragment);
    await lab((lab) => lab.train({ epochs: 2 }));
    for (const [width, height] of [[1440, 900], [1280, 720], [1024, 768], [390, 844]]) {
      await page.setViewportSize({ width, height });
      const place = () => ui.region("Output").getByRole("status", { name: "Training loss" }).boundingBox();
      await ui.choice("Picture").selectOption({ index: 0 });
      const before = await place();
      await toMatrix(ui);
      if (fragment !== "#data=digits") expect((await place()).y).toBeCloseTo(before.y, 0);
      const region = ui.region("Confusion matrix");
      const matrix = await region.evaluate((div) => ({
        wide: div.scrollWidth - div.clientWidth,
        high: div.scrollHeight - div.clientHeight,
        small: [...div.querySelectorAll("button")].filter((b) => Math.min(b.offsetWidth, b.offsetHeight) < 24).length,
        cut: [...div.querySelectorAll("button, .rate")].filter((b) => b.scrollWidth > b.clientWidth + 1).map((b) => b.textContent),
        font: Math.min(...[...div.querySelectorAll("th, td, button")].map((e) => parseFloat(getComputedStyle(e).fontSize))),
      }));
      expect(matrix, `at ${width}×${height}`).toEqual({ wide: 0, high: 0, small: 0, cut: [], font: 14 });
    }
  });
}
