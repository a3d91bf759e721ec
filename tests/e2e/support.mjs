// What every flow uses: a page that must stay free of errors, and pictures in all sizes and themes.

import { test as base, expect } from "@playwright/test";
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
 * Playwright's `test` with two more fixtures:
 * - `page` fails its test on any fault that `watch` sees;
 * - `open(fragment = "")` opens the site, restoring the experiment that the fragment names.
 */
export const test = base.extend({
  baseURL: async ({}, use) => use(process.env.SITE_URL),
  page: async ({ page }, use) => {
    const faults = watch(page);
    await use(page);
    expect(faults, "what the page did wrong").toEqual([]);
  },
  open: async ({ page }, use) => {
    await use(async (fragment = "") => {
      await page.goto(`./${fragment}`);
      return page;
    });
  },
});

/** Takes pictures of the page as it is, at every size in light and dark, into test-results/pictures. */
export async function takePictures(page, name) {
  for (const { width, height } of sizes) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${pictures}${name}-${width}x${height}-${colorScheme}.png` });
    }
  }
}
