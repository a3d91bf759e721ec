// A unit opened in place: the sample it speaks of, its sum term by term, its parameters changed and frozen by
// hand, its line on the surface, and the table of all units' answers.

import { expect, says, test } from "./support.mjs";

const number = (text) => Number(text.replace("−", "-").replace("×10", "e").replace(/[⁻⁰¹²³⁴-⁹]/g, (sign) => "-0123456789"["⁻⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(sign)]));

/** Whether a text of three digits is what `value` rounds to. */
function expectRounded(text, value, what) {
  expect(Math.abs(number(text) - value), `${what}: ${text} for ${value}`).toBeLessThanOrEqual(0.0051 * Math.max(Math.abs(value), 0.1));
}

const cardOf = (page) => page.getByRole("dialog");
const field = (page, name) => cardOf(page).getByRole("spinbutton", { name, exact: true });
const chosen = (page) => cardOf(page).getByRole("group", { name: "Sample" }).locator(".chosen");

/** What every row of the card says, and its results. */
async function numbers(page) {
  const card = cardOf(page);
  const rows = await card.getByRole("row").all();
  const cells = await Promise.all(
    rows.slice(1).map(async (row) => {
      const cells = row.getByRole("cell");
      const [value, term, gradient] = (await cells.allTextContents()).slice(1);
      return { parameter: await cells.first().getByRole("spinbutton").inputValue(), value, term, gradient };
    }),
  );
  const result = async (name) => number(await card.getByRole("status", { name, exact: true }).textContent());
  return { cells, result };
}

test("a unit speaks of the mean, or of the sample that is chosen by its point, by buttons, a cell or values of one's own", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 5 }));
  await ui.button("Layer 1, unit 2").click();
  await says(chosen(page), "Mean of 280 samples");
  const [weights, data] = await lab((lab) => [lab.weights()[0], lab.data().train]);
  const column = [weights.kernel[0][1], weights.kernel[1][1], weights.bias[1]];
  const mean = (of) => data.x.reduce((sum, x) => sum + of(x), 0) / data.x.length;
  const z = (x) => column[0] * x[0] + column[1] * x[1] + column[2];
  {
    const { cells, result } = await numbers(page);
    cells.forEach(({ parameter }, at) => expectRounded(parameter, column[at], "parameter"));
    [0, 1].forEach((at) => expectRounded(cells[at].value, mean((x) => x[at]), "mean input"));
    expectRounded(String(await result("Mean sum z")), mean(z), "mean z");
    expectRounded(String(await result("Mean answer a")), mean((x) => Math.tanh(z(x))), "mean a");
  }
  // Next, and its ring on the surface; the same sample by a click on the ring's place.
  await ui.button("Next sample").click();
  await ui.button("Next sample").click();
  await says(chosen(page), "Sample 2 of 280");
  const sample = async (x, y) => {
    const { cells, result } = await numbers(page);
    const [gradient] = await lab((lab, [x, y]) => lab.gradients([x], [y]), [x, y]);
    const slopes = [gradient.kernel[0][1], gradient.kernel[1][1], gradient.bias[1]];
    [...x, 1].forEach((value, at) => {
      if (at < 2) expectRounded(cells[at].value, value, "input");
      expectRounded(cells[at].term, column[at] * value, "term");
      expectRounded(cells[at].gradient, slopes[at], "gradient");
    });
    expectRounded(String(await result("sum z")), z(x), "z");
    expectRounded(String(await result("answer a")), Math.tanh(z(x)), "a");
    await expect(cardOf(page).getByRole("img", { name: /^tanh and its slope; at z = / })).toBeVisible();
  };
  await sample(data.x[1], data.y[1]);
  const ring = page.locator(".surface .study-ring");
  const at = await ring.boundingBox();
  await cardOf(page).getByRole("button", { name: "Mean" }).click();
  await says(chosen(page), "Mean of");
  await expect(ring).toHaveCount(0);
  await page.mouse.click(at.x + at.width / 2, at.y + at.height / 2);
  await says(chosen(page), "Sample 2 of 280");
  // It survives training, and other weights.
  await page.keyboard.press(".");
  await expect(chosen(page)).toHaveText("Sample 2 of 280");
  await lab((lab) => lab.reset());
  await expect(chosen(page)).toHaveText("Sample 2 of 280");
  // Values of one's own, as people write them; what is no number is said.
  await ui.button("Own values").click();
  const own = cardOf(page).locator(".own-values");
  await ui.type(own.getByRole("spinbutton", { name: "x₁" }), "0,5");
  await ui.type(own.getByRole("spinbutton", { name: "x₂" }), "−1.25");
  await own.getByRole("combobox", { name: "Target" }).selectOption("blue");
  const first = await lab((lab) => lab.weights()[0]);
  column.splice(0, 3, first.kernel[0][1], first.kernel[1][1], first.bias[1]);
  await sample([0.5, -1.25], [1]);
  await ui.type(own.getByRole("spinbutton", { name: "x₂" }), "north");
  await says(ui.alert, /x₂.*north/);
  await expect(own.getByRole("spinbutton", { name: "x₂" })).toHaveAttribute("aria-invalid", "true");
  await own.getByRole("spinbutton", { name: "x₂" }).press("Escape");
  await expect(own.getByRole("spinbutton", { name: "x₂" })).toHaveValue("-1.25");
  await expect(own.getByRole("spinbutton", { name: "x₂" })).not.toHaveAttribute("aria-invalid", "true");
  // A cell of the matrix: its samples one by one. Other data have other samples.
  await page.keyboard.press("Escape");
  await expect(cardOf(page)).toHaveCount(0);
  await ui.choice("Picture").selectOption("Confusion");
  const cell = page.getByRole("region", { name: "Confusion matrix" }).getByRole("button").first();
  await cell.click();
  await ui.button("Layer 1, unit 2").click();
  await says(chosen(page), /^Test sample \d+ of 120$/);
  const before = await chosen(page).textContent();
  await ui.button("Next sample").click();
  await expect(chosen(page)).not.toHaveText(before);
  await ui.button("Regenerate data").click();
  await says(chosen(page), "Mean of");
});

