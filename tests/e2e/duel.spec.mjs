// Two runs side by side under one transport.

import { choose, expect, file, saved, sizes, test } from "./support.mjs";

const sides = (page) => ["Left run", "Right run"].map((name) => page.getByRole("region", { name, exact: true }));

/** Opens the drawer's panel and begins a duel by its button. */
async function begin(page, ui, name) {
  await ui.button("Duel").click();
  await ui.panel("Duel").getByRole("button", { name, exact: true }).click();
  await expect(ui.region("Duel")).toBeVisible();
}

test("perceptron and MLP meet on XOR: one transport, both surfaces, who is ahead", async ({ open, page, ui, lab }) => {
  await open();
  const before = await lab((lab) => lab.experiment());
  await begin(page, ui, "Perceptron vs. MLP on XOR");
  const [left, right] = sides(page);
  await expect(left.getByRole("heading", { level: 2, name: "Perceptron", exact: true })).toBeVisible();
  await expect(right.getByRole("heading", { level: 2, name: "Multilayer perceptron" })).toBeVisible();
  const duel = ui.region("Duel");
  await expect(duel.getByRole("row", { name: "Parameters 3 13" })).toBeVisible();
  await expect(duel.getByText("The same: data, order of samples, seed 14.")).toBeVisible();
  await expect(duel.getByRole("status")).toHaveText(/^Play drives both/);

  // A step is a step of both.
  await ui.step.click();
  for (const side of [left, right]) await expect(side.getByText("epoch 1", { exact: true })).toBeVisible();
  await ui.slider("Speed").press("End");
  await ui.play.click();
  await expect(duel.getByRole("status")).toHaveText(/^Multilayer perceptron has all 4 since epoch \d+\. Perceptron has [0-3] of 4/, { timeout: 30_000 });
  await ui.pause.click();
  const picture = (of) => of.locator(".surface canvas, .square canvas").first().evaluate((canvas) => canvas.toDataURL());
  expect(await picture(left)).not.toBe(await picture(right));
  await expect(duel.getByRole("img", { name: /of both runs on the training samples/ })).toBeVisible();

  // The link restores both, each as it was.
  const link = await lab((lab) => lab.link());
  await expect.poll(() => page.url()).toBe(link);
  await page.reload();
  await page.evaluate(() => window.separable.then(() => {}));
  await expect(right.getByRole("heading", { level: 2, name: "Multilayer perceptron" })).toBeVisible();
  await expect(left.getByRole("heading", { level: 2, name: "Perceptron", exact: true })).toBeVisible();

  // The end gives the left run the page; its panels are where they were.
  await duel.getByRole("button", { name: "End duel" }).click();
  await expect(duel).toBeHidden();
  await expect(ui.region("Network")).toHaveCount(1);
  await expect(ui.region("Data")).toBeVisible();
  const now = await lab((lab) => lab.experiment());
  expect(now.rule).toBe("perceptron");
  expect(now).not.toEqual(before);
  expect(page.workers().length).toBeLessThanOrEqual(2);
});

for (const [name, change] of [["alike", { seed: 4 }], ["of very different cost", { layers: [{ units: 16, activation: "tanh" }, { units: 16, activation: "tanh" }, { units: 1, activation: "sigmoid" }] }]])
  test(`at full speed two runs ${name} go side by side, and stop at the same batch`, async ({ open, ui, lab }) => {
    await open("#data=moons&net=2-2t-1s");
    await lab(async (lab, change) => void (window.both = await lab.duel(change)), change);
    await ui.slider("Speed").press("End");
    await ui.play.click();
    const epochs = () => lab(() => window.both.map((run) => run.status().epoch));
    // On a busy machine the page hears of them rarely, so at first a lead is large; it becomes small, and stays so.
    let calm = 0;
    const looks = async () => {
      const [least, most] = (await epochs()).sort((a, b) => a - b);
      calm = least > 1000 && most / least < 1.15 ? calm + 1 : 0;
      return calm;
    };
    await expect.poll(looks, { intervals: [100] }).toBeGreaterThanOrEqual(10);
    await lab((lab) => lab.pause());
    const [one, other] = await lab(() => window.both.map((run) => run.status()));
    expect([one.epoch, one.step]).toEqual([other.epoch, other.step]);
    // By the button as well.
    await ui.play.click();
    await expect.poll(async () => Math.min(...(await epochs()))).toBeGreaterThan(one.epoch + 500);
    await ui.pause.click();
    await expect.poll(async () => new Set(await epochs()).size).toBe(1);
    expect(await lab(() => window.both.map((run) => run.status().running))).toEqual([false, false]);
  });

