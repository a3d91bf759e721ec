// Keys: everything the transport does, never while typing; dialogs give the focus back.

import { expect, test } from "./support.mjs";

const theme = (page) => page.evaluate(() => document.documentElement.dataset.theme);

test("space plays and pauses, the full stop steps, r resets", async ({ open, page, ui, lab }) => {
  await open();
  await page.keyboard.press(" ");
  await expect(ui.pause).toBeVisible();
  await page.keyboard.press(" ");
  await expect(ui.play).toBeVisible();
  await page.keyboard.press("r");
  await expect(ui.epoch).toHaveText("0");
  await page.keyboard.press(".");
  await page.keyboard.press(".");
  expect(await lab((lab) => lab.pause())).toMatchObject({ epoch: 2 });
  await page.keyboard.press("r");
  await expect(ui.epoch).toHaveText("0");
});

test("space on a button presses that button only", async ({ open, page, ui }) => {
  await open();
  await ui.play.focus();
  await page.keyboard.press(" ");
  await expect(ui.pause).toBeVisible();
  await expect(ui.pause).toBeFocused();
  await page.keyboard.press(" ");
  await expect(ui.play).toBeVisible();
});

test("keys do nothing else while one types", async ({ open, page, ui }) => {
  await open();
  await ui.field("Learning rate").fill("");
  await page.keyboard.type("0.5 rt?");
  await expect(ui.play).toBeVisible();
  await expect(page.getByRole("dialog")).toHaveCount(0);
  await ui.choice("Loss").focus();
  const before = await theme(page);
  await page.keyboard.press("t");
  expect(await theme(page)).toBe(before);
});

test("t switches the theme, which the next visit keeps", async ({ open, page, ui }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await open();
  expect(await theme(page)).toBe("light");
  await page.keyboard.press("t");
  expect(await theme(page)).toBe("dark");
  await expect(ui.button("Dark theme")).toHaveAttribute("aria-pressed", "true");
  await page.reload();
  await expect.poll(() => theme(page)).toBe("dark");
});

test("g shows gradients, n draws new weights", async ({ open, page, ui }) => {
  await open();
  await page.keyboard.press("g");
  await expect(ui.button("Gradients")).toHaveAttribute("aria-pressed", "true");
  await page.keyboard.press("g");
  await expect(ui.button("Weights")).toHaveAttribute("aria-pressed", "true");
  const seed = await ui.field("Seed").inputValue();
  await page.keyboard.press("n");
  await expect(ui.field("Seed")).not.toHaveValue(seed);
});

test("? opens the help, Escape closes it, and the focus returns", async ({ open, page, ui }) => {
  await open();
  await ui.step.focus();
  await page.keyboard.press("?");
  const help = page.getByRole("dialog", { name: "How to read this page" });
  await expect(help).toBeVisible();
  await page.keyboard.press("r");
  await expect(help).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(help).toBeHidden();
  await expect(ui.step).toBeFocused();

  await ui.button("Help").click();
  await expect(help).toBeVisible();
  await ui.button("Close", help).click();
  await expect(help).toBeHidden();
  await expect(ui.button("Help")).toBeFocused();
  await ui.button("Help").click();
  await expect(help).toBeVisible();
});

test("a unit's card opens by keyboard, and Escape gives the focus back", async ({ open, page, ui }) => {
  await open();
  const unit = ui.button("Layer 1, unit 2");
  await unit.focus();
  await page.keyboard.press("Enter");
  const card = page.getByRole("dialog", { name: "Layer 1, unit 2" });
  await expect(card).toBeVisible();
  await expect(unit).toHaveAttribute("aria-expanded", "true");
  await page.keyboard.press("Escape");
  await expect(card).toHaveCount(0);
  await expect(unit).toBeFocused();
  await page.keyboard.press("Enter");
  await ui.button("Close", card).press("Enter");
  await expect(unit).toBeFocused();
});

test("one-letter keys can be switched off, which the next visit keeps", async ({ open, page, ui }) => {
  await open();
  const before = await theme(page);
  await ui.button("Help").click();
  const help = page.getByRole("dialog", { name: "How to read this page" });
  await help.getByRole("checkbox", { name: "One-letter keys" }).uncheck();
  await ui.button("Close", help).click();
  const seed = await ui.field("Seed").inputValue();
  const nothing = async () => {
    await page.evaluate(() => document.activeElement.blur());
    for (const key of ["t", "n", "r", ".", ",", "g", "?", "s", "u", "U"]) await page.keyboard.press(key);
    expect(await theme(page)).toBe(before);
    await expect(ui.field("Seed")).toHaveValue(seed);
    await expect(ui.epoch).toHaveText("0");
    await expect(help).toBeHidden();
  };
  await nothing();
  await page.reload();
  await nothing();
  // What is no sign acts all the same.
  await page.keyboard.press(" ");
  await expect(ui.pause).toBeVisible();
  await page.keyboard.press(" ");
  await expect(ui.play).toBeVisible();
  await ui.button("New weights").click();
  await page.keyboard.press("ControlOrMeta+z");
  await expect(ui.field("Seed")).toHaveValue(seed);
  await ui.button("Help").click();
  await help.getByRole("checkbox", { name: "One-letter keys" }).check();
  await page.keyboard.press("Escape");
  await page.keyboard.press("t");
  expect(await theme(page)).not.toBe(before);
});

