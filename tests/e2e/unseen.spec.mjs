// Where nothing is drawn, as in a hidden tab or in a frame of another site that is not on the screen,
// no animation frame ever comes and timers are held back. Scripts are answered all the same, training
// goes on, nothing is drawn, and what there is is drawn once when it comes into sight.

import { createServer } from "node:http";
import { expect, frames, test } from "./support.mjs";

/** Counts what is drawn and how many frames the screen has, in every frame of a page. */
const count = () => {
  const counted = (window.counted = { draws: 0, frames: 0 });
  // How often pixels were put on each canvas.
  window.puts = new Map();
  const context = CanvasRenderingContext2D.prototype;
  for (const name of ["putImageData", "drawImage", "clearRect", "stroke", "fill", "fillRect", "fillText"]) {
    const draw = context[name];
    context[name] = function (...all) {
      counted.draws += 1;
      if (name === "putImageData") window.puts.set(this, (window.puts.get(this) ?? 0) + 1);
      return draw.apply(this, all);
    };
  }
  const next = () => {
    counted.frames += 1;
    requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
};

/** No frames, and timers held back, as a browser does it in a hidden tab. */
const hide = () => {
  window.shown = [];
  window.frame = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (call) => window.shown.push(call);
  window.cancelAnimationFrame = (id) => delete window.shown[id - 1];
  for (const [name, value] of [
    ["hidden", true],
    ["visibilityState", "hidden"],
  ])
    Object.defineProperty(document, name, { get: () => value, configurable: true });
  const timeout = window.setTimeout;
  // Nobody is answered by a timer: each would take longer than the test.
  window.setTimeout = (act, wait = 0, ...rest) => timeout(act, 1e9 + wait, ...rest);
};

/** The page is seen for as long as one frame takes. */
const show = async () => {
  const hidden = (value) => Object.defineProperty(document, "hidden", { get: () => value, configurable: true });
  hidden(false);
  window.puts.clear();
  window.shown.splice(0).forEach((call) => call());
  const { port1, port2 } = new MessageChannel();
  await new Promise((heard) => {
    port1.onmessage = heard;
    port2.postMessage(null);
  });
  hidden(true);
};

/** Everything that a script may wait for; what is never answered ends the test. */
async function everything() {
  const lab = await window.separable;
  const answers = {};
  const note = async (name, promise) => (answers[name] = (await promise) ?? "answered");
  await note("load", lab.load({ seed: 5 }));
  const initial = lab.weights();
  await note("train", lab.train({ epochs: 30 }));
  await note("until", lab.train({ until: { accuracy: 0.9 } }));
  await note("batches", lab.train({ batches: 3 }));
  await note("samples", lab.train({ samples: 7 }));
  const before = lab.weights();
  await note("seek", lab.seek({ epoch: 2 }));
  await note("stepBack", lab.stepBack());
  await note("branch", lab.train({ epochs: 1 }));
  await note("returnTo", lab.returnTo(0));
  answers.returned = JSON.stringify(lab.weights()) === JSON.stringify(before);
  await note("setWeights", lab.setWeights(initial));
  await note("undo", lab.undo());
  answers.undone = JSON.stringify(lab.weights()) === JSON.stringify(before);
  await note("redo", lab.redo());
  const other = await lab.open({ data: { dataset: "circles" } });
  await note("other", other.train({ epochs: 3 }));
  lab.together(true);
  await note("both", lab.pause());
  lab.together(false);
  other.close();
  await note("closed", other.train({ epochs: 1 }).catch((error) => error.message));
  await note("table", lab.load({ data: { dataset: "iris" } }));
  await note("own", lab.load({ data: { dataset: "own", file: { csv: "a,b,c\n1,2,x\n2,1,y\n3,4,x\n4,3,y\n" } } }));
  await note("refused", lab.load({ seed: -1 }).catch((error) => error.message));
  await note("reset", lab.reset());
  await note("paused", lab.pause());
  return answers;
}

function answered(answers) {
  expect(answers.train).toMatchObject({ epoch: 30 });
  expect(answers.until.accuracy.train).toBeGreaterThanOrEqual(0.9);
  expect(answers.seek).toMatchObject({ epoch: 2 });
  expect(answers.stepBack).toMatchObject({ epoch: 1 });
  expect(answers.branch).toMatchObject({ epoch: 2 });
  expect(answers).toMatchObject({ returned: true, undone: true });
  expect(answers.other).toMatchObject({ epoch: 3 });
  expect(answers.closed).toMatch(/closed/);
  expect(answers.refused).toMatch(/seed/);
  expect(answers.paused).toMatchObject({ epoch: 0, running: false });
}

/** Plays until the epoch that scripts see has risen by many, with nobody waiting for an answer. */
async function plays(page) {
  await page.evaluate(async () => {
    const lab = await window.separable;
    await lab.load({ data: { dataset: "moons" } });
    lab.play();
  });
  const epoch = () => page.evaluate(async () => (await window.separable).status().epoch);
  const before = await epoch();
  await expect.poll(epoch).toBeGreaterThan(before + 20);
  // The charts are told of what happened while nothing was drawn.
  const history = await page.evaluate(async () => (await window.separable).history());
  expect(history.tip.epoch).toBeGreaterThan(before);
  await page.evaluate(async () => (await window.separable).pause());
}

const draws = (page) => page.evaluate(() => window.counted.draws);

test("scripts are answered and nothing is drawn in a hidden tab", async ({ open, page, ui }) => {
  await page.addInitScript(count);
  await page.addInitScript(hide);
  await open();
  answered(await page.evaluate(everything));
  await plays(page);
  expect(await draws(page)).toBe(0);
  // It comes into sight.
  await page.evaluate(show);
  await expect.poll(() => draws(page)).toBeGreaterThan(0);
  expect(await ui.shown("Epoch")).toBeGreaterThan(20);
});

test("a tab that is hidden while it plays draws no more, and once when it is seen again", async ({ open, page }) => {
  await page.addInitScript(count);
  await open();
  // The gallery is drawn when the page is idle: that is over when nothing more is drawn.
  let last = 0;
  await expect
    .poll(async () => {
      await frames(page, 30);
      const same = last === (await draws(page));
      last = await draws(page);
      return same && last > 0;
    })
    .toBe(true);
  await page.evaluate(async () => (await window.separable).play());
  await expect.poll(() => draws(page)).toBeGreaterThan(last);
  await page.evaluate(hide);
  // What was to be drawn when it was hidden is drawn.
  await page.evaluate(() => new Promise((done) => window.frame(() => window.frame(done))));
  const before = await draws(page);
  const epoch = () => page.evaluate(async () => (await window.separable).status().epoch);
  const from = await epoch();
  await expect.poll(epoch).toBeGreaterThan(from + 20);
  expect(await draws(page)).toBe(before);
  // One frame, and training goes on.
  await page.evaluate(show);
  await expect.poll(() => draws(page)).toBeGreaterThan(before);
  const seen = await epoch();
  await expect.poll(epoch).toBeGreaterThan(seen + 20);
  const puts = await page.evaluate(() => [...window.puts.values()]);
  expect(puts.length).toBeGreaterThan(0);
  expect(Math.max(...puts)).toBe(1);
});

test("a worker that dies in a hidden tab is told, and another goes on", async ({ open, page }) => {
  await page.addInitScript(hide);
  await page.addInitScript(() => {
    window.workers = [];
    window.Worker = class extends Worker {
      constructor(...all) {
        super(...all);
        window.workers.push(this);
      }
    };
  });
  await open();
  const answers = await page.evaluate(async () => {
    const lab = await window.separable;
    const other = await lab.open({ seed: 3 });
    await lab.train({ epochs: 20 });
    const training = lab.train({ epochs: 1e9 }).catch((error) => `refused: ${error.message}`);
    const [worker] = window.workers;
    worker.terminate();
    worker.dispatchEvent(new ErrorEvent("error", { message: "out of memory" }));
    const refused = await training;
    // The other run has a worker of its own.
    const { epoch } = await other.train({ epochs: 4 });
    const alert = document.querySelector("[role=alert]");
    alert.querySelector("button").click();
    await lab.pause();
    return { refused, epoch, on: (await lab.train({ epochs: 1 })).epoch };
  });
  expect(answers).toMatchObject({ refused: expect.stringContaining("worker"), epoch: 4 });
  // Some of what was asked may have been trained and told before the worker died.
  expect(answers.on).toBeGreaterThan(20);
});

test("what is worked out in the background arrives in a hidden tab", async ({ open, page }) => {
  await page.addInitScript(hide);
  // Moments of so large a network lie too far apart for the page to go from one to the next itself.
  await open(`#points=2000&net=2-${"32t-".repeat(8)}1s&optimizer=adam&patience=1000`);
  const seen = await page.evaluate(async () => {
    const lab = await window.separable;
    await lab.train({ epochs: 2 });
    const then = await lab.train({ samples: 333 });
    const weights = JSON.stringify(lab.weights());
    await lab.train({ epochs: 2 });
    const back = await lab.seek({ epoch: then.epoch, position: then.position });
    return [back.epoch === then.epoch && back.position === then.position, weights === JSON.stringify(lab.weights())];
  });
  expect(seen).toEqual([true, true]);
});

test.describe("in a frame of another site", () => {
  test.use({ tolerated: /foreign request: http:\/\/localhost/ });
  let host;
  let style;
  test.beforeAll(async () => {
    const body = () => `<!doctype html><title>Host</title><iframe title="Separable" style="${style}" src="${process.env.SITE_URL}"></iframe>`;
    host = createServer((_, response) => response.setHeader("content-type", "text/html").end(body()));
    await new Promise((ready) => host.listen(0, "127.0.0.1", ready));
  });
  test.afterAll(() => host.close());

  /** The page in a frame of another site, which looks like this. */
  async function embedded(page, look) {
    style = look;
    await page.addInitScript(count);
    await page.goto(`http://localhost:${host.address().port}/`);
    const frame = page.frames().find((frame) => frame.url().startsWith(process.env.SITE_URL));
    await frame.evaluate(() => window.separable.then(() => {}));
    return frame;
  }

  for (const [where, style] of [
    ["that is not displayed", "display: none"],
    ["far below the screen", "position: absolute; top: 20000px; width: 1280px; height: 720px"],
    ["of no size", "width: 0; height: 0; border: 0"],
  ]) {
    test(`${where}: scripts are answered, and it trains`, async ({ page }) => {
      const frame = await embedded(page, style);
      answered(await frame.evaluate(everything));
      await plays(frame);
    });
  }

  for (const [where, style] of [
    ["that is not displayed", "display: none"],
    ["far below the screen", "position: absolute; top: 20000px; width: 1280px; height: 720px"],
  ]) {
    test(`${where}: nothing is drawn until it is seen`, async ({ page }) => {
      const frame = await embedded(page, style);
      const { frames } = await frame.evaluate(() => window.counted);
      const before = await draws(frame);
      await plays(frame);
      const after = await frame.evaluate(() => window.counted);
      // The browser draws no frames there.
      expect(after.frames - frames).toBeLessThan(5);
      expect(after.draws).toBe(before);
      await page.locator("iframe").evaluate((iframe) => {
        iframe.style.cssText = "width: 1280px; height: 700px";
        iframe.scrollIntoView();
      });
      await expect.poll(() => draws(frame)).toBeGreaterThan(before);
    });
  }
});
