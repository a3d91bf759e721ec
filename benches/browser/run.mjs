// Runs the contestants in headless Chromium, and the native build beside it, in interleaved rounds;
// prints the medians in a table, and in others how the site keeps up with a network that learns, how soon it learns MNIST, with a hand
// that drags through its past and with a large table, and how quickly it is there.
//
// usage: node run.mjs NATIVE_PROGRAM SITE_FOLDER [ROUNDS [MILLISECONDS]]

import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium as launcher } from "@playwright/test";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";
import { serve } from "../../scripts/lib/static.mjs";
import { visitSite } from "./lighthouse.mjs";
import { learnImages } from "./images.mjs";
import { drawSeeds } from "./lottery.mjs";
import { watchSite } from "./page.mjs";
import { readLargeTable } from "./reading.mjs";
import { scrubSite } from "./scrub.mjs";
import { atLeast, median, table } from "./table.mjs";

const [native, site, rounds = 7, budget = 200] = process.argv.slice(2);

const small = { samples: 500, batch: 10, rate: 0.001 };
const large = { samples: 640, batch: 32, rate: 0.001 };
/** Handwritten digits: MNIST's first. */
const images = { samples: 6400, batch: 32, rate: 0.001, ofImages: true };
const imagesFile = fileURLToPath(new URL("./build/images.bin", import.meta.url));

/** What to measure, and the least ratio to reach against each rival. */
const rows = [
  { label: "train 2-4-2-1", what: "train", task: { sizes: [2, 4, 2, 1], ...small }, goals: { convnetjs: 25, native: 0.6 } },
  { label: "train 2-8-8-1", what: "train", task: { sizes: [2, 8, 8, 1], ...small }, goals: { convnetjs: 15, native: 0.6 } },
  { label: "train 2-8×6-1", what: "train", task: { sizes: [2, 8, 8, 8, 8, 8, 8, 1], ...small }, goals: { convnetjs: 10, native: 0.6 } },
  { label: "train 784-300-100-10", what: "train", task: { sizes: [784, 300, 100, 10], ...large }, goals: { tfjs: 8 } },
  { label: "MNIST 784-300-10", what: "train", task: { sizes: [784, 300, 10], ...images }, goals: { tfjs: 10 } },
  { label: "MNIST 784-200-100-10", what: "train", task: { sizes: [784, 200, 100, 10], ...images }, goals: { tfjs: 10 } },
  { label: "map 2-4-2-1", what: "map", task: { sizes: [2, 4, 2, 1], ...small }, goals: { convnetjs: 25 } },
  { label: "map 2-8-8-1", what: "map", task: { sizes: [2, 8, 8, 1], ...small }, goals: { convnetjs: 25 } },
  { label: "map 2-8×6-1", what: "map", task: { sizes: [2, 8, 8, 8, 8, 8, 8, 1], ...small }, goals: { convnetjs: 25 } },
];

const names = ["separable", "convnetjs", "tfjs", "native"];
const rivals = names.slice(1);

/** Writes the classes and the pixels of the first images down, for all contestants. */
function writeImages() {
  const [{ samples }, pixels] = [images, 784];
  // Labels and images to train on, with heads of 8 and 16 bytes (scripts/lib/images.mjs).
  const set = gunzipSync(readFileSync(join(site, "data/mnist.images")));
  const from = 8 + set.readUInt32BE(4) + 16;
  writeFileSync(imagesFile, Buffer.concat([set.subarray(8, 8 + samples), set.subarray(from, from + samples * pixels)]));
}

function measureNative({ task, what }) {
  const { sizes, batch, samples, ofImages } = task;
  const report = JSON.parse(execFileSync(native, [what, sizes.join("-"), batch, ofImages ? imagesFile : samples, budget].map(String), { encoding: "utf8" }));
  if (!report.finite) throw new Error(`the native build diverged on ${sizes.join("-")}`);
  return report.value;
}

/** One row's medians. The first round warms up and is dropped. */
async function measure(page, row) {
  const values = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const value =
        name === "native"
          ? measureNative(row)
          : await page.evaluate((request) => window.measure(request), { name, task: row.task, what: row.what, budget: Number(budget) });
      if (round > 0) values[name].push(value);
    }
  }
  return Object.fromEntries(names.map((name) => [name, median(values[name])]));
}

const figure = (value, what) =>
  what === "map" ? `${value.toPrecision(3)} ms` : `${Math.round(value).toLocaleString("en")}/s`;

/** How many times as fast as a rival. */
const ratio = (medians, rival, what) => (what === "map" ? medians[rival] / medians.separable : medians.separable / medians[rival]);

const factor = (value) => (value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2));

/** The comparison's lines. */
async function compare(browser) {
  const server = await serve(fileURLToPath(new URL("./", import.meta.url)));
  const page = await browser.newPage();
  try {
    page.on("pageerror", (error) => console.error(error));
    await page.goto(server.url);
    await page.waitForFunction("window.ready", undefined, { timeout: 60_000 });
    const lines = [["", "Separable", "convnetjs", "tfjs-wasm", "native", "× convnetjs", "× tfjs-wasm", "× native"]];
    for (const row of rows) {
      const medians = await measure(page, row);
      process.stderr.write(".");
      const figures = names.map((name) => figure(medians[name], row.what));
      const ratios = rivals.map((rival) => [ratio(medians, rival, row.what), row.goals[rival]]);
      lines.push([row.label, ...figures, ...ratios.map(([value, goal]) => atLeast(factor(value), value, goal))]);
    }
    return lines;
  } finally {
    await page.close();
    await server.end();
  }
}

writeImages();
const browser = await launcher.launch({ executablePath: chromium(), args: flags });
const server = await serve(resolve(site));
try {
  const comparison = await compare(browser);
  const watched = await watchSite(browser, server.url);
  const drawn = await drawSeeds(browser, server.url, (task) => measureNative({ what: "train", task }));
  const learnt = await learnImages(browser, server.url);
  const scrubbed = await scrubSite(browser, server.url);
  const read = await readLargeTable(browser, server.url);
  const visited = await visitSite(server.url);
  process.stderr.write("\n");
  const heads = {
    [`Chromium ${browser.version()}; medians of ${rounds} interleaved rounds; samples trained per second, and milliseconds per 100×100 map of every unit`]: comparison,
    "The site at 1440×900 while a network learns at full speed, with every map, link and chart on the screen": watched,
    "A seed lottery of the default network, by as many workers as the machine has cores to spare": drawn,
    "MNIST's 60,000 images, learnt at full speed": learnt,
    "Dragging through a history of 100,000 epochs": scrubbed,
    "A table of one's own, 50,000 rows × 20 columns": read,
    "How quickly the site is there, by Lighthouse": visited,
  };
  for (const [head, lines] of Object.entries(heads)) console.log(`${head}\n\n${table(lines)}\n`);
} finally {
  await browser.close();
  await server.end();
}
