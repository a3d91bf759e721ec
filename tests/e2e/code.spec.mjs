// The experiment as code: a script in each language that follows every change, with the touched lines marked.

import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";

import { expect, takePictures, test } from "./support.mjs";

/** Opens the panel for an experiment; gives its parts. */
async function openCode({ open, page, ui }, fragment = "") {
  await open(fragment);
  await ui.button("Code").click();
  const region = page.getByRole("region", { name: "Code", exact: true });
  const script = region.getByRole("group", { name: "Script" });
  await expect(script).toContainText("import keras");
  return {
    region,
    script,
    language: region.getByRole("combobox", { name: "Language" }),
    marked: script.locator("mark"),
    said: region.getByRole("status"),
    button: (name) => region.getByRole("button", { name, exact: true }),
  };
}

test("the line that a control changes is marked, seen and said", async ({ open, page, ui, lab }) => {
  const code = await openCode({ open, page, ui });
  await expect(code.marked).toHaveCount(0);
  await expect(ui.button("Code")).toHaveAttribute("aria-expanded", "true");

  await ui.type(page.getByRole("spinbutton", { name: "Batch size" }), 16);
  await expect(code.marked).toHaveText(["BATCH_SIZE = 16"]);
  await expect(code.marked).toBeInViewport();
  await expect(code.said).toHaveText(/^Line \d+ changed: BATCH_SIZE = 16$/);

  await page.getByRole("combobox", { name: "Optimizer" }).selectOption("Adam");
  await expect(code.marked).toHaveText([/^\s+optimizer=keras\.optimizers\.Adam\(LEARNING_RATE, /]);
  await expect(code.marked).toBeInViewport();

  // Samples are more than one line, and most of their numbers are out of sight.
  await page.getByRole("radio", { name: "Moons" }).check();
  await expect(code.script).toContainText("Moons: a network of");
  await expect(code.said).toHaveText(/^\d+ lines changed, first line \d+: /);
  await expect(code.script).toContainText(/… \d+ more lines of numbers/);

  // Where a run has come to is how long the script trains.
  await lab((lab) => lab.train({ epochs: 7 }));
  await expect(code.marked).toHaveText(["EPOCHS = 7"]);
});

test("Keras, PyTorch and NumPy, copied whole and as a file", async ({ open, page, ui, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const code = await openCode({ open, page, ui }, "#data=iris");
  for (const [language, name, sign] of [
    ["PyTorch", "pytorch", "class Network(nn.Module):"],
    ["NumPy", "numpy", "def backward(x, t):"],
    ["Keras", "keras", "model = keras.Sequential(["],
  ]) {
    await code.language.selectOption(language);
    await expect(code.script).toContainText(sign);
    await expect(code.marked).toHaveCount(0);
    const told = await lab((lab, name) => lab.code(name), name);
    expect(told).toContain("5.1,3.5,1.4,0.2,setosa");

    await code.button("Copy").click();
    await expect(code.said).toHaveText("The script is copied.");
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(told);

    const download = page.waitForEvent("download");
    await code.button("Download").click();
    const file = await download;
    expect(file.suggestedFilename()).toBe(`separable_${name}.py`);
    expect(await readFile(await file.path(), "utf8")).toBe(told);
  }
  const wrong = await lab((lab) => {
    try {
      return lab.code("fortran");
    } catch (error) {
      return error.message;
    }
  });
  expect(wrong).toContain("keras, pytorch, numpy");
});

test("the script scrolls by keys, and is read in light and dark", async ({ open, page, ui }) => {
  const code = await openCode({ open, page, ui });
  await code.script.focus();
  await page.keyboard.press("End");
  await expect(code.script.getByText("weights = model.get_weights()")).toBeInViewport();
  await ui.button("Full height").click();
  await ui.type(page.getByRole("spinbutton", { name: "Learning rate" }), 0.1);
  await expect(code.marked).toHaveText(["LEARNING_RATE = 0.1"]);
  for (const theme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: theme });
    const { violations } = await new AxeBuilder({ page }).include(".code").analyze();
    expect(violations).toEqual([]);
  }
  await takePictures(page, "code");
});
