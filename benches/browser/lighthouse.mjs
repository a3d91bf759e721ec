// How quickly the site is there, by Lighthouse: on its simulated phone, four times slower than this
// machine behind a slow line, and on a desktop; medians of some visits.

import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";
import { atLeast, median } from "./table.mjs";

const visits = 3;

/** What is visited with, and the score to reach with it; Lighthouse's own device is a phone. */
const devices = [
  { label: "phone", config: undefined, goal: 95 },
  { label: "desktop", config: desktop, goal: 100 },
];

/** Lighthouse's names of what it measures, and ours. */
const measures = {
  "first-contentful-paint": ["first paint", "ms"],
  "largest-contentful-paint": ["largest paint", "ms"],
  "total-blocking-time": ["blocked", "ms"],
  "speed-index": ["speed index", "ms"],
  "cumulative-layout-shift": ["shift", ""],
};

async function visit(browser, url, config) {
  const reports = [];
  for (let visit = 0; visit < visits; visit += 1) {
    const { lhr } = await lighthouse(url, { port: browser.port, logLevel: "error", onlyCategories: ["performance"] }, config);
    reports.push(lhr);
    process.stderr.write(".");
  }
  return reports;
}

const figure = (value, unit) => (unit ? `${Math.round(value)} ${unit}` : String(Number(value.toFixed(3))));

/** The table's lines for the site at `url`. */
export async function visitSite(url) {
  const browser = await launch({ chromePath: chromium(), chromeFlags: ["--headless=new", ...flags] });
  try {
    const lines = [["", "score", ...Object.values(measures).map(([name]) => name)]];
    for (const { label, config, goal } of devices) {
      const reports = await visit(browser, url, config);
      const score = median(reports.map(({ categories }) => 100 * categories.performance.score));
      const figures = Object.entries(measures).map(([id, [, unit]]) => figure(median(reports.map(({ audits }) => audits[id].numericValue)), unit));
      lines.push([label, atLeast(score.toFixed(0), Math.round(score), goal), ...figures]);
    }
    return lines;
  } finally {
    await browser.kill();
  }
}
