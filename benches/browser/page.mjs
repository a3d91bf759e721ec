// Times the release site while it draws everything that moves: a network trains at full speed with
// every map, link and chart on the screen.

import { atLeast, below } from "./table.mjs";

/** Networks to watch, and what to reach with them. */
const rows = [
  { label: "2-4-2-1", net: "2-4t-2t-1s", goals: {} },
  { label: "2-8×6-1", net: "2-8t-8t-8t-8t-8t-8t-1s", goals: { frame: 20, training: 0.9 } },
  { label: "2-16×8-1", net: `2-${"16t-".repeat(8)}1s`, goals: { frame: 20 } },
  // Two runs at once, and what the left one takes without the other.
  { label: "one of SGD vs. Adam", duel: "sgd_adam", isAlone: true, goals: {} },
  { label: "SGD vs. Adam", duel: "sgd_adam", goals: { frame: 20 } },
];

/** Milliseconds that training runs before anything is measured, and that are measured then. */
const settle = 1500;
const watched = 5000;

/** Runs in the page: the times between its frames, and the share of its time that the worker trained. */
async function watch({ settle, watched }) {
  const lab = await window.separable;
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  lab.play();
  for (const start = performance.now(); performance.now() - start < settle; ) await frame();
  const steps = lab.status().step;
  const [frames, loads] = [[], []];
  const start = await frame();
  for (let last = start; last - start < watched; ) {
    const now = await frame();
    frames.push(now - last);
    loads.push(lab.status().load);
    last = now;
  }
  const { step } = await lab.pause();
  return { frames, load: loads.reduce((sum, load) => sum + load, 0) / loads.length, steps: step - steps };
}

/** Milliseconds of processor time that the page took on its main thread so far. */
async function mainThread(session) {
  const { metrics } = await session.send("Performance.getMetrics");
  return 1000 * metrics.find(({ name }) => name === "TaskDuration").value;
}

/** Runs in the page: two runs side by side, or the left one of them alone. */
async function begin({ duel, isAlone }) {
  const lab = await window.separable;
  await lab.duel(duel);
  if (isAlone) lab.endDuel();
}

async function measure(browser, url, { net, duel, isAlone }) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(error));
  try {
    await page.goto(net ? `${url}#net=${net}` : url);
    await page.evaluate(async () => void (await window.separable));
    if (duel) await page.evaluate(begin, { duel, isAlone });
    const speed = page.getByRole("slider", { name: "Speed" });
    await speed.fill(await speed.getAttribute("max"));
    const session = await page.context().newCDPSession(page);
    await session.send("Performance.enable", { timeDomain: "threadTicks" });
    const before = await mainThread(session);
    const { frames, load, steps } = await page.evaluate(watch, { settle, watched });
    const busy = (await mainThread(session)) - before;
    const sorted = frames.toSorted((a, b) => a - b);
    const at = (share) => sorted[Math.floor(share * (sorted.length - 1))];
    return {
      median: at(0.5),
      frame: at(0.95),
      busy: busy / ((frames.length * (settle + watched)) / watched),
      training: load,
      steps: (1000 * steps) / watched,
    };
  } finally {
    await page.close();
  }
}

/**
 * The table's lines for the site at `url`: times between frames, processor time of the page's main
 * thread, the worker's share of time in training, steps of the optimizer.
 */
export async function watchSite(browser, url) {
  const lines = [["", "frame, median", "95th percentile", "main thread busy", "worker trains", "steps"]];
  for (const { label, goals, ...row } of rows) {
    const { median, frame, busy, training, steps } = await measure(browser, url, row);
    process.stderr.write(".");
    lines.push([
      label,
      `${median.toFixed(1)} ms`,
      below(`${frame.toFixed(1)} ms`, frame, goals.frame),
      `${busy.toFixed(1)} ms a frame`,
      atLeast(training.toFixed(2), training, goals.training),
      `${Math.round(steps).toLocaleString("en")}/s`,
    ]);
  }
  return lines;
}