test("a saved file holds both runs as far as they had come, and both go on to the same weights", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-4t-1s&seed=5");
  await lab(async (lab) => {
    const both = await lab.duel({ optimizer: { name: "adam" } });
    await Promise.all(both.map((run) => run.train({ epochs: 6 })));
  });
  const { text } = await saved(page);
  expect(JSON.parse(text).beside.experiment).not.toHaveProperty("data");
  const weights = await lab((lab) => lab.weights());
  await open("#data=spiral");
  await page.reload();
  await choose(page, "Open", file("both.json", text, "application/json"));
  const [left, right] = sides(page);
  for (const side of [left, right]) await expect(side.getByText("epoch 6", { exact: true })).toBeVisible();
  expect(await lab((lab) => lab.weights())).toEqual(weights);
  await ui.step.click();
  for (const side of [left, right]) await expect(side.getByText("epoch 7", { exact: true })).toBeVisible();
  const onward = JSON.parse((await saved(page)).text);
  await lab(async (lab) => {
    await lab.endDuel();
    const both = await lab.duel({ optimizer: { name: "adam" } });
    await Promise.all(both.map((run) => run.train({ epochs: 7 })));
  });
  const straight = JSON.parse((await saved(page)).text);
  expect([onward.weights, onward.beside.weights]).toEqual([straight.weights, straight.beside.weights]);
  // What is wrong in it is named, and the duel stays.
  const broken = JSON.stringify({ ...onward, beside: { ...onward.beside, weights: [] } });
  await choose(page, "Open", file("broken.json", broken, "application/json"));
  await expect(ui.alert).toContainText("broken.json: beside.weights: must have 2 layers, not 0");
  await expect(right).toBeVisible();
});

