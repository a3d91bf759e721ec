// The four tasks of the course: what a preset promises, its pictures, misfits and their repair.

import { expect, says, test } from "./support.mjs";

/** Chooses a task and one of its datasets, as a person does. */
const choose = async (ui, task, name) => {
  await ui.choice("Task").selectOption(task);
  await ui.radio(name).check();
};

for (const [task, name, least] of [
  ["Several classes", "Iris", 0.95],
  ["Several classes", "3 arms", 0.97],
  ["Several classes", "Digits", 0.96],
]) {
  test(`${name} is learnt to ${least} at one press of Play`, async ({ open, ui }) => {
    await open();
    await choose(ui, task, name);
    await ui.play.click();
    await expect.poll(() => ui.shown("Test accuracy")).toBeGreaterThanOrEqual(least);
  });
}

test("a sine is met to 0.01 at one press of Play", async ({ open, ui, lab }) => {
  await open();
  await choose(ui, "Regression", "Sine");
  const { y } = await lab((lab) => lab.data().train);
  expect(Math.max(...y.map(([y]) => Math.abs(y)))).toBeLessThan(1.3);
  await ui.play.click();
  await expect.poll(() => ui.shown("Test loss")).toBeLessThanOrEqual(0.01);
});

test("outliers pull the line of squared error away, and not that of absolute error", async ({ open, page, ui, lab }) => {
  await open();
  await choose(ui, "Regression", "Outliers");
  const slope = async () => {
    await lab((lab) => lab.train({ epochs: 100 }));
    return (await lab((lab) => lab.weights()))[0].kernel[0][0];
  };
  const [truth, squared] = [0.5, await slope()];
  expect(Math.abs(squared / truth - 1)).toBeGreaterThan(0.05);
  await says(ui.advice, "pull the line");
  await ui.button("Use mean absolute error").click();
  const absolute = await slope();
  expect(Math.abs(absolute / truth - 1)).toBeLessThanOrEqual(0.05);
  await expect(page.getByRole("img", { name: /Curve of the network/ })).toBeVisible();
});

test("choosing data brings task, output layer and loss", async ({ open, ui, lab }) => {
  await open();
  for (const [task, name, output, loss] of [
    ["Several classes", "4 blobs", { units: 4, activation: "softmax" }, "categorical_crossentropy"],
    ["Several labels", "Labels", { units: 2, activation: "sigmoid" }, "binary_crossentropy"],
    ["Regression", "2 waves", { units: 2, activation: "linear" }, "mean_squared_error"],
    ["Regression", "Diabetes", { units: 1, activation: "linear" }, "mean_squared_error"],
    ["Two classes", "Moons", { units: 1, activation: "sigmoid" }, "binary_crossentropy"],
  ]) {
    await choose(ui, task, name);
    await expect.poll(async () => (await lab((lab) => lab.experiment())).layers.at(-1), name).toEqual(output);
    expect((await lab((lab) => lab.experiment())).loss).toBe(loss);
    await expect(ui.field("Units", ui.outputLayer)).toHaveValue(String(output.units));
  }
});

test("a network of one's own is kept as far as it fits", async ({ open, ui, lab }) => {
  await open();
  await ui.type(ui.field("Units", ui.layer(1)), 7);
  await choose(ui, "Several classes", "3 blobs");
  const { layers } = await lab((lab) => lab.experiment());
  expect(layers.map(({ units }) => units)).toEqual([7, 3, 3]);
  expect(layers.at(-1).activation).toBe("softmax");
});

