// Several runs on one page: each trains as it would alone, and goes without a trace.

import { expect, test } from "./support.mjs";

/** What the second run learns. */
const second = { data: { dataset: "spiral" }, optimizer: { name: "adam" }, seed: 7 };

/** What a run makes of `epochs` epochs from its initial weights, on a page of its own. */
const alone = (lab, fields, epochs) =>
  lab(
    async (lab, [fields, epochs]) => {
      await lab.load(fields);
      await lab.train({ epochs });
      return lab.weights();
    },
    [fields, epochs],
  );

test("two runs side by side train each as it would alone", async ({ open, page, ui, lab }) => {
  await open();
  const first = await alone(lab, { seed: 3 }, 40);
  await page.reload();
  const other = await alone(lab, second, 60);
  await open();
  await page.reload();
  const both = await lab(async (lab, second) => {
    await lab.load({ seed: 3 });
    window.other = await lab.open(second);
    await Promise.all([lab.train({ epochs: 40 }), window.other.train({ epochs: 60 })]);
    return [lab.weights(), window.other.weights()];
  }, second);
  expect(both).toEqual([first, other]);
  // In turns, by other portions, and while the other plays.
  const again = await lab(async (lab) => {
    await Promise.all([lab.reset(), window.other.reset()]);
    window.other.play();
    for (const samples of [3, 277, 11_200 - 280]) await lab.train({ samples });
    const first = lab.weights();
    await window.other.pause();
    await window.other.reset();
    lab.play();
    await window.other.train({ epochs: 60 });
    await lab.pause();
    return [first, window.other.weights()];
  });
  expect(again).toEqual([first, other]);
  expect(page.workers()).toHaveLength(2);
  // Both are on the page, each with its own numbers, and the address is the first one's.
  await expect(ui.region("Run 2")).toBeVisible();
  await expect(page.getByRole("status", { name: "Training loss", exact: true })).toHaveCount(2);
  const [link, experiment] = await lab((lab) => [lab.link(), window.other.experiment()]);
  expect(page.url()).toBe(link);
  expect(experiment.data.dataset).toBe("spiral");
});

for (const [which, closed, left] of [
  ["second", "other", "first"],
  ["first", "first", "other"],
])
  test(`the ${which} of two runs is closed without a trace`, async ({ open, page, ui, lab }) => {
    await open();
    const expected = await alone(lab, closed === "other" ? { seed: 3 } : second, 50);
    await page.reload();
    await lab(async (lab, second) => {
      await lab.load({ seed: 3 });
      window.runs = { first: lab, other: await lab.open(second) };
    }, second);
    const idle = await page.evaluate(() => document.querySelectorAll("*").length);
    expect(page.workers()).toHaveLength(2);
    const answers = await page.evaluate(
      async ([closed, left]) => {
        const { [closed]: gone, [left]: stays } = window.runs;
        const refused = (act) => {
          try {
            return Promise.resolve(act()).then(() => "accepted", String);
          } catch (error) {
            return String(error);
          }
        };
        gone.play();
        const waiting = refused(() => gone.train({ epochs: 1e9 }));
        const training = stays.train({ epochs: 50 });
        await new Promise((done) => setTimeout(done, 300));
        gone.close();
        await training;
        const after = [];
        for (const act of [
          () => gone.status(),
          () => gone.weights(),
          () => gone.link(),
          () => gone.play(),
          () => gone.pause(),
          () => gone.train({ epochs: 1 }),
          () => gone.load({ seed: 1 }),
          () => gone.setWeights([]),
          () => gone.close(),
        ])
          after.push(await refused(act));
        return [await waiting, after, await refused(() => stays.close()), stays.weights()];
      },
      [closed, left],
    );
    const [waiting, after, last, weights] = answers;
    expect(waiting).toMatch(/the run is closed/);
    for (const answer of after) expect(answer).toMatch(/^Error: the run is closed/);
    expect(last).toMatch(/only run/);
    expect(weights).toEqual(expected);
    await expect.poll(() => page.workers().length).toBe(1);

    // The page is that of the run that stays, as if there had never been another.
    await expect(page.locator(".run-column")).toHaveCount(0);
    await expect(page.getByRole("status", { name: "Training loss", exact: true })).toHaveCount(1);
    expect(await page.evaluate(() => document.querySelectorAll("*").length)).toBeLessThan(idle);
    const link = await page.evaluate((left) => window.runs[left].link(), left);
    await expect.poll(() => page.url()).toBe(link);
    await expect(ui.radio(left === "other" ? "Spiral" : "XOR", page)).toBeChecked();
    // What the closed run followed changes once more.
    await page.keyboard.press("t");
    await page.setViewportSize({ width: 1200, height: 800 });
    await page.keyboard.press(".");
    await expect.poll(() => ui.shown("Epoch")).toBe(51);
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(55);
    await ui.pause.click();
  });

