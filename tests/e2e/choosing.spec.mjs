// Data that are chosen one after another: the last choice counts, however long an earlier one takes.

import { expect, test } from "./support.mjs";

/** Lets the table of irises take its time; gives a function that lets it arrive. */
async function slow(page) {
  let arrive;
  const held = new Promise((done) => (arrive = done));
  await page.route("**/iris.csv", async (route) => {
    await held;
    await route.continue();
  });
  return async () => {
    const arrived = page.waitForResponse("**/iris.csv");
    arrive();
    await arrived;
    // Time enough for it to be read and learnt.
    await page.waitForTimeout(500);
  };
}

for (const [name, fragment, act] of [
  ["another set", "#data=blobs3", (page, ui) => ui.radio("4 blobs").check()],
  ["the set that was there", "#data=blobs3", (page, ui) => ui.radio("3 blobs").check()],
  ["another table", "#data=blobs3", (page, ui) => ui.radio("Penguins").check()],
  ["drawing", "#data=blobs3", (page, ui) => ui.button("Draw points").click()],
  ["a script's set", "#data=blobs3", (page) => page.evaluate(() => window.separable.then((lab) => lab.load({ data: { dataset: "rings" } })))],
  ["a link", "#data=blobs3", (page) => page.evaluate(() => (location.hash = "#data=spiral3"))],
])
  test(`a slow table does not take the place of ${name}`, async ({ open, page, ui, lab }) => {
    const arrive = await slow(page);
    await open(fragment);
    const dataset = () => lab((lab) => lab.experiment().data.dataset);
    const choice = ui.radio("Iris");
    await choice.check();
    await act(page, ui);
    if (name !== "the set that was there") await expect.poll(dataset).not.toBe("blobs3");
    const chosen = await dataset();
    await arrive();
    expect(await dataset()).toBe(chosen);
    expect(chosen).not.toBe("iris");
  });

test("a slow table is learnt when nothing else was chosen", async ({ open, page, ui, lab }) => {
  const arrive = await slow(page);
  await open("#data=blobs3");
  await ui.radio("Iris").check();
  // What changes no data does not count as a choice.
  await ui.type(ui.field("Learning rate"), 0.2);
  await ui.reset.click();
  await arrive();
  await expect.poll(() => lab((lab) => lab.experiment().data.dataset)).toBe("iris");
});

/** The number of an axis at a corner of the picture, read out under it. */
async function corner(page, position) {
  await page.getByRole("img", { name: /^Decision surface/ }).hover({ position });
  const text = await page.locator(".surface-readout").textContent();
  const numbers = text.match(/^\S+ (\S+) · \S+ (\S+) · /);
  return numbers.slice(1).map((number) => Number(number.replace("−", "-")));
}

test("the picture spans the samples, however they are coded", async ({ open, page, ui }) => {
  await open("#data=xor_table");
  for (const coding of ["−1 and +1", "0 and 1", "−1 and +1"]) {
    await ui.choice("Inputs coded").selectOption(coding);
    const [low, high] = coding === "0 and 1" ? [0, 1] : [-1, 1];
    const [left, top] = await corner(page, { x: 3, y: 3 });
    expect(left, coding).toBeLessThan(low);
    expect(top, coding).toBeGreaterThan(high);
    expect(left, coding).toBeGreaterThan(low - 2);
  }
});

test("the inputs that are looked at stay when the samples are split otherwise", async ({ open, ui }) => {
  await open("#data=iris");
  const across = ui.choice("Across");
  await expect(across).toBeVisible();
  const names = await across.locator("option").allTextContents();
  const chosen = (await across.inputValue()) === names[0] ? names[1] : names[0];
  await across.selectOption(chosen);
  await ui.slider("For training").fill("50");
  await expect(across.locator("option:checked")).toHaveText(chosen);
});
