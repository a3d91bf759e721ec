// How much the page does, counted, not timed: what jumps, what is made anew, what passes between page and
// worker for each picture.

import { expect, frames, test } from "./support.mjs";

const fragments = ["", "#data=iris", "#data=sine", "#data=and&net=2-1h&rule=perceptron"];

/** What jumps from now on. Words that take another's place in a button or a message are no jump. */
const watchShifts = (page) =>
  page.addInitScript(() => {
    window.shifts = [];
    const jumped = ({ node }) => node?.nodeType === Node.ELEMENT_NODE && !node.closest("button, [role=note], [aria-live]");
    const note = ({ sources }) => window.shifts.push(...sources.filter(jumped).map(({ node }) => node.getAttribute("class") || node.nodeName));
    new PerformanceObserver((list) => list.getEntries().forEach(note)).observe({ type: "layout-shift", buffered: true });
  });

const shifts = (page) => page.evaluate(() => window.shifts.splice(0));

for (const fragment of fragments) {
  test(`nothing jumps while the page loads and trains: ${fragment || "as it starts"}`, async ({ open, page, ui, lab }) => {
    await watchShifts(page);
    await open(fragment);
    await frames(page, 3);
    expect.soft(await shifts(page), "while it loads").toEqual([]);
    await ui.slider("Speed").press("End");
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(200);
    await lab((lab) => lab.pause());
    expect.soft(await shifts(page), "while it trains").toEqual([]);
  });
}

test("training makes no element anew", async ({ open, page, ui, lab }) => {
  await open();
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(5);
  await page.evaluate(() => {
    window.made = [];
    const note = (records) => {
      for (const { addedNodes } of records) for (const node of addedNodes) if (node.nodeType === Node.ELEMENT_NODE) window.made.push(node.outerHTML.slice(0, 80));
    };
    new MutationObserver(note).observe(document.documentElement, { childList: true, subtree: true });
  });
  const { epoch } = await lab((lab) => lab.status());
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(epoch + 100);
  expect(await page.evaluate(() => window.made)).toEqual([]);
});

test("the worker sends a report for a frame, and no more", async ({ open, page, ui }) => {
  await page.addInitScript(() => {
    const counted = (window.counted = { frames: 0, reports: 0, commands: 0 });
    window.Worker = class extends Worker {
      constructor(...all) {
        super(...all);
        this.addEventListener("message", () => (counted.reports += 1));
      }
      postMessage(...all) {
        counted.commands += 1;
        super.postMessage(...all);
      }
    };
    const count = () => {
      counted.frames += 1;
      requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await open();
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(5);
  const counts = () => page.evaluate(() => ({ ...window.counted }));
  const before = await counts();
  await expect.poll(async () => (await counts()).frames - before.frames).toBeGreaterThan(60);
  const after = await counts();
  const [frames, reports, commands] = ["frames", "reports", "commands"].map((name) => after[name] - before[name]);
  expect(reports).toBeGreaterThan(0);
  // One may be under way at either end.
  expect(reports).toBeLessThanOrEqual(frames + 1);
  expect(commands).toBeLessThanOrEqual(reports + 1);
});
