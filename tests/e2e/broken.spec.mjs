// The page built with a derivative that is wrong on purpose: the walk finds it out, and says where.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test as base } from "@playwright/test";
import { serve } from "../../scripts/lib/static.mjs";
import { expect } from "./support.mjs";

/** Where `scripts/test` puts it: a debug build with the feature `broken-derivative`, by which tanh’s slope is wrong. */
const site = fileURLToPath(new URL("../../target/broken-site/", import.meta.url));

base("a wrong derivative shows a cross at what lies before it, and at nothing else", async ({ page }) => {
  if (!existsSync(join(site, "index.html"))) throw new Error("target/broken-site/ holds no build: run scripts/test e2e");
  const faults = [];
  page.on("pageerror", (error) => faults.push(error.message));
  const server = await serve(site);
  try {
    await page.goto(`${server.url}#data=xor&net=2-2t-1s&batch=4&seed=7`);
    await page.evaluate(() => window.separable.then(() => {}));
    await page.getByRole("button", { name: "Backprop", exact: true }).click();
    const region = page.getByRole("region", { name: "Backprop", exact: true });
    const stage = page.getByRole("slider", { name: "Stage", exact: true });
    // Two layers: stage 4 is the output's, whose gradient passes no tanh; stage 5 the hidden layer's.
    await stage.fill("4");
    await expect(region).toContainText("✓ by differences");
    await stage.fill("5");
    await expect(region).toContainText("✗ by differences");
    await expect(region).toContainText("the gradient is wrong");
    // Of two weights and a bias at each of three units, the output's are right.
    await page.getByRole("button", { name: "Check all gradients" }).click();
    const all = page.getByRole("status", { name: "Gradients checked" });
    await expect(all).toContainText("✗ 3 of 9 gradients agree with differences");
    // Scripts are told the same, with the worst, which is of the hidden layer.
    const told = await page.evaluate(() => window.separable.then((lab) => lab.checkGradients()));
    expect([told.agree, told.of, told.worst.layer]).toEqual([3, 9, 0]);
    // Another activation has its own slope, which is right.
    await page.goto(`${server.url}#data=xor&net=2-2s-1s&batch=4&seed=7`);
    await page.reload();
    await page.evaluate(() => window.separable.then(() => {}));
    await page.getByRole("button", { name: "Backprop", exact: true }).click();
    await stage.fill("4");
    await page.getByRole("button", { name: "Check all gradients" }).click();
    await expect(all).toContainText("✓ 9 of 9 gradients agree");
    expect(faults).toEqual([]);
  } finally {
    await page.goto("about:blank");
    await server.end();
  }
});
