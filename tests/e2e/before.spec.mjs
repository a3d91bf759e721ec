// What was before a change is seen beside what comes of it, until the next change.

import { expect, picture, takePictures, test } from "./support.mjs";

const ghost = (page) => page.locator("canvas.before");
const key = (ui) => ui.region("Output").locator(".keys-line").getByText("before", { exact: true });
const chart = (page) => page.getByRole("img", { name: /of the training and the test samples over epochs$/ });

/** Whether anything is drawn on a canvas. */
const isDrawn = (canvas) =>
  canvas.evaluate((canvas) => {
    if (canvas.width === 0) return false;
    const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
    return data.some((value) => value > 0);
  });

const isThere = async (page, ui, there) => {
  await expect.poll(() => isDrawn(ghost(page))).toBe(there);
  await expect(key(ui)).toHaveCount(there ? 1 : 0);
};

const trained = (lab, epochs = 40) => lab((lab, epochs) => lab.train({ epochs }), epochs);

test("a remedy leaves the former fit and curve to compare with, until the next change", async ({ open, page, ui, lab }) => {
  await open("#data=outliers");
  await trained(lab, 120);
  const empty = await chart(page).screenshot();
  await isThere(page, ui, false);
  await ui.button("Use mean absolute error", ui.advice).click();
  await expect(ui.choice("Loss")).toHaveValue("Mean absolute error");
  await isThere(page, ui, true);
  // The run at hand is at its start, and the chart has the former curve.
  const before = await chart(page).screenshot();
  expect(before.equals(empty)).toBe(false);

  await ui.play.click();
  await expect(ui.epoch).not.toHaveText("0");
  await isThere(page, ui, true);
  await ui.pause.click();
  await ui.reset.click();
  await isThere(page, ui, true);
  await expect.poll(async () => (await chart(page).screenshot()).equals(before)).toBe(true);

  await ui.type(ui.field("Learning rate"), 0.05);
  await isThere(page, ui, false);
  expect((await chart(page).screenshot()).equals(before)).toBe(false);
});

const changes = {
  "more units": (ui) => ui.button("More units", ui.layer(1)).click(),
  "another activation": (ui, turn) => ui.choice("Activation", ui.layer(1)).selectOption(["ReLU", "sigmoid"][turn]),
  "new weights": (ui) => ui.button("New weights").click(),
  "another input": (ui) => ui.button("x₁²", ui.group("Inputs")).click(),
  "other points": (ui) => ui.button("Regenerate data").click(),
};

for (const [name, change] of Object.entries(changes))
  test(`${name}: the former boundary stays beside the new one`, async ({ open, page, ui, lab }) => {
    await open();
    await change(ui, 0);
    await isThere(page, ui, false);
    await trained(lab);
    await change(ui, 1);
    await isThere(page, ui, true);
    await ui.button("Undo").click();
    await isThere(page, ui, false);
  });

for (const [name, fragment] of [
  ["several classes", "#data=blobs3"],
  ["labels", "#data=labels"],
  ["a surface of numbers", "#data=bumps"],
  ["two curves", "#data=two_waves"],
  ["a table", "#data=iris"],
])
  test(`${name}: the former lines stay`, async ({ open, page, ui, lab }) => {
    await open(fragment);
    const picture = page.getByRole("combobox", { name: "Picture", exact: true });
    await trained(lab, 5);
    await ui.button("More units", ui.layer(1)).click();
    await isThere(page, ui, true);
    // The space of a hidden layer, which is offered last, is a picture of its own.
    if ((await picture.getByRole("option").count()) > 2) {
      await picture.selectOption({ index: 1 });
      await isThere(page, ui, true);
    }
  });

test("other data have no former fit", async ({ open, page, ui, lab }) => {
  await open();
  await trained(lab);
  for (const act of [() => ui.radio("Circles").check(), () => ui.button("Draw points").click(), () => ui.radio("AND").check()]) {
    await act();
    await isThere(page, ui, false);
    await trained(lab, 2);
  }
});

test("another pair of inputs is looked at with the former lines of those inputs", async ({ open, page, ui, lab }) => {
  await open("#data=iris");
  await trained(lab, 20);
  await ui.button("New weights").click();
  await isThere(page, ui, true);
  const seen = await ghost(page).evaluate((canvas) => canvas.toDataURL());
  await ui.choice("Across").selectOption({ index: 0 });
  await isThere(page, ui, true);
  expect(await ghost(page).evaluate((canvas) => canvas.toDataURL())).not.toBe(seen);
});

for (const colorScheme of ["light", "dark"])
  picture(`pictures: before and after, ${colorScheme}`, async ({ open, page, ui, lab }) => {
    await page.emulateMedia({ colorScheme });
    await open("#data=outliers");
    await trained(lab, 120);
    await ui.button("Use mean absolute error", ui.advice).click();
    await ui.play.click();
    await expect(ui.epoch).not.toHaveText("0");
    await takePictures(page, `before-${colorScheme}`);
  });
