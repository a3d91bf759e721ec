// Sets of large images: fetched when one is chosen, kept by the browser, learnt, asked, and looked at where the network
// is wrong. All but the first test have a set of their own, of few images, in place of the site's.

import { gzipSync } from "node:zlib";

import { choose, expect, file, saved, says, takePictures, test } from "./support.mjs";

const SIDE = 28;

/** An IDX file. */
function idx(lengths, values) {
  const head = Buffer.alloc(4 + 4 * lengths.length);
  head.writeUInt32BE(0x800 + lengths.length);
  lengths.forEach((length, axis) => head.writeUInt32BE(length, 4 + 4 * axis));
  return Buffer.concat([head, Buffer.from(values)]);
}

/** Bars of ten places, a class each, each of its own length; every 50th image has another's label. */
function images(count) {
  const labels = Array.from({ length: count }, (_, i) => (i % 50 === 49 ? i + 1 : i) % 10);
  const pixel = (i, at) => {
    const [row, column] = [Math.floor(at / SIDE), at % SIDE];
    return row >= 4 && row < 20 + (i % 5) && Math.floor(column / 2) === 2 + (i % 10) ? 255 : 0;
  };
  const pixels = Array.from({ length: count * SIDE * SIDE }, (_, at) => pixel(Math.floor(at / SIDE ** 2), at % SIDE ** 2));
  return [idx([count], labels), idx([count, SIDE, SIDE], pixels)];
}

const few = gzipSync(Buffer.concat([...images(600), ...images(100)]));

/** Answers for the site with these bytes where MNIST, or another set, is asked for; how often that was. */
async function serve(page, bytes = few, set = "mnist") {
  const asked = { times: 0 };
  await page.route(`**/data/${set}.images`, async (route) => {
    asked.times += 1;
    await (bytes ? route.fulfill({ body: bytes, contentType: "application/octet-stream" }) : route.fulfill({ status: 404 }));
  });
  return asked;
}

/** The page with the sets of several classes, which are another task than the first. */
async function openClasses(open, page, ui) {
  await open();
  await ui.choice("Task").selectOption({ label: "Several classes" });
  await expect(ui.radio("MNIST")).toBeVisible();
}

const inputs = (lab) => lab((lab) => lab.weights()[0].kernel.length);

test("MNIST is chosen, fetched with its progress, learnt by one press of Play, and kept", async ({ open, page, ui, lab }) => {
  await openClasses(open, page, ui);
  await ui.radio("MNIST").click();
  await expect(page.getByRole("progressbar", { name: "Fetching MNIST" })).toBeVisible();
  await expect.poll(() => inputs(lab)).toBe(784);
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  await ui.play.click();
  await expect.poll(() => lab((lab) => lab.status().epoch)).toBeGreaterThanOrEqual(1);
  await expect.poll(() => lab((lab) => lab.status().accuracy.test)).toBeGreaterThan(0.9);
  await takePictures(page, "mnist");
  // Its gradient is measured beside training: there are curves of both layers.
  await ui.tab("Gradients").click();
  const chart = ui.panel("Gradients").getByRole("img", { name: "Gradient size of each layer over epochs" });
  const colours = () =>
    chart.evaluate((chart) => {
      const canvas = chart.matches("canvas") ? chart : chart.querySelector("canvas");
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const seen = new Set();
      for (let at = 0; at < data.length; at += 4) {
        const [r, g, b] = data.subarray(at, at + 3);
        if (data[at + 3] > 200 && Math.max(r, g, b) - Math.min(r, g, b) > 60) seen.add(`${r >> 5},${g >> 5},${b >> 5}`);
      }
      return seen.size;
    });
  await expect.poll(colours).toBeGreaterThan(1);
  await lab((lab) => lab.pause());

  // The browser kept them: the site is not asked again.
  const asked = await serve(page, null);
  await page.reload();
  await page.evaluate(() => window.separable.then(() => {}));
  await expect.poll(() => inputs(lab)).toBe(784);
  expect(asked.times).toBe(0);
});