test("a saved file holds runs on a person's own table and on one that comes with the page", async ({ open, page, lab, context }) => {
  const csv = `a,b,class\n${Array.from({ length: 40 }, (_, row) => `${row % 7},${(row * 3) % 5},${row % 2 ? "yes" : "no"}`).join("\n")}\n`;
  await open();
  await lab(async (lab, csv) => {
    await lab.load({ data: { dataset: "own", file: { csv } } });
    await lab.duel({ data: { dataset: "iris" } });
  }, csv);
  await expect(sides(page)[1]).toBeVisible();
  const { text } = await saved(page);
  expect(JSON.parse(text).beside.experiment.data.dataset).toBe("iris");
  // A page that has read neither of them yet.
  const other = await context.browser().newContext();
  const fresh = await other.newPage();
  await fresh.goto(page.url().replace(/#.*/, ""));
  await fresh.evaluate(() => window.separable.then(() => {}));
  await choose(fresh, "Open", file("both.json", text, "application/json"));
  await expect(fresh.getByRole("region", { name: "Duel", exact: true }).getByRole("row", { name: /^Data/ })).toContainText("Iris");
  await expect(fresh.getByRole("alert")).toBeHidden();
  await other.close();
});

test("any run is held against itself with one thing changed, and each trains as alone", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-4t-1s&seed=5");
  const alone = await lab(async (lab) => {
    const weights = [];
    for (const fields of [{}, { optimizer: { name: "adam" } }]) {
      await lab.load({ ...fields, data: { dataset: "moons" } });
      await lab.train({ epochs: 30 });
      weights.push(lab.weights());
      await lab.undo();
    }
    return weights;
  });
  await open("#data=moons&net=2-4t-1s&seed=5");
  await page.reload();
  await lab(async (lab) => lab.train({ epochs: 7 }));
  await begin(page, ui, "By Adam");
  const duel = ui.region("Duel");
  await expect(duel.getByRole("row", { name: /^Optimizer SGD Adam/ })).toBeVisible();
  const both = await lab(async (lab) => {
    await lab.endDuel();
    const [left, right] = await lab.duel({ optimizer: { name: "adam" } });
    await Promise.all([left.train({ epochs: 30 }), right.train({ epochs: 30 })]);
    return [left.weights(), right.weights()];
  });
  expect(both).toEqual(alone);
  await expect(duel.getByRole("status")).toHaveText(/epoch 30/);
  // A setting of the right side is changed there: the table follows, and so does the address.
  const [, right] = sides(page);
  await right.getByRole("button", { name: "Settings" }).click();
  await right.getByRole("spinbutton", { name: "Learning rate" }).fill("0.1");
  await right.getByRole("spinbutton", { name: "Learning rate" }).press("Enter");
  await expect(duel.getByRole("row", { name: "Learning rate 0.03 0.1" })).toBeVisible();
  await expect.poll(() => new URL(page.url()).hash).toContain("against=");
  // What is wrong is told by name.
  const wrong = await lab(async (lab) => [
    await lab.duel("chess").catch(String),
    await lab.duel({ learning_rate: -1 }).catch(String),
    await (await lab.duel("sgd_adam"))[1].duel("sgd_adam").catch(String),
  ]);
  expect(wrong[0]).toContain("against");
  expect(wrong[0]).toContain("perceptron_mlp");
  expect(wrong[1]).toContain("learning_rate");
  expect(wrong[2]).toContain("first run");
});

test("any run is the left one of its own comparison; each pair that comes with the page is called by its names", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-4t-1s");
  await lab(async (lab) => {
    const other = await lab.open({ optimizer: { name: "adam" }, seed: 99 });
    await other.train({ epochs: 2 });
  });
  const second = page.getByRole("region", { name: "Run 2", exact: true });
  await second.getByRole("button", { name: "Duel", exact: true }).click();
  await second.getByRole("tabpanel", { name: "Duel", exact: true }).getByRole("button", { name: "Batch size 1", exact: true }).click();
  await expect(ui.region("Duel")).toBeVisible();
  const { optimizer, seed, batch_size } = await lab((lab) => lab.experiment());
  expect({ optimizer, seed, batch_size }).toMatchObject({ optimizer: { name: "adam" }, seed: 99, batch_size: 10 });
  await expect(ui.region("Duel").getByRole("row", { name: "Batch size 10 1" })).toBeVisible();

  const pairs = await page.getByRole("combobox", { name: "Another duel" }).getByRole("option").allTextContents();
  expect(pairs).toHaveLength(7);
  for (const name of pairs.slice(1)) {
    await page.getByRole("combobox", { name: "Another duel" }).selectOption({ label: name });
    const titles = await Promise.all(sides(page).map((side) => side.getByRole("heading", { level: 2 }).first().textContent()));
    expect(titles[0], name).not.toBe(titles[1]);
    expect(Math.min(...titles.map((title) => title.length)), name).toBeGreaterThan(2);
  }
});

test("a duel stands at every size, and ends when either of its runs is closed", async ({ open, page, lab }) => {
  await open();
  for (const viewport of sizes) {
    await page.setViewportSize(viewport);
    await lab((lab) => lab.duel("sigmoid_relu"));
    const [left, right] = sides(page);
    for (const side of [left, right]) {
      await expect(side).toBeVisible();
      const { wide, seen } = await side.evaluate((side) => ({ wide: side.scrollWidth, seen: side.clientWidth }));
      expect(wide, `${viewport.width}`).toBeLessThanOrEqual(seen);
    }
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(viewport.width);
  }
  await page.setViewportSize(sizes[0]);
  await lab(async (lab) => (await lab.duel("one_many"))[1].close());
  await expect(page.getByRole("region", { name: "Duel", exact: true })).toBeHidden();
  await expect(page.getByRole("region", { name: "Network", exact: true })).toHaveCount(1);
  await lab(async (lab) => {
    const [left, right] = await lab.duel("one_many");
    window.right = right;
    left.close();
  });
  await expect(page.getByRole("region", { name: "Duel", exact: true })).toBeHidden();
  for (const name of ["Data", "Network", "Output"]) await expect(page.getByRole("region", { name, exact: true })).toHaveCount(1);
  expect(await page.evaluate(() => window.right.experiment().batch_size)).toBe(256);
});
