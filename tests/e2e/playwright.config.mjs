// Whole-page flows and audits, in an installed Chromium, against the release build in dist/.

import { defineConfig } from "@playwright/test";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";

const results = "../../test-results";

export default defineConfig({
  testDir: ".",
  globalSetup: "./serve.mjs",
  // What is timed on the page must not share its core with another test.
  workers: 1,
  timeout: 60_000,
  forbidOnly: Boolean(process.env.CI),
  reporter: process.env.PLAYWRIGHT_JSON_OUTPUT_FILE ? [["list"], ["json"]] : [["list"]],
  use: {
    browserName: "chromium",
    actionTimeout: 10_000,
    viewport: { width: 1440, height: 900 },
    launchOptions: { executablePath: chromium(), args: flags },
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
  },
  projects: [
    { name: "flows", testIgnore: /audit/, outputDir: `${results}/flows` },
    { name: "audit", testMatch: /audit\.spec\.mjs/, outputDir: `${results}/audit` },
  ],
});
