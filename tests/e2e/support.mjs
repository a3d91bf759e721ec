// What every flow uses: a page that must stay free of errors, its controls as a screen reader finds
// them, the script interface, and pictures in all sizes and themes.

import { test as base, expect } from "@playwright/test";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

export { expect };

const pictures = fileURLToPath(new URL("../../test-results/pictures/", import.meta.url));

/** The sizes that the page is made for: a desktop, a tablet, a projector, a phone. */
export const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];

/** What `page` does wrong from now on: console errors, uncaught exceptions, failed or foreign requests. */
export function watch(page) {
  const faults = [];
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => faults.push(`exception: ${error.stack ?? error}`));
  page.on("requestfailed", (request) => {
    const reason = request.failure()?.errorText;
    if (reason !== "net::ERR_ABORTED") faults.push(`request: ${request.url()} ${reason}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) faults.push(`response: ${response.url()} ${response.status()}`);
  });
  page.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (protocol.startsWith("http") && origin !== new URL(process.env.SITE_URL).origin) faults.push(`foreign request: ${request.url()}`);
  });
  return faults;
}

/**
 * Playwright's `test` with more fixtures:
 * - `page` fails its test on any fault that `watch` sees, except those that match the option `tolerated`;
 * - `open(fragment = "")` opens the site, restoring the experiment that the fragment names, and waits
 *   until it can be used;
 * - `ui` holds the page's controls, see `controls`;
 * - `lab(body, argument)` calls `body(lab, argument)` on the page with the script interface.
 */
export const test = base.extend({
  tolerated: [/^$/, { option: true }],
  baseURL: async ({}, use) => use(process.env.SITE_URL),
  page: async ({ page, tolerated }, use) => {
    const faults = watch(page);
    await use(page);
    expect(
      faults.filter((fault) => !tolerated.test(fault)),
      "what the page did wrong",
    ).toEqual([]);
  },
  open: async ({ page }, use) => {
    await use(async (fragment = "") => {
      await page.goto(`./${fragment}`);
      await page.evaluate(() => window.separable.then(() => {}));
      return page;
    });
  },
  ui: async ({ page }, use) => use(controls(page)),
  lab: async ({ page }, use) => use((body, argument) => ask(page, body, argument)),
});

/** What `body`, a function or its text, makes of the script interface of any page. */
export async function ask(page, body, argument) {
  // The text is read by the debugger: the page's own policy forbids `eval`.
  const held = await page.evaluateHandle(`({ body: ${body} })`);
  try {
    return await page.evaluate(async ([{ body }, argument]) => body(await window.separable, argument), [held, argument]);
  } finally {
    await held.dispose().catch(() => {});
  }
}

/** The page's controls and outputs, found by role and accessible name. */
export function controls(page) {
  const find = (role) => (name, within = page) => within.getByRole(role, { name, exact: true });
  const [button, field, choice, slider, group, region, output, radio, tab, panel] = [
    "button",
    "spinbutton",
    "combobox",
    "slider",
    "group",
    "region",
    "status",
    "radio",
    "tab",
    "tabpanel",
  ].map(find);
  return {
    button,
    field,
    choice,
    slider,
    group,
    region,
    radio,
    tab,
    panel,
    play: button("Play"),
    pause: button("Pause"),
    step: button("Step"),
    stepBack: button("Step back"),
    history: slider("History"),
    reset: button("Reset"),
    alert: page.getByRole("alert"),
    epoch: output("Epoch"),
    advice: page.getByRole("note"),
    /** The header of hidden layer `at`, from 1. */
    layer: (at) => group(`Layer ${at}`),
    layers: page.getByRole("group", { name: /^Layer \d+$/ }),
    outputLayer: group("Output layer"),
    /** Types a value into a number field and leaves it. */
    async type(field, value) {
      await field.fill(String(value));
      await field.press("Tab");
    },
    /** The number that an output shows; accuracies as shares, what is missing as NaN. */
    async shown(name) {
      const text = (await output(name).textContent()).trim();
      const number = Number(text.replace("%", "").replace("−", "-").trim() || NaN);
      return text.endsWith("%") ? number / 100 : number;
    },
  };
}

/** A file as a file chooser takes it. */
export const file = (name, text, mimeType = "text/csv") => ({ name, mimeType, buffer: Buffer.from(text) });

/** Chooses files by the button of that name. */
export async function choose(page, button, ...files) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: button, exact: true }).click();
  await (await chooser).setFiles(files);
}

/** What the button Save writes. */
export async function saved(page) {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save", exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), text: await readFile(await file.path(), "utf8") };
}

/** Waits for the page's next frame but `count - 1`. */
export const frames = (page, count = 1) =>
  page.evaluate(async (count) => {
    for (let i = 0; i < count; i += 1) await new Promise((drawn) => requestAnimationFrame(drawn));
  }, count);

/** The text of a message that stands on the page at once or soon. */
export const says = (locator, text) => expect(locator).toContainText(text);

/** Whether pictures are to be taken: they prove nothing by themselves, and take a tenth of the time. */
const wantsPictures = Boolean(process.env.PICTURES);

/** A test that does nothing but take pictures: only on request. */
export const picture = (...of) => (wantsPictures ? test(...of) : test.skip(...of));

/**
 * Takes pictures of the page as it is, at every size, into test-results/pictures, on request (PICTURES=1). What follows
 * sees the page at the last size in any case.
 */
export async function takePictures(page, name) {
  for (const { width, height } of wantsPictures ? sizes : sizes.slice(-1)) {
    await page.setViewportSize({ width, height });
    // Canvases are drawn anew at their new size before the next frame but one.
    await frames(page, 2);
    if (wantsPictures) await page.screenshot({ path: `${pictures}${name}-${width}x${height}.png` });
  }
}
