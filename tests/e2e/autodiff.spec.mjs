// The expression graph of a loss: both passes, folded and open, by pointer, keys and screen reader.

import AxeBuilder from "@axe-core/playwright";
import { expect, frames, says, sizes, test } from "./support.mjs";

/** A number as the page writes it. */
const read = (text) => Number(text.replace("−", "-").replace(/×10.*/, ""));

/** The nodes of the panel, by the name that is written on them. */
const nodes = (page) => page.locator(".node");
const named = (page, name) => nodes(page).filter({ has: page.locator("text.name", { hasText: new RegExp(`^${name.replaceAll(/[[\]]/g, "\\$&")}$`) }) });
const adjoint = async (node) => read(await node.locator("text.adjoint").textContent());
const value = async (node) => read(await node.locator("text.value").textContent());

/** What scripts know of the first training sample: it, the answers, and the gradients. */
const known = (lab) =>
  lab((lab) => {
    const { x, y } = lab.data().train;
    return { x: x[0], gradients: lab.gradients([x[0]], [y[0]]), weights: lab.weights() };
  });

/** As many digits as are shown. */
const agrees = (shown, number) => expect(Math.abs(shown - number)).toBeLessThanOrEqual(0.006 * Math.abs(number) + 1e-12);

test("every adjoint at a weight is the gradient that scripts have, whatever is open, and follows training", async ({ open, page, ui, lab }) => {
  await open("#data=xor&net=2-3t-1s&lr=0.1&seed=7");
  await ui.tab("Autodiff").click();
  const panel = ui.panel("Autodiff");
  // Folded it is the network: two inputs, three units, the output and the loss.
  await expect(nodes(page)).toHaveCount(2 + 3 + 1 + 1);
  await says(panel, "The graph shows training sample 1 until you choose one.");
  await ui.button("Full height").click();
  const check = async () => {
    const { x, gradients, weights } = await known(lab);
    await frames(page, 2);
    for (const source of [0, 1]) {
      const weight = named(page, `w₁[${source + 1},2]`);
      agrees(await adjoint(weight), gradients[0].kernel[source][1]);
      agrees(await value(weight), weights[0].kernel[source][1]);
      agrees(await value(named(page, `x[${source + 1}]`)), x[source]);
    }
    agrees(await adjoint(named(page, "b₁[2]")), gradients[0].bias[1]);
  };
  await nodes(page).and(page.getByRole("button", { name: "Layer 1, unit 2, folded", exact: true })).click();
  await check();
  await ui.step.click();
  await check();
  await ui.play.click();
  await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(5);
  await ui.pause.click();
  await lab((lab) => lab.pause());
  await check();
  // Another sample is another loss.
  const before = await adjoint(named(page, "w₁[1,2]"));
  await panel.getByRole("button", { name: "Next sample" }).click();
  await panel.getByRole("button", { name: "Next sample" }).click();
  await expect.poll(() => adjoint(named(page, "w₁[1,2]"))).not.toBe(before);
  await expect(panel).not.toContainText("until you choose one");
  // What two passes take, and what differences would.
  const counts = await panel.locator(".graph-below").textContent();
  const [, forward, backward, parameters, differences] = counts.match(/Forward (\d+) operations, backward (\d+),.* all (\d+) .*: (\d+)\./).map(Number);
  expect([parameters, differences]).toEqual([13, 2 * 13 * forward]);
  expect(backward).toBeLessThan(3 * forward);
});

