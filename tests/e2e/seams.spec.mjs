// What crosses a seam arrives whole: from the page to the worker, into links and files and back, through
// scripts, and from one setting to the pictures.

import { pass, stopWorkerClock } from "./clock.mjs";
import { others, settings } from "./settings.mjs";
import { ask, choose, controls, expect, file, frames, saved, says, sizes, test, watch } from "./support.mjs";

const experiment = (lab) => lab.experiment();
const flat = (weights) => weights.flatMap(({ kernel, bias }) => [...kernel.flat(), ...bias]);

/** What a promise that `body` makes gives; "unanswered" where it is never kept, on the slowest machine. */
const answered = (page, body) =>
  ask(
    page,
    `(lab) => {
      const never = new Promise((resolve) => setTimeout(() => resolve("unanswered"), 90_000));
      return Promise.race([(${body})(lab), never]);
    }`,
  );

test("the XOR table that one unit cannot learn is learnt with the hidden layer that the page advises", async ({ open, ui, lab }) => {
  await open();
  await ui.radio("XOR table").check();
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  await ui.button("Add a hidden layer", ui.advice).click();
  await expect(ui.layers).toHaveCount(1);
  await ui.slider("Speed").press("End");
  await ui.play.click();
  const learnt = ({ accuracy, epoch }) => accuracy.train === 1 || epoch > 20_000;
  await expect.poll(async () => learnt(await lab((lab) => lab.status()))).toBe(true);
  await lab((lab) => lab.pause());
  expect(await lab((lab) => lab.status().accuracy.train)).toBe(1);
  await expect(ui.region("Output").getByRole("status", { name: "Training accuracy" })).toHaveText("100 %");
});

const fullBatch = "#data=moons&batch=280&lr=0.5";
const momentum = { name: "sgd", momentum: 0.9, nesterov: true };

const nesterovIsSet = {
  "on the page": async ({ open, page, ui }) => {
    await open(fullBatch);
    await ui.choice("Optimizer").selectOption("Momentum");
    await page.getByText("More", { exact: true }).click();
    await page.getByRole("checkbox", { name: "Nesterov" }).check();
  },
  "by a script": async ({ open, lab }) => {
    await open(fullBatch);
    await lab((lab, optimizer) => lab.load({ optimizer }), momentum);
  },
  "by a saved file": async ({ open, page, context, lab }) => {
    await open(fullBatch);
    await lab((lab, optimizer) => lab.load({ optimizer }), momentum);
    const { name, text } = await saved(page);
    await open();
    await choose(page, "Open", file(name, text));
    await expect.poll(() => lab(experiment)).toMatchObject({ optimizer: momentum, batch_size: 280 });
  },
  "by a link": async ({ open, page, lab }) => {
    await open(fullBatch);
    const link = await lab(async (lab, optimizer) => {
      await lab.load({ optimizer });
      return lab.link();
    }, momentum);
    await page.goto("about:blank");
    await page.goto(link);
  },
};

for (const [how, set] of Object.entries(nesterovIsSet)) {
  test(`Nesterov momentum set ${how} makes the first step 1.9 times as long`, async ({ open, page, context, ui, lab }) => {
    const step = (lab) =>
      lab(async (lab) => {
        await lab.reset();
        const before = lab.weights();
        await lab.train({ batches: 1 });
        return [before, lab.weights()];
      });
    await open(fullBatch);
    const [start, plain] = (await step(lab)).map(flat);
    await set({ open, page, context, ui, lab });
    expect(await lab(experiment)).toMatchObject({ optimizer: momentum });
    const [same, nesterov] = (await step(lab)).map(flat);
    expect(same).toEqual(start);
    // Weights of size 1 are 32-bit floats.
    for (const [at, before] of start.entries()) expect(nesterov[at] - before).toBeCloseTo(1.9 * (plain[at] - before), 5);
    expect(Math.max(...plain.map((w, at) => Math.abs(w - start[at])))).toBeGreaterThan(0.01);
  });
}

test("pause ends what a script trains", async ({ open, page, ui }) => {
  await open();
  await page.evaluate(async () => {
    const lab = await window.separable;
    window.training = lab.train({ epochs: 1e6 }).then(
      () => "kept",
      () => "broken",
    );
  });
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(0);
  const paused = await answered(page, (lab) => lab.pause());
  expect(paused).toMatchObject({ running: false });
  const { epoch } = paused;
  expect(epoch).toBeLessThan(1e6);
  expect(await answered(page, () => window.training)).toMatch(/kept|broken/);
  // Asked again, the worker has gone no further.
  expect(await answered(page, (lab) => lab.pause())).toMatchObject({ epoch });
  await expect(ui.epoch).toHaveText(String(epoch));
});