test.describe("a file that is not what it should be", () => {
  test.use({ tolerated: /mnist\.images|status of 404/ });

  for (const [what, bytes, words] of [
    ["is missing", null, "the images could not be fetched"],
    ["is no archive", Buffer.from("<html>not here</html>"), "they cannot be unpacked"],
    ["is cut off", few.subarray(0, few.length - 500), "they cannot be unpacked"],
    ["holds too little", gzipSync(Buffer.concat(images(600))), "they end after"],
    ["holds something else", gzipSync(Buffer.from("five,letters\n1,2\n")), "they are not in IDX format"],
  ]) {
    test(`${what}: that is said, and the run stays`, async ({ open, page, ui, lab }) => {
      await serve(page, bytes);
      await openClasses(open, page, ui);
      await lab((lab) => lab.train({ epochs: 2 }));
      const before = await lab((lab) => lab.weights());
      await ui.radio("MNIST").click();
      await says(ui.alert, "MNIST");
      await says(ui.alert, words);
      expect(await lab((lab) => lab.weights())).toEqual(before);
      // It is not kept: the next time the whole file comes.
      await page.unroute("**/data/mnist.images");
      await serve(page);
      await lab((lab) => lab.load({ data: { dataset: "mnist" } }));
      expect(await inputs(lab)).toBe(784);
    });
  }
});

test("of many units those that matter are shown; others are leafed to and opened", async ({ open, page, ui, lab }) => {
  await serve(page);
  await open("#data=mnist&net=784-300r-10softmax");
  await expect.poll(() => inputs(lab)).toBe(784);
  const units = page.getByRole("button", { name: /^Layer 1, unit \d+$/ });
  const foot = ui.group("Units of layer 1 that are shown");
  await says(foot, "strongest first");
  const shown = await units.count();
  expect(shown).toBeGreaterThan(2);
  expect(shown).toBeLessThan(60);
  await says(foot, `1–${shown} of 300`);
  const names = () => units.evaluateAll((all) => all.map((unit) => unit.ariaLabel));
  const first = await names();
  await ui.button("Less important units", foot).click();
  await expect.poll(async () => (await names()).some((name) => first.includes(name))).toBe(false);
  const [name] = await names();
  await ui.button(name).click();
  const [, unit] = name.match(/(\d+)$/);
  const bias = await lab((lab, at) => lab.weights()[0].bias[at], Number(unit) - 1);
  const card = ui.region("Unit");
  await expect(ui.field("Bias", card)).toHaveValue(String(bias));
  // Of 784 weights the largest are listed.
  await expect(card.getByRole("spinbutton", { name: /^Weight from/ })).toHaveCount(24);
});

test("a digit is drawn anywhere, seen by the network in the middle, and answered by every layer", async ({ open, page, ui, lab }) => {
  await serve(page);
  await open("#data=mnist&net=784-20r-10softmax");
  await lab((lab) => lab.train({ epochs: 3 }));
  await ui.button("Try it").click();
  const region = ui.region("Try it");
  const field = region.getByRole("application");
  await field.scrollIntoViewIfNeeded();
  const box = await field.boundingBox();
  const at = (x, y) => [box.x + x * box.width, box.y + y * box.height];
  await page.mouse.move(...at(0.2, 0.1));
  await page.mouse.down();
  await page.mouse.move(...at(0.2, 0.5), { steps: 5 });
  await page.mouse.up();
  // A line down is 20 pixels high, in the middle: the answer is the one to that image.
  await expect(field).toHaveAccessibleName(/^Drawing, \d+ of 784 pixels with ink$/);
  const answer = region.getByRole("status", { name: "Answer", exact: true });
  const line = Array.from({ length: 784 }, (_, pixel) => {
    const [row, column] = [Math.floor(pixel / SIDE), pixel % SIDE];
    return row >= 4 && row < 24 && column >= 13 && column < 15 ? 255 : 0;
  });
  const expected = await lab((lab, line) => lab.ask([line])[0].answer, line);
  await expect(answer).toHaveText(expected);
  const layers = ui.region("What each layer answers");
  await says(layers, /Layer 1: \d+ of 20 units answer/);
  await expect(layers.getByRole("button", { name: /^Open layer 1, unit \d+$/ })).toHaveCount(6);
  await ui.button("Clear", region).click();
  await expect(answer).toHaveText("–");
});

test("the wrong answers of which the network is most sure are shown, and studied", async ({ open, page, ui, lab }) => {
  await serve(page);
  await open("#data=mnist&net=784-20r-10softmax");
  await lab((lab) => lab.train({ epochs: 20 }));
  const worst = await lab((lab) => lab.mostWrong(3));
  expect(worst.length).toBeGreaterThan(0);
  expect(worst.map((one) => one.probability)).toEqual(worst.map((one) => one.probability).sort((a, b) => b - a));
  // The confusion matrix counts them all.
  await ui.choice("Picture").selectOption("Confusion");
  const cells = ui.region("Confusion matrix").getByRole("button");
  const names = await cells.evaluateAll((all) => all.map((one) => one.ariaLabel));
  expect(names.map((name) => Number(name.match(/: (\d+)$/)[1])).reduce((a, b) => a + b, 0)).toBe(100);
  await ui.button("Try it").click();
  const wrong = ui.region("Most confidently wrong");
  await says(wrong, /\d+ of 100 test images are wrong/);
  const [{ sample, target, answer }] = worst;
  const first = wrong.getByRole("button", { name: /^Test sample/ }).first();
  await expect(first).toHaveAccessibleName(new RegExp(`^Test sample ${sample + 1}: ${target}, taken for ${answer},`));
  await first.click();
  await expect(first).toHaveAttribute("aria-pressed", "true");
  await expect(ui.region("Try it").getByRole("status", { name: "Answer", exact: true })).toHaveText(answer);
  await expect(lab((lab) => lab.mostWrong(0))).rejects.toThrow("count");
});

