// Numbers are typed as people write them; what cannot be read is refused by name and stays to be
// mended.

import { expect, says, test } from "./support.mjs";

test("a comma is a decimal sign", async ({ open, page, ui, lab }) => {
  await open();
  const rate = ui.field("Learning rate");
  for (const [text, value] of [
    ["0,1", "0.1"],
    [",5", "0.5"],
    ["1e-3", "0.001"],
    ["1E−2", "0.01"],
    [" +3 ", "3"],
    ["10 %", "0.1"],
    ["０．２", "0.2"],
    ["1,500", "1.5"],
  ]) {
    await ui.type(rate, text);
    await expect(rate).toHaveValue(value);
    expect((await lab((lab) => lab.experiment())).learning_rate, text).toBeCloseTo(Number(value), 6);
    await expect(ui.alert).toBeHidden();
  }
  // Key by key, and taken by Enter.
  await rate.focus();
  await rate.press("ControlOrMeta+a");
  await page.keyboard.type("0,25");
  await rate.press("Enter");
  await expect(rate).toHaveValue("0.25");
  await expect(rate).toHaveAttribute("aria-valuenow", "0.25");
});

test("whole numbers may stand in groups", async ({ open, page, ui }) => {
  await open();
  const batch = ui.field("Batch size");
  for (const [text, value] of [
    ["1,000", "1000"],
    ["2.500", "2500"],
    ["1 000", "1000"],
    ["3'000", "3000"],
    ["16,0", "16"],
  ]) {
    await ui.type(batch, text);
    await expect(batch).toHaveValue(value);
    await expect(page.getByText(`Batch size is ${value}.`)).toBeVisible();
  }
});

for (const [name, bad, message] of [
  ["Learning rate", "abc", "Learning rate: “abc” is not a number from 0.000001 to 100"],
  ["Learning rate", "½", "“½” is not a number"],
  ["Learning rate", "1,2,3", "“1,2,3” is not a number"],
  ["Learning rate", "1/10", "“1/10” is not a number"],
  ["Learning rate", "1000", "Learning rate: must be from 0.000001 to 100, not 1000"],
  ["Batch size", "2,5", "Batch size: “2,5” is not a whole number from 1 to 50000"],
  ["Batch size", "", "Batch size: needs a whole number from 1 to 50000"],
  ["Seed", "-1", "Seed: must be from 0"],
])
  test(`${name} refuses “${bad}”, which stays to be mended`, async ({ open, ui, lab }) => {
    await open();
    const field = ui.field(name);
    const [usual, before] = [await field.inputValue(), await lab((lab) => JSON.stringify(lab.experiment()))];
    await ui.type(field, bad);
    await says(ui.alert, message);
    await expect(field).toHaveValue(bad);
    await expect(field).toHaveAttribute("aria-invalid", "true");
    expect(await lab((lab) => JSON.stringify(lab.experiment()))).toBe(before);
    // Mended, given up by Escape, or with its message.
    await ui.type(field, "3");
    await expect(field).toHaveValue("3");
    await expect(field).not.toHaveAttribute("aria-invalid");
    await expect(ui.alert).toBeHidden();
    await ui.type(field, bad);
    await field.press("Escape");
    await expect(field).toHaveValue("3");
    await expect(ui.alert).toBeHidden();
    await ui.type(field, bad);
    await ui.button("Dismiss", ui.alert).click();
    await expect(field).toHaveValue("3");
    await ui.type(field, usual);
    expect(await lab((lab) => JSON.stringify(lab.experiment()))).toBe(before);
  });

test("what may be two numbers is asked back", async ({ open, ui, page }) => {
  await open("#loss=huber");
  await page.getByText("More", { exact: true }).click();
  const delta = ui.field("Delta");
  await ui.type(delta, "1,000");
  await says(ui.alert, "Delta: “1,000” may be 1 or 1000");
  await ui.type(delta, "1000");
  await expect(delta).toHaveValue("1000");
});

test("on a phone the message is in sight of the field", async ({ open, page, ui }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  const rate = ui.field("Learning rate");
  await rate.scrollIntoViewIfNeeded();
  await ui.type(rate, "abc");
  await says(ui.alert, "Learning rate");
  await expect(ui.alert).toBeInViewport({ ratio: 1 });
  await rate.scrollIntoViewIfNeeded();
  await expect(ui.alert).toBeInViewport({ ratio: 1 });
});

test("arrow keys step within what is allowed", async ({ open, ui }) => {
  await open();
  const units = ui.field("Units", ui.layer(1));
  await units.press("ArrowUp");
  await expect(units).toHaveValue("5");
  for (let i = 0; i < 6; i += 1) await units.press("ArrowDown");
  await expect(units).toHaveValue("1");
  await expect(ui.alert).toBeHidden();
  const rate = ui.field("Learning rate");
  await rate.fill("0,5");
  await rate.press("ArrowUp");
  await expect(rate).toHaveValue("1");
  for (let i = 0; i < 6; i += 1) await rate.press("ArrowUp");
  await expect(rate).toHaveValue("100");
  await rate.fill("abc");
  await rate.press("ArrowDown");
  await expect(rate).toHaveValue("30");
});

test("escape gives up what was typed and not yet taken", async ({ open, ui, lab }) => {
  await open();
  const rate = ui.field("Learning rate");
  await rate.fill("9");
  await rate.press("Escape");
  await expect(rate).toHaveValue("0.03");
  await rate.press("Tab");
  expect((await lab((lab) => lab.history())).can_undo).toBe(false);
});

test("a field says what it is to a screen reader", async ({ open, ui }) => {
  await open();
  const units = ui.field("Units", ui.layer(1));
  for (const [name, value] of Object.entries({ "aria-valuenow": "4", "aria-valuemin": "1", "aria-valuemax": "64", inputmode: "numeric" }))
    await expect(units).toHaveAttribute(name, value);
  await expect(ui.field("Learning rate")).toHaveAttribute("inputmode", "decimal");
});
