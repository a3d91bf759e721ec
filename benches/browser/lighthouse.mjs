// How quickly the site is there, by Lighthouse on a desktop: medians of some visits.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";
import { atLeast, median } from "./table.mjs";

const visits = 3;
const goal = 95;

/** Lighthouse's names of what it measures, and ours. */
const measures = { "first-contentful-paint": "first paint", "largest-contentful-paint": "largest paint", "total-blocking-time": "blocked", "speed-index": "speed index" };

/** The table's lines for the site at `url`. */
export async function visitSite(url) {
  const browser = await launch({ chromePath: chromium(), chromeFlags: ["--headless=new", ...flags] });
  try {
    const reports = [];
    for (let visit = 0; visit < visits; visit += 1) {
      const { lhr } = await lighthouse(url, { port: browser.port, logLevel: "error", onlyCategories: ["performance"] }, desktop);
      reports.push(lhr);
      process.stderr.write(".");
    }
    const score = median(reports.map(({ categories }) => 100 * categories.performance.score));
    const times = Object.keys(measures).map((id) => `${Math.round(median(reports.map(({ audits }) => audits[id].numericValue)))} ms`);
    return [
      ["", "score", ...Object.values(measures)],
      ["performance", atLeast(score.toFixed(0), score, goal), ...times],
    ];
  } finally {
    await browser.kill();
  }
}