test("hidden layers have up to 512 units there, wherever they are set", async ({ open, page, ui, lab }) => {
  await serve(page);
  await open("#data=mnist&net=784-512r-10softmax");
  await expect.poll(() => inputs(lab)).toBe(784);
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("512");
  const wrong = (body) => lab(`(lab) => (${body})(lab).then(() => "", (error) => error.message)`);
  expect(await wrong((lab) => lab.load({ layers: [{ units: 513, activation: "relu" }, { units: 10, activation: "softmax" }] }))).toContain("must be from 1 to 512, not 513");
  const search = (most) => `async (lab) => lab.tune({ space: [{ name: "units", type: "Int", min: 100, max: ${most} }], max_trials: 2, epochs: 1 })`;
  const { trials } = await lab(search(512));
  expect(trials.map(({ values }) => Number(values.units)).every((units) => units >= 100 && units <= 512)).toBe(true);
  expect(await wrong(search(513))).toContain("513");
});

test("MNIST and Fashion-MNIST: layers of the one are reused for the other, and Undo fetches nothing again", async ({ open, page, ui, lab }) => {
  const asked = [await serve(page), await serve(page, few, "fashion_mnist")];
  await open();
  await ui.button("Transfer").click();
  const region = ui.region("Transfer");
  await region.getByRole("group", { name: "Begin with" }).getByRole("button", { name: "MNIST → Fashion-MNIST" }).click();
  await says(region.getByRole("status").first(), "Trained.");
  const source = await lab((lab) => [lab.experiment(), lab.weights()]);
  expect(source[0].data.dataset).toBe("mnist");
  await expect(ui.choice("Reuse for", region)).toHaveValue("Fashion");
  await region.getByRole("button", { name: "Reuse layers" }).click();
  await expect.poll(() => lab((lab) => lab.experiment().data.dataset)).toBe("fashion_mnist");
  const [reused, rows] = await lab((lab) => [lab.weights(), lab.data().train.x.length]);
  expect(reused[0]).toEqual(source[1][0]);
  expect(reused[1]).not.toEqual(source[1][1]);
  expect(rows).toBe(200);
  // Both are one set of images each, however often one goes back and forth.
  await ui.button("Undo").click();
  await expect.poll(() => lab((lab) => [lab.experiment(), lab.weights()])).toEqual(source);
  await ui.button("Redo").click();
  await expect.poll(() => lab((lab) => lab.experiment().data.dataset)).toBe("fashion_mnist");
  await lab((lab) => lab.load({ data: { dataset: "mnist" } }));
  expect(asked.map(({ times }) => times)).toEqual([1, 1]);
});

test("fetching is cancelled, and the run stays", async ({ open, page, ui, lab }) => {
  await page.route("**/data/mnist.images", () => {});
  await openClasses(open, page, ui);
  await lab((lab) => lab.train({ epochs: 2 }));
  const before = await lab((lab) => lab.weights());
  await ui.radio("MNIST").click();
  await ui.button("Cancel", ui.group("MNIST")).click();
  await says(ui.alert, "fetching was cancelled");
  await expect(page.getByRole("progressbar")).toHaveCount(0);
  expect(await lab((lab) => lab.weights())).toEqual(before);
});

test("a saved run of images is opened with them", async ({ open, page, ui, lab }) => {
  await serve(page);
  await open("#data=mnist&net=784-20r-10softmax");
  await lab((lab) => lab.train({ epochs: 1 }));
  const [experiment, weights] = await lab((lab) => [lab.experiment(), lab.weights()]);
  expect(experiment.data.dataset).toBe("mnist");
  const { text } = await saved(page);
  await open("#data=xor");
  await choose(page, "Open", file("run.json", text, "application/json"));
  await expect.poll(() => inputs(lab)).toBe(784);
  expect(await lab((lab) => lab.weights())).toEqual(weights);
});