for (const [fragment, why, repair, fixed] of [
  ["#net=2-4t-1softmax", /always 1/, "Use a sigmoid output", { activation: "sigmoid", loss: "binary_crossentropy" }],
  ["#net=2-4t-1l", /probability/, "Use a sigmoid output", { activation: "sigmoid", loss: "binary_crossentropy" }],
  ["#data=blobs3&net=2-4t-3s", /only softmax/, "Use a softmax output", { activation: "softmax", loss: "categorical_crossentropy" }],
  ["#data=labels&net=2-6t-2softmax", /independent/, "Use sigmoid outputs", { activation: "sigmoid", loss: "binary_crossentropy" }],
  ["#data=sine&loss=hinge", /made for classes/, "Use mean squared error", { activation: "linear", loss: "mean_squared_error" }],
  ["#data=sine&net=1-8t-1r", /never negative/, "Use a linear output", { activation: "linear", loss: "mean_squared_error" }],
]) {
  test(`a misfit is explained and repaired by one click: ${fragment}`, async ({ open, ui, lab }) => {
    await open(fragment);
    await says(ui.advice, why);
    // It trains all the same: nothing was changed silently.
    expect((await lab((lab) => lab.train({ epochs: 1 }))).epoch).toBe(1);
    await ui.button(repair).click();
    const { layers, loss } = await lab((lab) => lab.experiment());
    expect({ activation: layers.at(-1).activation, loss }).toEqual(fixed);
    await expect(ui.advice).not.toContainText(why);
  });
}

test("each class has a surface of its own on demand", async ({ open, page, ui }) => {
  await open("#data=spiral3");
  const picture = ui.choice("Picture");
  await expect(picture.getByRole("option")).toHaveText(["All classes", "arm 1", "arm 2", "arm 3", "Confusion", "Hidden space"]);
  const surface = page.locator(".surface canvas").first();
  const pixels = () => surface.evaluate((canvas) => canvas.toDataURL());
  const all = await pixels();
  await picture.selectOption("arm 2");
  await expect.poll(pixels).not.toBe(all);
  await picture.selectOption("All classes");
  await expect.poll(pixels).toBe(all);
});

test("the key has the colours of the theme at hand", async ({ open, page, ui }) => {
  await page.emulateMedia({ colorScheme: "light" });
  for (const [fragment, sign] of [
    ["#data=blobs3", "polygon"],
    ["#data=sine", "[style*=border-color]"],
  ]) {
    await open(fragment);
    const key = ui.region("Output").locator(`.keys-line ${sign}`).first();
    const color = () => key.evaluate((e) => e.getAttribute("fill") ?? e.style.borderColor);
    const before = await color();
    await page.keyboard.press("t");
    await expect.poll(color, fragment).not.toBe(before);
    await page.keyboard.press("t");
    await expect.poll(color, fragment).toBe(before);
  }
});

test("labels are seen together and one by one", async ({ open, ui }) => {
  await open("#data=labels");
  await expect(ui.choice("Picture").getByRole("option")).toHaveText(["All labels", "spam", "urgent", "Confusion", "Hidden space"]);
  await expect(ui.region("Output")).toContainText("neither");
  await expect(ui.region("Output")).toContainText("both");
});

test("of more than two inputs, two span the map and the others are held", async ({ open, page, ui }) => {
  await open("#data=iris");
  await expect(ui.choice("Across")).toHaveValue("petal_length_cm");
  await expect(ui.choice("Up")).toHaveValue("petal_width_cm");
  const surface = page.locator(".surface canvas").first();
  const pixels = () => surface.evaluate((canvas) => canvas.toDataURL());
  const before = await pixels();
  await page.getByText("Held: 2 other inputs").click();
  await ui.slider("sepal_width_cm").press("End");
  await expect.poll(pixels).not.toBe(before);
  await ui.button("Back to the means").click();
  await expect.poll(pixels).toBe(before);
  await ui.choice("Up").selectOption("sepal_width_cm");
  await expect(ui.slider("petal_width_cm")).toBeVisible();
  await expect.poll(pixels).not.toBe(before);
});

test("standardised inputs are learnt, raw ones hardly, and the page says why", async ({ open, page, ui, lab }) => {
  await open("#data=wine");
  const standard = await lab((lab) => lab.train({ epochs: 20 }));
  expect(standard.accuracy.test).toBeGreaterThan(0.9);
  await page.getByRole("checkbox", { name: "Standardise inputs" }).uncheck();
  await says(ui.advice, /^The values of proline are up to [\d,.]+ apart, those of \w+ up to [\d.]+\. .*bring them to one scale/);
  const raw = await lab((lab) => lab.train({ epochs: 20 }));
  expect(raw.accuracy.test).toBeLessThan(0.85);
  await ui.button("Standardise the inputs").click();
  await expect(page.getByRole("checkbox", { name: "Standardise inputs" })).toBeChecked();
});