test("a script's training is answered where nothing is drawn", async ({ open, page }) => {
  await open();
  // As in a tab or frame that is not on the screen.
  await page.evaluate(() => void (window.requestAnimationFrame = () => 0));
  expect(await answered(page, (lab) => lab.train({ epochs: 5 }))).toMatchObject({ epoch: 5 });
  expect(await answered(page, (lab) => lab.pause())).toMatchObject({ epoch: 5 });
});

test("a truth table's points stay inside the picture when their coding changes", async ({ open, page, ui, lab }) => {
  await open("#data=xor_table");
  const picture = page.getByRole("img", { name: /^Decision surface/ });
  /** What the picture spans, read out at two of its corners. */
  const window = async () => {
    const { width, height } = await picture.boundingBox();
    const read = async (x, y) => {
      await picture.hover({ position: { x, y } });
      const text = await ui.region("Output").getByText(/^x₁ .* output /).textContent();
      return text.match(/x₁ (\S+) · x₂ (\S+)/).slice(1).map((number) => Number(number.replace("−", "-")));
    };
    const [[left, bottom], [right, top]] = [await read(2, height - 2), await read(width - 2, 2)];
    await page.mouse.move(2, 2);
    return { left, right, bottom, top };
  };
  const outside = async () => {
    const { left, right, bottom, top } = await window();
    const points = await lab((lab) => lab.data().train.x);
    return points.filter(([x, y]) => !(left < x && x < right && bottom < y && y < top));
  };
  for (const [coding, low] of [
    ["−1 and +1", -1],
    ["0 and 1", 0],
    ["−1 and +1", -1],
  ]) {
    await ui.choice("Inputs coded").selectOption(coding);
    expect((await lab((lab) => lab.data().train.x)).flat()).toContain(low);
    await frames(page, 2);
    expect(await outside(), coding).toEqual([]);
  }
  const changed = await window();
  await page.reload();
  await page.evaluate(() => window.separable.then(() => {}));
  expect(await window()).toEqual(changed);
});

test("status tells the learning rate that was typed", async ({ open, ui, lab }) => {
  await open();
  expect(await lab((lab) => lab.status().learning_rate)).toBe(0.03);
  for (const rate of [0.1, 0.007, 0.000001, 1.1]) {
    await ui.type(ui.field("Learning rate"), rate);
    expect(await lab((lab) => lab.status().learning_rate)).toBe(rate);
    expect(await lab((lab) => lab.experiment().learning_rate)).toBe(rate);
  }
  await lab((lab) => lab.train({ epochs: 1 }));
  expect(await lab((lab) => lab.status().learning_rate)).toBe(1.1);
});

test("the way out of divergence offers a round number", async ({ open, ui, lab }) => {
  await open("#inputs=x1,x2,x1_squared,x2_squared,x1x2&net=5-32l-32l-32l-1l&loss=mean_squared_error&lr=0.01");
  await ui.play.click();
  await says(ui.alert, /Training diverged.*learning rate 0\.01 /);
  await expect(ui.button("Go on from there with 0.001", ui.alert)).toBeVisible();
  await ui.button("Start again with 0.001", ui.alert).click();
  await expect(ui.field("Learning rate")).toHaveValue("0.001");
  expect(await lab((lab) => lab.experiment().learning_rate)).toBe(0.001);
  expect(await lab((lab) => lab.link())).toMatch(/lr=0\.001(&|$)/);
});

test("10 epochs a second stay 10 when the batch size changes while playing", async ({ open, page, ui, lab }) => {
  await stopWorkerClock(page);
  await open();
  await expect(ui.slider("Speed")).toHaveAttribute("aria-valuetext", "10 epochs/s");
  await ui.play.click();
  await pass(page, 500);
  await ui.type(ui.field("Batch size"), 280);
  const { epoch } = await lab((lab) => lab.status());
  await pass(page, 1000);
  expect(Math.abs((await lab((lab) => lab.pause())).epoch - epoch - 10)).toBeLessThanOrEqual(1);
});

/** A region, or a panel of the drawer. */
const regionOf = (page, name) => page.getByRole(name === "More" ? "tabpanel" : "region", { name, exact: true });

/** The control of a setting on a page. */
function controlOf(page, { region, role, name, group }) {
  let within = regionOf(page, region);
  if (group) within = within.getByRole("group", { name: group, exact: true });
  return within.getByRole(role, { name, exact: true });
}

