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

/** Counts frames, and what passes between page and workers. */
const countMessages = () => {
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
};

const counts = (page) => page.evaluate(() => ({ ...window.counted }));

/** What passes between page and worker from now on, in as long as many frames take. */
async function passes(page) {
  const before = await counts(page);
  await frames(page, 60);
  const after = await counts(page);
  return after.reports - before.reports + after.commands - before.commands;
}

const huge = (rows) => ["x,y", ...Array.from({ length: rows }, (_, row) => `${row},${row % 2 ? "3e31" : "-2e31"}`)].join("\n");

const resting = {
  "as it starts": async () => {},
  "after training": ({ lab }) => lab((lab) => lab.train({ epochs: 3 })),
  "paused": ({ lab }) => lab((lab) => (lab.play(), lab.pause())),
  "in the past": ({ lab }) => lab((lab) => lab.train({ epochs: 5 }).then(() => lab.seek({ epoch: 2 }))),
  "diverged": async ({ lab, ui }) => {
    await lab((lab) => lab.load({ layers: [{ units: 3, activation: "linear" }, { units: 1, activation: "linear" }], loss: "mean_squared_error", learning_rate: 100 }));
    await ui.play.click();
    await expect(ui.alert).toContainText("Training diverged");
  },
  "stopped early": ({ lab }) => lab((lab) => lab.load({ patience: 1, learning_rate: 1 }).then(() => lab.train({ epochs: 1e5 }))),
  "with two runs": ({ lab }) => lab((lab) => lab.open({ seed: 3 }).then((other) => other.train({ epochs: 2 }))),
};

for (const [when, act] of Object.entries(resting)) {
  test(`page and worker are silent ${when}`, async ({ open, page, ui, lab }) => {
    await page.addInitScript(countMessages);
    await open();
    await act({ page, ui, lab });
    await frames(page, 30);
    await expect.poll(() => passes(page)).toBe(0);
  });
}

test("a loss that is infinite before the first step is said once, and nothing is thrown to and fro", async ({ open, page, ui, lab }) => {
  await page.addInitScript(countMessages);
  await open();
  await lab((lab, csv) => lab.load({ data: { dataset: "own", file: { csv, task: "regression" } } }), huge(12));
  expect(await lab((lab) => lab.status().loss.train)).toBeNull();
  const said = async () => {
    await expect(ui.advice).toContainText("infinite before the first step");
    await expect(ui.alert).toBeHidden();
    await frames(page, 30);
    await expect.poll(() => passes(page)).toBe(0);
    await expect(ui.epoch).toHaveText("0");
    await expect(ui.play).toBeVisible();
  };
  await said();
  for (const tried of [ui.play, ui.step, ui.reset]) {
    await tried.click();
    await said();
  }
  expect(await lab((lab) => lab.train({ epochs: 3 }))).toMatchObject({ epoch: 0, running: false });
  await said();
  // And other targets are learnt.
  await lab((lab) => lab.load({ data: { dataset: "sine" } }));
  expect((await lab((lab) => lab.train({ epochs: 3 }))).epoch).toBe(3);
});

test("the worker sends a report for a frame, and no more", async ({ open, page, ui }) => {
  await page.addInitScript(countMessages);
  await open();
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(5);
  const before = await counts(page);
  await expect.poll(async () => (await counts(page)).frames - before.frames).toBeGreaterThan(60);
  const after = await counts(page);
  const [frames, reports, commands] = ["frames", "reports", "commands"].map((name) => after[name] - before[name]);
  expect(reports).toBeGreaterThan(0);
  // One may be under way at either end.
  expect(reports).toBeLessThanOrEqual(frames + 1);
  expect(commands).toBeLessThanOrEqual(reports + 1);
});