test("all of the graph is seen when it opens, at every size, and again when it or the window changes; what a person chose stays", async ({ open, page, ui }) => {
  await open("#data=xor&net=2-3t-1s&seed=7");
  const scale = async () => Number((await page.locator(".graph > g").getAttribute("transform")).match(/scale\(([\d.]+)\)/)[1]);
  /** How far nodes stand out of the graph's window. */
  const out = () =>
    page.locator(".graph").evaluate((graph) => {
      const window = graph.getBoundingClientRect();
      const nodes = [...graph.querySelectorAll(".node")].map((node) => node.getBoundingClientRect());
      return Math.max(...nodes.map((node) => Math.max(window.left - node.left, window.top - node.top, node.right - window.right, node.bottom - window.bottom)));
    });
  await ui.tab("Autodiff").click();
  for (const size of sizes.filter(({ width }) => width > 760)) {
    await page.setViewportSize(size);
    await frames(page, 3);
    await expect(nodes(page)).toHaveCount(7);
    expect(await out(), `${size.width}`).toBeLessThanOrEqual(0);
    // Nothing is too small to be read.
    expect(await scale(), `${size.width}`).toBeGreaterThan(0.7);
  }
  // What was opened is seen with all the rest.
  await page.setViewportSize({ width: 1440, height: 900 });
  await ui.button("Full height").click();
  const before = await scale();
  await page.locator(".node.folded").first().click();
  await expect(page.locator(".block")).toHaveCount(1);
  await expect.poll(scale).not.toBe(before);
  await ui.button("Fold all").click();
  await expect.poll(scale).toBe(before);
  // Chosen by hand it stays, whatever is opened, until all is asked for.
  await ui.button("Zoom in").click();
  await expect.poll(scale).toBeCloseTo(1.25 * before, 2);
  await page.locator(".node.folded").first().click();
  await page.setViewportSize({ width: 1280, height: 720 });
  await frames(page, 3);
  expect(await scale()).toBeCloseTo(1.25 * before, 2);
  await ui.button("Fold all").click();
  await ui.button("Fit", page.locator(".graph-zoom")).click();
  await expect.poll(out).toBeLessThanOrEqual(0);
  await ui.button("Full height").click();
  await expect.poll(out).toBeLessThanOrEqual(0);
  // Both numbers of a node are named, in their colours, and the terms of the loss are.
  const told = page.getByRole("group", { name: "Node", exact: true });
  await says(told, /^loss.*value ln\(1\+eᶻ\) − z₂\[1\] · t\[1\] = .*adjoint 1, of the loss by itself/);
  await named(page, "a₁[2]").hover();
  await says(told, /^a₁\[2\].*value tanh\(z₁\[2\]\) = .*adjoint ∂L\/∂a₁\[2\] .* = /);
  const colour = (locator, what) => locator.evaluate((node, what) => getComputedStyle(node)[what], what);
  for (const [kind, tone] of [["value", "tone-value"], ["adjoint", "tone-gradient"]]) {
    const key = await colour(told.locator(`.${tone}`), "color");
    expect(await colour(page.locator(`.node text.${kind}`).first(), "fill")).toBe(key);
  }
});

/** Whether all of a panel's drawer is in the window, or else its beginning. */
const isSeen = (panel) =>
  panel.evaluate((panel) => {
    const { top, bottom } = panel.closest(".drawer").getBoundingClientRect();
    const bar = document.querySelector(".reach")?.getBoundingClientRect();
    const end = bar && bar.bottom >= innerHeight ? bar.top : innerHeight;
    return top >= -1 && (bottom <= end + 1 || top <= 1);
  });

test("at every size an opened panel is where it can be seen", async ({ open, page, ui }) => {
  await open();
  for (const size of [...sizes, { width: 1024, height: 600 }]) {
    await page.setViewportSize(size);
    for (const name of ["Autodiff", "Landscape", "Gradients"]) {
      await page.evaluate(() => scrollTo(0, 0));
      await ui.tab(name).press("Enter");
      await expect.poll(() => isSeen(ui.panel(name)), { message: `${name} at ${size.width}×${size.height}` }).toBe(true);
      await ui.tab(name).press("Enter");
    }
  }
});

test("an opened panel is followed when the page is laid out anew, and not when a person scrolls", async ({ open, page, ui }) => {
  await page.setViewportSize({ width: 1024, height: 600 });
  await open();
  await ui.tab("Autodiff").press("Enter");
  const panel = ui.panel("Autodiff");
  await expect.poll(() => isSeen(panel)).toBe(true);
  // Something above it comes late.
  await panel.evaluate((panel) => {
    const late = document.createElement("div");
    late.style.height = "150px";
    panel.closest(".drawer").before(late);
  });
  await expect.poll(() => isSeen(panel)).toBe(true);
  await frames(page, 3);
  await page.evaluate(() => scrollTo(0, 0));
  await frames(page, 20);
  expect(await page.evaluate(() => scrollY)).toBe(0);
});

test("both passes are stepped through, forward and back, by buttons, slider and clock", async ({ open, page, ui }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open("#data=and&net=2-1s");
  await ui.tab("Autodiff").click();
  const slider = ui.slider("Operation");
  const shown = (kind) => page.locator(`.node text.${kind}:not(:empty)`).count();
  // Inputs, unit and loss have both.
  await expect(slider).toHaveValue("6");
  expect([await shown("value"), await shown("adjoint")]).toEqual([4, 4]);
  await slider.fill("0");
  expect([await shown("value"), await shown("adjoint")]).toEqual([2, 0]);
  await expect(ui.button("Previous operation")).toBeDisabled();
  await ui.button("Next operation").click();
  await expect(slider).toHaveAttribute("aria-valuetext", "Forward, 1 of 2");
  expect([await shown("value"), await shown("adjoint")]).toEqual([3, 0]);
  await expect(page.locator(".node.active text.name")).toHaveText(/^z₁\[1\]$/);
  await expect(page.locator(".arrow.forward")).toHaveCount(2);
  await ui.button("Next operation").click();
  await ui.button("Next operation").click();
  await expect(slider).toHaveAttribute("aria-valuetext", "Backward, 1 of 4");
  await says(page.getByRole("group", { name: "Node", exact: true }), "1, of the loss by itself");
  await ui.button("Next operation").click();
  await expect(page.locator(".arrow.backward")).toHaveCount(1);
  await ui.button("Previous operation").click();
  expect([await shown("value"), await shown("adjoint")]).toEqual([4, 1]);
  // Played, it goes on to the end and rests there.
  await ui.button("Play passes").click();
  await expect(slider).toHaveValue("6");
  await expect(ui.button("Play passes")).toBeVisible();
});

