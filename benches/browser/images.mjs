// Times the release site while it learns MNIST: how soon a test accuracy is reached from pressing Play, how soon training
// begins once the images have come, the frames meanwhile, and the memory of the process that page and worker share.

import { readFileSync, readdirSync } from "node:fs";
import { below } from "./table.mjs";

/** Hidden layers, the share of the 10,000 test images to be right about, and the seconds that this may take. */
const rows = [
  { units: [300], accuracy: 0.975, goal: 20 },
  { units: [200, 100], accuracy: 0.98, goal: 60 },
];
/** Seconds after which a network is given up. */
const patience = 120;

/** Runs in the page: what came of training until so many test images are right. */
async function learn({ accuracy, patience }) {
  const lab = await window.separable;
  const frames = [];
  const start = performance.now();
  let [last, begun] = [start, null];
  lab.play();
  while (last - start < 1000 * patience) {
    const now = await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(now - last);
    last = now;
    const { step, accuracy: right } = lab.status();
    if (step > 0) begun ??= now - start;
    if (right.test >= accuracy) break;
  }
  lab.pause();
  return { frames, begun, seconds: (last - start) / 1000, right: lab.status().accuracy.test };
}

/** Megabytes of its own that the largest process of the browser that draws pages has; nothing where that is not told. */
function memory() {
  const own = (pid) => {
    try {
      if (!readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("--type=renderer")) return 0;
      const told = readFileSync(`/proc/${pid}/smaps_rollup`, "utf8");
      return ["Private_Clean", "Private_Dirty"].reduce((sum, name) => sum + Number(told.match(`${name}: +(\\d+)`)[1]), 0) / 1024;
    } catch {
      return 0;
    }
  };
  try {
    return Math.max(...readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(own));
  } catch {
    return NaN;
  }
}

/** The table's lines for the site at `url`. */
export async function learnImages(browser, url) {
  const lines = [["", "from Play to", "seconds", "training begins", "frame, 95th percentile", "memory, at most"]];
  for (const { units, accuracy, goal } of rows) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", (error) => console.error(error));
    try {
      await page.goto(url);
      await page.evaluate(async () => void (await window.separable));
      await page.getByRole("combobox", { name: "Task" }).selectOption({ label: "Several classes" });
      await page.getByRole("radio", { name: "MNIST", exact: true }).click();
      await page.waitForFunction(() => document.querySelector("main")?.innerText.includes("784 inputs"), undefined, { timeout: 120_000 });
      const output = { units: 10, activation: "softmax" };
      const layers = [...units.map((units) => ({ units, activation: "relu" })), output];
      await page.evaluate(async (layers) => (await window.separable).load({ layers }), layers);
      const speed = page.getByRole("slider", { name: "Speed" });
      await speed.fill(await speed.getAttribute("max"));
      let most = 0;
      const watch = setInterval(() => (most = Math.max(most, memory())), 500);
      const { frames, begun, seconds, right } = await page.evaluate(learn, { accuracy, patience });
      clearInterval(watch);
      process.stderr.write(".");
      const slow = frames.toSorted((a, b) => a - b)[Math.floor(0.95 * (frames.length - 1))];
      const reached = right >= accuracy ? seconds : Infinity;
      lines.push([
        `MNIST 784-${units.join("-")}-10`,
        `${(100 * accuracy).toFixed(1)} %`,
        below(seconds.toFixed(1), reached, goal),
        below(`${(begun / 1000).toFixed(2)} s`, begun / 1000, 2),
        below(`${slow.toFixed(1)} ms`, slow, 20),
        Number.isFinite(most) ? below(`${most.toFixed(0)} MB`, most, 400) : "not told",
      ]);
    } finally {
      await page.close();
    }
  }
  return lines;
}