test("the source and licence of a table stand beside it", async ({ open, ui }) => {
  for (const [name, words] of [
    ["iris", /Fisher.*CC BY 4\.0/],
    ["penguins", /Gorman.*CC0/],
    ["diabetes", /Efron.*BSD/],
    ["mnist", /LeCun.*ISC/],
    ["fashion_mnist", /Xiao.*MIT/],
  ]) {
    await open(`#data=${name}`);
    await says(ui.region("Data"), words);
  }
});

/** The pixels of the picture that a dataset is chosen by. */
const tile = (ui, name) =>
  ui.radio(name).evaluate((radio) => {
    const canvas = radio.parentElement.querySelector("canvas");
    return [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data];
  });

/** The share of what is painted on one picture that is there on another, in about the same colour. */
function kept(one, other) {
  const at = (pixels, i) => pixels.slice(4 * i, 4 * i + 4);
  const painted = Array.from({ length: one.length / 4 }, (_, i) => i).filter((i) => one[4 * i + 3] > 128);
  const alike = painted.filter((i) => at(one, i).every((channel, k) => Math.abs(channel - at(other, i)[k]) < 64));
  return alike.length / painted.length;
}

for (const colorScheme of ["light", "dark"]) {
  test(`a table that comes with the page is seen before it is read, and looks the same then: ${colorScheme}`, async ({ open, page, ui }) => {
    await page.emulateMedia({ colorScheme });
    await open();
    for (const [task, names] of Object.entries({ "Two classes": ["Cancer"], "Several classes": ["Iris", "Penguins", "Wine", "Digits"], Regression: ["Diabetes"] })) {
      await ui.choice("Task").selectOption(task);
      for (const name of names) {
        await expect.poll(async () => (await tile(ui, name)).some((channel) => channel > 0), name).toBe(true);
        const before = await tile(ui, name);
        const read = page.waitForResponse(/\.csv$/);
        await ui.radio(name).check();
        await read;
        await expect(ui.radio(name)).toBeChecked();
        // The picture of what was read differs, if by little; that of an image does not.
        if (name !== "Digits") await expect.poll(async () => String(await tile(ui, name)) !== String(before), name).toBe(true);
        const after = await tile(ui, name);
        for (const share of [kept(before, after), kept(after, before)]) expect(share, name).toBeGreaterThan(0.8);
      }
    }
  });
}

test("a table that cannot be fetched is said, and nothing is lost", async ({ open, page, ui, lab }) => {
  await page.route("**/data/wine.csv", (route) => route.fulfill({ status: 200, body: "not,a\nwine" }));
  await open();
  await ui.choice("Task").selectOption("Several classes");
  await expect(ui.radio("3 blobs")).toBeChecked();
  const before = await lab((lab) => [lab.experiment(), lab.weights()]);
  await ui.radio("Wine").click();
  await says(ui.alert, "Wine");
  expect(await lab((lab) => [lab.experiment(), lab.weights()])).toEqual(before);
});

test("a task brings its first set, and a set of another task brings its task", async ({ open, ui, lab }) => {
  await open();
  for (const [task, first, loss] of [
    ["Several classes", "3 blobs", "Categorical cross-entropy"],
    ["Several labels", "Labels", "Binary cross-entropy"],
    ["Regression", "Line", "Mean squared error"],
    ["Two classes", "XOR", "Binary cross-entropy"],
  ]) {
    await ui.choice("Task").selectOption(task);
    await expect(ui.radio(first)).toBeChecked();
    await expect(ui.choice("Loss")).toHaveValue(loss);
  }
  const data = (lab) => lab.experiment().data.dataset;
  await ui.choice("Task").selectOption("Regression");
  await ui.button("Undo").click();
  expect(await lab(data)).toBe("xor");
  await expect(ui.choice("Task"), "the gallery follows").toHaveValue("Two classes");
});