test("keys act on the run that was touched last", async ({ open, page, ui, lab }) => {
  await open();
  await lab(async (lab) => (window.other = await lab.open({ seed: 9 })));
  const column = ui.region("Run 2");
  const epochs = () => lab((lab) => [lab.status().epoch, window.other.status().epoch]);
  await page.keyboard.press(".");
  await expect.poll(epochs).toEqual([1, 0]);
  await column.getByRole("button", { name: "Layer 1, unit 2", exact: true }).click();
  await expect(page.getByRole("dialog", { name: "Layer 1, unit 2" })).toHaveCount(1);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("dialog", { name: "Layer 1, unit 2" })).toHaveCount(0);
  await expect(column.getByRole("button", { name: "Layer 1, unit 2", exact: true })).toBeFocused();
  await page.keyboard.press(".");
  await expect.poll(epochs).toEqual([1, 1]);
  await ui.region("Output").first().click();
  await page.keyboard.press(".");
  await expect.poll(epochs).toEqual([2, 1]);
});

test("what is wrong in another run's fields is named, and nothing opens", async ({ open, page, lab }) => {
  await open();
  for (const [fields, name] of [
    [{ learning_rate: -1 }, "learning_rate"],
    [{ layers: [{ units: 2, activation: "sigmoid" }] }, "layers[0].units"],
    [null, "experiment"],
  ])
    expect(await lab((lab, fields) => lab.open(fields).then(() => "opened", String), fields)).toContain(name);
  expect(page.workers()).toHaveLength(1);
});

test("one transport drives several runs at the same stride", async ({ open, ui, lab }) => {
  await open();
  await lab(async (lab, second) => void (window.other = await lab.open(second)), second);
  const steps = () => lab((lab) => [lab.status(), window.other.status()].map(({ epoch, position }) => `${epoch}-${position}`));
  await ui.button("Step").click();
  await expect.poll(steps).toEqual(["1-0", "0-0"]);
  await ui.button("All runs").click();
  for (const [stride, after] of [["Epoch", ["2-0", "1-0"]], ["Batch", ["2-10", "1-10"]], ["Sample", ["2-11", "1-11"]]]) {
    await ui.choice("Step by").selectOption(stride);
    await ui.button("Step").click();
    await expect.poll(steps).toEqual(after);
  }
  await ui.button("Step back").click();
  await expect.poll(steps).toEqual(["2-10", "1-10"]);
  await ui.play.click();
  await expect.poll(() => lab((lab) => [lab.status().running, window.other.status().running])).toEqual([true, true]);
  await expect.poll(() => lab((_) => window.other.status().epoch)).toBeGreaterThan(3);
  await lab((lab) => lab.pause());
  expect(await lab((lab) => [lab.status().running, window.other.status().running])).toEqual([false, false]);
  await ui.button("Reset").click();
  await expect.poll(steps).toEqual(["0-0", "0-0"]);
});

test("a script lets one transport drive several runs, and each its own again", async ({ open, lab, ui }) => {
  await open();
  const running = () => lab((lab) => [lab.status().running, window.other.status().running]);
  await lab(async (lab, second) => {
    window.other = await lab.open(second);
    lab.together(true);
    lab.play();
  }, second);
  expect(await running()).toEqual([true, true]);
  await expect(ui.button("All runs")).toHaveAttribute("aria-pressed", "true");
  await lab((_) => window.other.pause());
  expect(await running()).toEqual([false, false]);
  await lab((lab) => (lab.together(false), lab.play()));
  expect(await running()).toEqual([true, false]);
});