test("weights, bias and threshold are typed, stepped, dragged and frozen, and undone", async ({ open, page, ui, lab }) => {
  await open("#data=and&net=2-1h&rule=perceptron&lr=0.5");
  await ui.button("Output, unit 1").click();
  // The rule follows no gradient: in the mean, and for a sample that it errs on.
  await expect(cardOf(page).getByRole("columnheader").last()).toHaveText("mean change");
  await ui.button("Next sample").click();
  await expect(cardOf(page).getByRole("columnheader").last()).toHaveText("change");
  const { cells } = await numbers(page);
  const changes = await lab((lab) => {
    const { before, after } = lab.walk({ sample: 0 });
    return [...after[0].kernel.flat(), ...after[0].bias].map((value, at) => value - [...before[0].kernel.flat(), ...before[0].bias][at]);
  });
  cells.slice(0, 3).forEach(({ gradient }, at) => expectRounded(gradient, changes[at], "change"));
  await cardOf(page).getByRole("button", { name: "Mean" }).click();
  const all = () => lab((lab) => [...lab.weights()[0].kernel.flat(), ...lab.weights()[0].bias]);
  await ui.type(field(page, "Threshold"), "1,5");
  await expect.poll(all).toEqual([expect.any(Number), expect.any(Number), -1.5]);
  await ui.type(field(page, "Weight from x₁"), "1");
  await ui.type(field(page, "Weight from x₂"), "0,9");
  await field(page, "Weight from x₂").press("ArrowUp");
  await expect.poll(async () => (await all()).map((w) => Math.fround(w))).toEqual([1, 1, -1.5]);
  await expect(page.getByRole("status", { name: "Training accuracy" })).toHaveText("100 %");
  // Dragging to the right adds a step each eight pixels, and all of it is undone at once.
  const bias = field(page, "Bias");
  const box = await bias.boundingBox();
  const at = [box.x + box.width / 2, box.y + box.height / 2];
  await field(page, "Weight from x₂").blur();
  await page.mouse.move(...at);
  await page.mouse.down();
  for (const way of [10, 20, 30, 40]) await page.mouse.move(at[0] + way, at[1]);
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await all())[2] + 1)).toBeLessThan(1e-6);
  await expect(field(page, "Threshold")).toHaveValue("1.00");
  await lab((lab) => lab.undo());
  expect((await all())[2]).toBe(-1.5);
  await ui.type(field(page, "Weight from x₁"), "much");
  await says(ui.alert, /Weight from x₁.*much/);
  expect((await all())[0]).toBe(1);
  await field(page, "Weight from x₁").press("Escape");
  await expect(ui.alert).toHaveCount(0);
  // What is frozen keeps its bits while the rest learns; link and file carry it.
  await ui.type(field(page, "Weight from x₁"), "-3");
  await ui.button("Freeze weight from x₁").click();
  await expect(ui.button("Freeze weight from x₁")).toHaveAttribute("aria-pressed", "true");
  await lab((lab) => lab.train({ epochs: 5 }));
  const [first, second, last] = await all();
  expect(first).toBe(-3);
  expect([second, last]).not.toEqual([1, -1.5]);
  expect(await lab((lab) => lab.experiment().fixed)).toEqual([{ layer: 0, unit: 0, source: 0 }]);
  expect(await lab((lab) => lab.link())).toContain("fixed=1.1.1");
  // While training plays: the run goes on. Its steps are short, so that they do not undo at once what is typed.
  await ui.type(ui.field("Learning rate"), 0.001);
  await ui.button("Freeze weight from x₁").click();
  await expect.poll(() => lab((lab) => lab.experiment().fixed)).toEqual([]);
  await ui.play.click();
  await ui.type(field(page, "Weight from x₁"), "50");
  await expect.poll(async () => (await all())[0]).toBeGreaterThan(40);
  expect((await lab((lab) => lab.status())).running).toBe(true);
});