const openMore = async (page) => {
  const tab = page.getByRole("tab", { name: "More", exact: true });
  if ((await tab.getAttribute("aria-selected")) !== "true") await tab.click();
};

const trained = async (lab, epochs) => {
  const experiment = lab.experiment();
  await lab.train({ epochs });
  return { experiment, weights: lab.weights() };
};

/**
 * Tests of settings share two pages, for what takes longest is to open them: `page`, which is loaded anew for each,
 * and `other`, to which links come as to a tab that is open.
 */
const kept = test.extend({
  both: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ baseURL: process.env.SITE_URL, viewport: sizes[0] });
      const pages = [await context.newPage(), await context.newPage()];
      const faults = pages.map(watch);
      await pages[1].goto("./");
      await pages[1].evaluate(() => window.separable.then(() => {}));
      await use({ pages, faults });
      await context.close();
    },
    { scope: "worker" },
  ],
  page: async ({ both }, use) => {
    await both.pages[0].goto("about:blank");
    await use(both.pages[0]);
    const faults = both.faults.flatMap((faults) => faults.splice(0));
    expect(faults, "what the pages did wrong").toEqual([]);
  },
  other: async ({ both }, use) => use(both.pages[1]),
});

/** Has a page show what it is first met with, and then what `come` brings. */
async function afresh(page, experiment, come) {
  await page.evaluate(() => void (location.hash = ""));
  await expect.poll(() => ask(page, (lab) => lab.experiment())).not.toEqual(experiment);
  await come();
  await expect.poll(() => ask(page, (lab) => lab.experiment())).toEqual(experiment);
}

for (const setting of settings) {
  const { name, to, set, group, open: fragment = "", task, epochs = 3, unlearnt } = setting;
  const where = [group, fragment, task].filter(Boolean).join(", ");
  kept(`${name} (${to}) arrives by link, by file and by script${where && `: ${where}`}`, async ({ open, page, other, ui, lab }) => {
    await open(fragment);
    if (setting.region === "More") await openMore(page);
    const before = await lab(trained, epochs);
    await lab((lab) => lab.reset());
    if (task) await ui.choice("Task").selectOption(task);
    await set(controlOf(page, setting));
    await expect.poll(() => lab(experiment), "the control changes the experiment").not.toEqual(before.experiment);

    const [link, written] = [await lab((lab) => lab.link()), await saved(page)];
    const here = await lab(trained, epochs);
    if (!unlearnt) expect(here.weights, "and what is learnt").not.toEqual(before.weights);
    await afresh(other, here.experiment, () => other.evaluate((hash) => void (location.hash = hash), new URL(link).hash));
    expect(await ask(other, trained, epochs), "by link").toEqual(here);
    await afresh(other, here.experiment, () => choose(other, "Open", file(written.name, written.text)));
    await expect(controls(other).alert).toBeHidden();
    expect(await ask(other, trained, epochs), "by file").toEqual(here);
    await lab((lab, fields) => lab.load(fields), before.experiment);
    expect(await lab(trained, epochs)).toEqual(before);
    await lab((lab, fields) => lab.load(fields), here.experiment);
    expect(await lab(trained, epochs), "by script").toEqual(here);
  });
}

/** Pages that show, together, every control there is. */
const fragments = ["", "#data=xor_table", "#data=iris", "#loss=huber", ...["adagrad", "rmsprop", "adam", "adamw", "nadam"].map((name) => `#optimizer=${name}`), "#schedule=step"];

/** The accessible name of a control: its own, or that of its label without the options in it. */
function nameOf(control) {
  const own = control.getAttribute("aria-label");
  if (own) return own;
  const text = (control.labels?.[0] ?? control).cloneNode(true);
  for (const options of text.querySelectorAll("select, output")) options.remove();
  return text.textContent.trim();
}

test("every control of data, network, training and more is tried", async ({ open, page }) => {
  const known = new Set(settings.map(({ name }) => name));
  const untried = new Set();
  for (const fragment of fragments) {
    await open(fragment);
    await openMore(page);
    for (const region of ["Data", "Network", "Training", "More"])
      for (const role of ["spinbutton", "combobox", "checkbox", "slider", "button"])
        for (const control of await regionOf(page, region).getByRole(role).all()) {
          const name = await control.evaluate(nameOf);
          const told = known.has(name) || others.some((other) => (other instanceof RegExp ? other.test(name) : other === name));
          if (!told) untried.add(`${region}: ${role} “${name}”`);
        }
  }
  expect([...untried]).toEqual([]);
});
