// How gradients flow, over the epochs and layer by layer: in networks where they vanish, pass, explode, or are
// none; and what is amiss with a network, said with numbers and mended at one click.

import { expect, frames, says, sizes, takePictures, test } from "./support.mjs";

const deep = (layer, count) => Array(count).fill(layer).join("-");

/** A number as the page writes it. */
function toNumber(text) {
  const digits = "⁰¹²³⁴⁵⁶⁷⁸⁹";
  const plain = text.replaceAll("−", "-").replaceAll(",", "").replace(/[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+/, (power) => `e${[...power].map((d) => (d === "⁻" ? "-" : digits.indexOf(d))).join("")}`);
  return Number(plain.replace("×10e", "e").replace(/^10e/, "1e"));
}

/** The cells of a row of the layers, from the gradient on. */
const cells = async (page, layer) => {
  const row = page.getByRole("table", { name: "The layers over the training samples" }).getByRole("row").nth(layer);
  return (await row.getByRole("cell").allTextContents()).slice(3);
};

test("gradients vanish in deep sigmoids, pass ReLU with He, explode from weights far too large, and are none behind steps", async ({ open, page, ui, lab }) => {
  await open();
  await ui.tab("Gradients").click();
  const panel = ui.panel("Gradients");
  await panel.getByRole("link", { name: "Deep sigmoids" }).click();
  await expect(ui.layers).toHaveCount(8);
  await panel.getByRole("button", { name: "Layer by layer" }).click();
  const table = page.getByRole("table", { name: "The layers over the training samples" });
  await expect(table.getByRole("row")).toHaveCount(11);
  const told = () => lab((lab) => lab.flow());
  const gradients = async () => (await told()).layers.map(({ gradient }) => gradient);

  // What stands in the table is what scripts are told.
  const flow = await told();
  expect(flow.layers[0].gradient).toBeLessThan(1e-4 * flow.layers[8].gradient);
  for (const [at, layer] of flow.layers.entries()) {
    await expect.poll(async () => (await cells(page, at + 1))[1]).not.toBe("…");
    const [gradient, step, saturated, dead] = await cells(page, at + 1);
    expect(toNumber(gradient) / layer.gradient).toBeCloseTo(1, 2);
    expect(toNumber(step) / layer.step).toBeCloseTo(1, 2);
    expect(saturated).toBe(`${Math.round(100 * layer.saturated)} %`);
    expect(dead).toBe(`${layer.dead} of ${layer.units}`);
  }
  await expect(table.getByRole("img", { name: /^\|∂L\/∂z\| of layer 1: from 10⁻.* to 10⁻.*, most about 10⁻/ })).toBeVisible();
  await expect(panel.getByText("Over all 280 training samples")).toBeVisible();
  // Each bar of a histogram counts: it is drawn anew as the network learns, and goes with the moment shown.
  const drawn = () => table.locator("path.bars").evaluateAll((paths) => paths.map((path) => path.getAttribute("d")).join());
  const before = await drawn();
  await lab((lab) => lab.train({ epochs: 3 }));
  await expect.poll(drawn).not.toBe(before);
  await ui.history.press("Home");
  await expect.poll(drawn).toBe(before);

  await panel.getByRole("link", { name: "ReLU with He" }).click();
  await expect(ui.choice("Activation", ui.layer(8))).toHaveValue("ReLU");
  const [least, most] = [Math.min, Math.max];
  const he = await gradients();
  expect(least(...he)).toBeGreaterThan(0.01 * most(...he));
  await panel.getByRole("link", { name: "Far too large weights" }).click();
  await expect(ui.layers).toHaveCount(6);
  expect(most(...(await gradients()))).toBeGreaterThan(100 * most(...he));

  await panel.getByRole("link", { name: "Steps: there are none" }).click();
  await expect(panel.getByText("The step has no slope, so there is nothing to follow.")).toBeVisible();
  await expect(panel.getByRole("img", { name: "The slope of a step: 0 on both sides" })).toBeVisible();
  await expect.poll(async () => (await cells(page, 1)).slice(2)).toEqual(["100 %", "4 of 4"]);
  await panel.getByRole("button", { name: "Use sigmoid there" }).click();
  await expect(panel.getByText("The step has no slope")).toBeHidden();
  await expect(ui.choice("Activation", ui.layer(1))).toHaveValue("sigmoid");
  await expect.poll(async () => (await cells(page, 1))[3]).toBe("0 of 4");
  await ui.button("Undo").click();
  await expect(panel.getByText("The step has no slope")).toBeVisible();
});

test("what a size is, is said; where there is no curve, why, and what to do", async ({ open, page, ui, lab }) => {
  await open("#data=and&net=2-1h&rule=perceptron");
  await ui.tab("Gradients").click();
  const panel = ui.panel("Gradients");
  const chart = panel.getByRole("img", { name: /over epochs$/ });
  await says(panel, "This learning rule follows no gradient");
  await expect(chart).toHaveCount(0);
  await panel.getByRole("button", { name: "Step / weights" }).click();
  await lab((lab) => lab.train({ epochs: 3 }));
  await expect(chart).toHaveCount(1);
  await says(panel, "Length of the change of a layer’s weights and biases at one step");
  await panel.getByRole("button", { name: "Gradient size" }).click();
  await panel.getByRole("button", { name: "Use backprop" }).click();
  await expect(ui.choice("Learning rule")).toHaveValue("Backprop");
  // A step has no slope, so there is no curve either.
  await says(panel, "The gradient has been 0 in every layer so far");
  await expect(chart).toHaveCount(0);
  await panel.getByRole("button", { name: "Use sigmoid there" }).click();
  await expect(chart).toHaveCount(1);
  await says(panel, "Size: the length of a layer’s gradient, √Σ(∂L/∂w)² over its weights and biases.");
});

test("curves of eight layers are all named, and all three views can be read at every size while it trains", async ({ open, page, ui }) => {
  await open(`#net=2-${deep("8s", 8)}-1s`);
  await ui.tab("Gradients").click();
  const panel = ui.panel("Gradients");
  for (const name of ["1", "5", "8", "output"]) await expect(panel.locator(".keys-line .key").getByText(name, { exact: true })).toBeVisible();
  await ui.play.click();
  for (const view of ["Gradient size", "Step / weights", "Layer by layer"]) {
    await panel.getByRole("button", { name: view }).click();
    await frames(page, 12);
    await takePictures(page, `gradients-${view.replace(/\W+/g, "-").toLowerCase()}`);
  }
  for (const size of sizes) {
    await page.setViewportSize(size);
    await frames(page, 2);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(wide, `${size.width}`).toBeLessThanOrEqual(0);
  }
  await ui.pause.click();
});

test("what is amiss is said with what was measured, and mended at one click", async ({ open, page, ui, lab }) => {
  // A loss that rests: two ways out, and back.
  await open("#data=xor_table&net=2-2s-1s&seed=2");
  // What looks for it comes with the rest of the program, at the first sign of a person.
  await page.mouse.move(200, 200);
  await page.waitForFunction(() => globalThis.separableRest?.isHere() ?? true);
  const rests = /The loss has rested at 0\.4[78]\d* for \d+ epochs, with a gradient of .*, and at best 1 of 4 points is wrong/;
  const look = async () => {
    await lab((lab) => lab.train({ epochs: 20 }));
    await frames(page, 2);
    return ui.advice.textContent();
  };
  await expect.poll(look, { intervals: [0] }).toMatch(rests);
  await expect(ui.button("Start from other weights", ui.advice)).toBeVisible();
  await ui.button("Add one more unit", ui.advice).click();
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("3");
  await ui.button("Undo").click();
  await says(ui.advice, "The loss has rested at");
  // A unit that is dead is named, with its greatest weighted sum.
  await open("#data=circles&net=2-8r-1s&lr=3");
  await page.reload();
  await page.mouse.move(300, 300);
  await ui.play.click();
  await says(ui.advice, /ReLU unit \d of layer 1 answers 0 to every point, as its z is never above (0|−[\d.]+), so it learns no more: dead/);
  await ui.button("Use leaky ReLU there", ui.advice).click();
  await expect(ui.choice("Activation", ui.layer(1))).toHaveValue("leaky ReLU");
  await ui.pause.click();
});