test("a unit's line lies on the surface, is dragged and turned by mouse, keyboard and finger, and lights its terms", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab) => lab.train({ epochs: 10 }));
  await ui.button("Layer 1, unit 3").click();
  const [move, turn] = ["Move", "Turn"].map((what) => page.getByRole("slider", { name: `${what} the line of layer 1, unit 3` }));
  const unit = () => lab((lab) => [lab.weights()[0].kernel[0][2], lab.weights()[0].kernel[1][2], lab.weights()[0].bias[2]]);
  const size = ([a, b]) => Math.hypot(a, b);
  const middle = async (handle) => {
    const { x, y, width, height } = await handle.boundingBox();
    return [x + width / 2, y + height / 2];
  };
  const before = await unit();
  const [x, y] = await middle(move);
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (const way of [10, 20, 30]) await page.mouse.move(x + way, y + way);
  await page.mouse.up();
  await expect.poll(async () => (await unit())[2]).not.toBe(before[2]);
  const moved = await unit();
  expect(moved.slice(0, 2)).toEqual(before.slice(0, 2));
  // The handle has gone along.
  const away = async () => {
    const [left, top] = await middle(move);
    return Math.hypot(left - x - 30, top - y - 30);
  };
  await expect.poll(away).toBeLessThan(3);
  // By keyboard: turned by three degrees, its weights as large as before.
  const angle = async () => Number((await turn.getAttribute("aria-valuenow")) ?? NaN);
  const from = await angle();
  await turn.press("ArrowUp");
  await expect.poll(async () => Math.abs(((await angle()) - from + 180) % 180)).toBeCloseTo(3, 1);
  const turned = await unit();
  expect(size(turned)).toBeCloseTo(size(before), 4);
  await move.press("ArrowRight");
  await expect.poll(async () => (await unit())[2]).not.toBe(turned[2]);
  // By finger.
  const touch = await page.context().newCDPSession(page);
  const [a, b] = await middle(turn);
  const points = (x, y) => ({ touchPoints: [{ x, y }] });
  const was = await angle();
  await touch.send("Input.dispatchTouchEvent", { type: "touchStart", ...points(a, b) });
  for (const way of [8, 16, 24]) await touch.send("Input.dispatchTouchEvent", { type: "touchMove", ...points(a - way, b + way) });
  await touch.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
  await expect.poll(angle).not.toBe(was);
  expect(size(await unit())).toBeCloseTo(size(before), 4);
  // Each was one step.
  for (let left = 4; left > 0; left -= 1) await lab((lab) => lab.undo());
  expect(await unit()).toEqual(before);
  expect((await lab((lab) => lab.history())).can_undo).toBe(false);
  // A term and its link light each other.
  const links = page.getByRole("img", { name: /^Links and maps/ });
  const plain = await links.screenshot();
  await field(page, "Weight from x₂").focus();
  await expect(cardOf(page).locator("tr.lit")).toHaveCount(1);
  await expect.poll(async () => (await links.screenshot()).equals(plain)).toBe(false);
  // A unit of a later layer has no such line.
  await page.keyboard.press("Escape");
  await ui.button("Layer 2, unit 1").click();
  await expect(page.getByRole("slider", { name: /the line of/ })).toHaveCount(0);
});

for (const size of [
  { width: 1440, height: 900 },
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
]) {
  test(`a truth table has every unit's answer, right or wrong, at ${size.width}×${size.height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize(size);
    await open("#data=xor_table");
    await lab((lab) => lab.train({ epochs: 3 }));
    await ui.button("Units’ answers").click();
    const table = page.getByRole("table", { name: "What every unit answers" });
    const rows = table.locator("tbody tr");
    await expect(rows).toHaveCount(4);
    const check = async () => {
      const answers = await lab((lab) => {
        const { x, y } = lab.data().train;
        const [hidden, output] = lab.weights();
        const a = x.map((x) => hidden.bias.map((b, unit) => Math.tanh(b + x.reduce((sum, x, source) => sum + x * hidden.kernel[source][unit], 0))));
        return x.map((x, row) => ({ x, y: y[row][0], hidden: a[row], answer: lab.predict([x])[0][0], output: output.bias.length }));
      });
      for (const [at, { x, y, hidden, answer }] of answers.entries()) {
        const cells = await rows.nth(at).getByRole("cell").allTextContents();
        [...x, ...hidden, answer].forEach((value, column) => expect(Math.abs(number(cells[column]) - value), cells.join(" ")).toBeLessThan(0.00501));
        expect(cells.at(-1)).toBe((answer > 0.5) === (y === 1) ? "✓ right" : "✗ wrong");
      }
    };
    await check();
    await lab((lab) => lab.train({ epochs: 30 }));
    await check();
    await ui.button("Sample 3").click();
    await expect(ui.button("Sample 3")).toHaveAttribute("aria-pressed", "true");
    await expect(page.locator(".surface .study-ring")).toHaveCount(1);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    if (size.width > 760) {
      const last = await rows.last().boundingBox();
      expect(last.y + last.height, "all rows are seen").toBeLessThanOrEqual(size.height);
    }
  });
}
