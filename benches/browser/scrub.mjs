// Times the release site while a person drags through the history of a long run.

import { below } from "./table.mjs";

const epochs = 100_000;
/** Milliseconds of one drag from end to end and back. */
const dragged = 5000;
/** Most milliseconds between two frames: 60 a second, and what a clock that counts tenths adds. */
const goal = 17;
/** Networks whose past is gone through; the first is the one that the page begins with. */
const nets = { "2-4-2-1": "", "2-8-8-1": "#net=2-8t-8t-1s" };

/** Runs in the page: drags the slider for so long, a place a frame; gives the times between frames, and how many moments were shown. */
async function drag(dragged) {
  const lab = await window.separable;
  const slider = document.querySelector("input[aria-label=History]");
  const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const at = () => JSON.stringify(lab.history().now);
  const [frames, moments] = [[], new Set()];
  const start = await frame();
  for (let last = start; last - start < dragged; ) {
    // There and back, the slower the nearer to an end, as a hand goes.
    const there = 0.5 + 0.5 * Math.cos((2 * Math.PI * (last - start)) / dragged);
    slider.value = String(there * Number(slider.max));
    slider.dispatchEvent(new Event("input", { bubbles: true }));
    const now = await frame();
    frames.push(now - last);
    moments.add(at());
    last = now;
  }
  return { frames, moments: moments.size };
}

/** The table's lines for the site at `url`. */
export async function scrubSite(browser, url) {
  const lines = [["", "frame, median", "95th percentile", "moments shown"]];
  for (const [label, fragment] of Object.entries(nets)) {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    page.on("pageerror", (error) => console.error(error));
    try {
      await page.goto(url + fragment);
      await page.evaluate(async (epochs) => void (await (await window.separable).train({ epochs })), epochs);
      const { frames, moments } = await page.evaluate(drag, dragged);
      process.stderr.write(".");
      const sorted = frames.toSorted((a, b) => a - b);
      const share = (share) => sorted[Math.floor(share * (sorted.length - 1))];
      lines.push([label, below(`${share(0.5).toFixed(1)} ms`, share(0.5), goal), `${share(0.95).toFixed(1)} ms`, `${Math.round((1000 * moments) / dragged)}/s`]);
    } finally {
      await page.close();
    }
  }
  return lines;
}
