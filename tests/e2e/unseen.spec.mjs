// In a tab or frame that is not drawn no animation frame ever comes; scripts are answered all the same.
// A browser without a screen draws everything, so what it would do is put in its place.

import { expect, test } from "./support.mjs";

/** Everything that a script may wait for, with a limit of its own. */
const askEverything = (lab) =>
  lab(async (lab) => {
    const answers = {};
    const within = (name, promise) =>
      Promise.race([promise, new Promise((done) => setTimeout(() => done("no answer"), 20_000))]).then((answer) => (answers[name] = answer));
    await within("load", lab.load({ seed: 5 }));
    const initial = lab.weights();
    await within("train", lab.train({ epochs: 30 }));
    await within("until", lab.train({ until: { accuracy: 0.9 } }));
    lab.play();
    await new Promise((done) => setTimeout(done, 500));
    answers.playing = lab.status();
    await within("pause", lab.pause());
    await within("reset", lab.reset());
    answers.same = JSON.stringify(lab.weights()) === JSON.stringify(initial);
    await within("setWeights", lab.setWeights(initial));
    answers.status = lab.status();
    return answers;
  });

const answered = (answers) => {
  expect(Object.entries(answers).filter(([, answer]) => answer === "no answer")).toEqual([]);
  expect(answers.train).toMatchObject({ epoch: 30 });
  expect(answers.until.accuracy.train).toBeGreaterThanOrEqual(0.9);
  // Nobody waits while it plays, and yet its reports are taken.
  expect(answers.playing.epoch).toBeGreaterThan(answers.until.epoch);
  expect(answers.playing.running).toBe(true);
  expect(answers.pause.running).toBe(false);
  expect(answers.same).toBe(true);
  expect(answers.status).toMatchObject({ epoch: 0, step: 0 });
};

test("scripts are answered where no frame is drawn", async ({ open, page, lab }) => {
  await page.addInitScript(() => (window.requestAnimationFrame = () => 1));
  await open();
  answered(await askEverything(lab));
});

test("scripts are answered in a hidden page", async ({ open, page, lab }) => {
  await page.addInitScript(() => {
    window.requestAnimationFrame = () => 1;
    for (const [name, value] of [
      ["hidden", true],
      ["visibilityState", "hidden"],
    ])
      Object.defineProperty(document, name, { get: () => value });
    // A browser holds the timers of a hidden page back.
    const timeout = window.setTimeout;
    window.setTimeout = (act, wait = 0, ...rest) => timeout(act, Math.max(wait, 1000), ...rest);
  });
  await open();
  const [status, passed] = await lab(async (lab) => {
    const start = performance.now();
    const long = lab.train({ until: { loss: 0.15 } });
    const status = await long;
    return [status, performance.now() - start];
  });
  expect(status.loss.train).toBeLessThanOrEqual(0.15);
  expect(passed).toBeLessThan(20_000);
});