test("by keyboard alone units open, nodes are read, and the same place lights up everywhere", async ({ open, page, ui }) => {
  await open("#data=xor&net=2-2t-1s&seed=3");
  await ui.tab("Autodiff").focus();
  await page.keyboard.press("Enter");
  await nodes(page).first().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(page.locator(".node:focus")).toHaveAttribute("aria-label", /^Layer 1, unit 1, folded, value .*, adjoint /);
  await page.keyboard.press("Enter");
  await expect(page.locator(".node:focus text.name")).toHaveText("w₁[1,1]");
  await expect(page.locator(".node:focus")).toHaveAttribute("aria-label", /^w₁\[1,1\], weight of input 1, value .*, adjoint /);
  // The link of the diagram is lit, with its weight beside it.
  await expect(page.locator(".readout")).toHaveText(/^weight /);
  await page.keyboard.press("ArrowDown");
  await expect(page.locator(".node:focus text.name")).toHaveText("w₁[2,1]");
  await page.keyboard.press("End");
  await expect(page.locator(".node:focus text.name")).toHaveText("loss");
  await expect(page.locator(".readout")).toHaveCount(0);
  const scale = async () => Number((await page.locator(".graph > g").getAttribute("transform")).match(/scale\(([\d.]+)\)/)[1]);
  const before = await scale();
  await page.keyboard.press("+");
  expect(await scale()).toBeCloseTo(1.25 * before, 2);
  await page.keyboard.press("0");
  await ui.button("Fold Layer 1, unit 1").focus();
  await page.keyboard.press("Enter");
  await expect(page.locator(".node:focus")).toHaveAttribute("aria-label", /^Layer 1, unit 1, folded, value /);
  await expect(nodes(page)).toHaveCount(2 + 2 + 1 + 1);
  // As a table it is in the order of the pass.
  await page.getByText("As a table", { exact: true }).focus();
  await page.keyboard.press("Enter");
  const heads = page.getByRole("region", { name: "Nodes in the order of the pass" }).getByRole("rowheader");
  await expect(heads).toHaveText(["Input 1", "Input 2", "Layer 1, unit 1, folded", "Layer 1, unit 2, folded", "Output, unit 1, folded", "Loss, folded"]);
  const { violations } = await new AxeBuilder({ page }).include(".panel").analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target.join(" "))])).toEqual([]);
});

test("the graph is moved and zoomed by pointer and wheel; what is too large says so", async ({ open, page, ui }) => {
  await open("#data=xor&net=2-3t-1s");
  await ui.tab("Autodiff").click();
  await ui.button("Full height").click();
  const transform = () => page.locator(".graph > g").getAttribute("transform");
  const numbers = async () => (await transform()).match(/-?[\d.]+/g).map(Number);
  await expect.poll(async () => (await numbers())[2]).toBeGreaterThan(0.9);
  const box = await page.locator(".graph").boundingBox();
  const [x, y] = [box.x + box.width / 2, box.y + box.height - 8];
  await page.mouse.move(x, y);
  const [x0, y0, scale] = await numbers();
  await page.mouse.down();
  await page.mouse.move(x - 40, y - 25, { steps: 4 });
  await page.mouse.up();
  expect(await numbers()).toEqual([expect.closeTo(x0 - 40, 0), expect.closeTo(y0 - 25, 0), scale]);
  // The wheel scrolls the page, unless it is meant for the graph.
  const [, , still] = await numbers();
  await page.mouse.wheel(0, -200);
  await page.keyboard.down("Control");
  await page.mouse.wheel(0, -200);
  await page.keyboard.up("Control");
  await expect.poll(async () => (await numbers())[2]).toBeCloseTo(still * Math.exp(0.4), 3);
  await page.locator(".node").first().focus();
  await page.mouse.wheel(0, 200);
  await expect.poll(async () => (await numbers())[2]).toBeCloseTo(still, 3);
  // A drag opens nothing.
  await expect(page.locator(".block")).toHaveCount(0);
  await ui.button("Fit").click();
  await page.locator(".node.folded").first().click();
  await expect(page.locator(".block")).toHaveCount(1);
  await ui.button("Fold all").click();
  await expect(page.locator(".block")).toHaveCount(0);
  await ui.choice("Task").selectOption("Several classes");
  await ui.radio("Digits").check();
  await expect(page.locator(".node text.name", { hasText: "x[64]" })).toHaveCount(1);
  await ui.button("Full height").click();
  await ui.type(ui.field("Units", ui.layer(1)), 16);
  await says(ui.panel("Autodiff").getByRole("status"), "arrows even with every unit folded");
  await expect(nodes(page)).toHaveCount(0);
  await ui.choice("Task").selectOption("Two classes");
  await ui.radio("AND").check();
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  await says(ui.panel("Autodiff").getByRole("status"), "This learning rule follows no derivative");
});
