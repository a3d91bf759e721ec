// Times the seed lottery against the same training natively, on one core: as many samples through a network of
// the default's layers, in batches of its size.

import { below } from "./table.mjs";

const [seeds, epochs] = [500, 100];

/** Runs in the page: seconds that the seeds take, and what is trained for each. */
async function draw({ seeds, epochs }) {
  const lab = await window.separable;
  const start = performance.now();
  const { of } = await lab.lottery({ seeds, epochs });
  const seconds = (performance.now() - start) / 1000;
  const { layers, batch_size: batch } = lab.experiment();
  const { x } = lab.data().train;
  const sizes = [x[0].length, ...layers.map(({ units }) => units)];
  // One core is counted as the page's; what the page leaves of it, the workers have as well.
  return { of, seconds, sizes, batch, samples: x.length, cores: Math.max(navigator.hardwareConcurrency - 1, 1) };
}

/** The table's lines for the site at `url`; `native` gives samples a second of a task. */
export async function drawSeeds(browser, url, native) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  try {
    await page.goto(url);
    const { of, seconds, sizes, batch, samples, cores } = await page.evaluate(draw, { seeds, epochs });
    const alone = (of * epochs * samples) / native({ sizes, batch, samples }) / cores;
    const ratio = seconds / alone;
    return [
      ["", "in the page", "natively", "× native"],
      [`${of} seeds to epoch ${epochs}`, `${seconds.toFixed(1)} s`, `${alone.toFixed(1)} s`, below(ratio.toFixed(2), ratio, 1.2)],
    ];
  } finally {
    await page.close();
  }
}