/** Places to type that a browser's add-on or a page around this one may put here. */
const places = {
  "text input": "<input>",
  "search field": "<input type=search>",
  "text area": "<textarea></textarea>",
  "editable text": "<p contenteditable tabindex=0>x</p>",
  "text within editable text": "<div contenteditable><b tabindex=0>x</b></div>",
  "text box of one's own": "<div role=textbox tabindex=0></div>",
  "field in a component": '<div class="host"></div>',
};

for (const [what, html] of Object.entries(places))
  test(`keys do nothing else in a ${what}`, async ({ open, page, ui, lab }) => {
    await open();
    const before = await theme(page);
    await page.evaluate((html) => {
      const place = document.createElement("section");
      place.innerHTML = html;
      document.body.prepend(place);
      const host = place.querySelector(".host");
      if (host) host.attachShadow({ mode: "open" }).innerHTML = "<input>";
      (host?.shadowRoot.querySelector("input") ?? place.querySelector("[tabindex], input, textarea, [contenteditable]")).focus();
    }, html);
    await page.keyboard.type("trn. ,gu?");
    expect(await theme(page)).toBe(before);
    await expect(ui.play).toBeVisible();
    expect(await lab((lab) => [lab.status().step, lab.history().can_undo])).toEqual([0, false]);
  });

test("a key that is held, composed or meant for the browser does nothing", async ({ open, page, ui, lab }) => {
  await open();
  const before = await theme(page);
  const press = (init) => page.evaluate((init) => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, cancelable: true, ...init })), init);
  await press({ key: "t", repeat: true });
  await press({ key: "t", isComposing: true });
  await press({ key: "Process" });
  for (const modifier of ["ctrlKey", "altKey", "metaKey", "shiftKey"]) await press({ key: "t", [modifier]: true });
  expect(await theme(page)).toBe(before);
  // Space held scrolls nothing and plays on.
  expect(await press({ key: " " })).toBe(false);
  expect(await press({ key: " ", repeat: true })).toBe(false);
  await expect(ui.pause).toBeVisible();
  await press({ key: " " });
  // The worker ends the step at hand before it rests.
  await lab((lab) => lab.pause());
  // Steps go on while their key is held.
  const epoch = (await lab((lab) => lab.status())).epoch;
  await press({ key: "." });
  for (let i = 0; i < 2; i += 1) await press({ key: ".", repeat: true });
  await expect(ui.epoch).toHaveText(String(epoch + 3));
});

test("Caps Lock undoes, and makes nothing again", async ({ open, page, ui }) => {
  await open();
  const seed = await ui.field("Seed").inputValue();
  await page.keyboard.press("n");
  await expect(ui.field("Seed")).not.toHaveValue(seed);
  await page.evaluate(() => document.body.dispatchEvent(new KeyboardEvent("keydown", { bubbles: true, key: "U" })));
  await expect(ui.field("Seed")).toHaveValue(seed);
  await page.keyboard.press("Shift+U");
  await expect(ui.field("Seed")).not.toHaveValue(seed);
});

for (const key of ["r", "n"])
  test(`what ${key} takes away comes back by u, from the start of the run too`, async ({ open, page, ui, lab }) => {
    await open();
    await lab((lab) => lab.train({ epochs: 12 }));
    const trained = await lab((lab) => lab.weights());
    for (const back of [false, true]) {
      if (back) await lab((lab) => lab.seek({ epoch: 0 }));
      await page.keyboard.press(key);
      await expect(ui.epoch).toHaveText("0");
      await page.keyboard.press("u");
      await lab((lab) => lab.seek({ epoch: 12 }));
      await expect(ui.epoch).toHaveText("12");
      await expect.poll(() => lab((lab) => lab.weights())).toEqual(trained);
    }
  });

test("every control is reached by Tab and shows its focus", async ({ open, page }) => {
  await open();
  const reached = new Set();
  for (let i = 0; i < 120; i += 1) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === document.body) return null;
      const ring = [element, element.closest("label")].filter(Boolean).some((e) => {
        const style = getComputedStyle(e);
        return style.outlineStyle !== "none" || style.boxShadow !== "none";
      });
      // A radio button may show its focus on what stands beside it.
      const beside = element.nextElementSibling && getComputedStyle(element.nextElementSibling).outlineStyle !== "none";
      return { name: element.getAttribute("aria-label") ?? element.labels?.[0]?.textContent ?? element.textContent, ring: ring || Boolean(beside) };
    });
    if (!at) break;
    expect(at.ring, `focus on ${at.name}`).toBe(true);
    reached.add(at.name.trim());
  }
  for (const name of ["Reset", "Play", "Step", "Share", "Regenerate data", "Units", "Layer 1, unit 1", "Learning rate", "New weights"])
    expect([...reached].some((r) => r.startsWith(name)), `${name} among ${[...reached].join(", ")}`).toBe(true);
});
