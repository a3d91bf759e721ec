// Whole-page flows and audits, in an installed Chromium, against the release build in dist/.

import { availableParallelism } from "node:os";
import { defineConfig } from "@playwright/test";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";

const results = "../../test-results";

export default defineConfig({
  testDir: ".",
  globalSetup: "./serve.mjs",
  // No test measures time: limits only end what hangs, on a machine many times slower too, and a test
  // that fails once has failed.
  timeout: 900_000,
  expect: { timeout: 90_000 },
  retries: 0,
  // A page waits as often as it works; two at a time keep two cores busy.
  workers: Math.max(2, Math.floor(availableParallelism() / 2)),
  fullyParallel: true,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    actionTimeout: 90_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: chromium(), args: flags },
    screenshot: "only-on-failure",
    // Traces cost a third of the whole time; what fails is run again with --trace on.
    trace: "off",
  },
  projects: [
    { name: "flows", testIgnore: /audit/, outputDir: `${results}/flows` },
    { name: "audit", testMatch: /audit\.spec\.mjs/, outputDir: `${results}/audit` },
  ],
});
