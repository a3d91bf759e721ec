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

/** Answers for the site with these bytes where MNIST is asked for; how often that was. */
async function serve(page, bytes = few) {
  const asked = { times: 0 };
  await page.route("**/data/mnist.images", async (route) => {
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
