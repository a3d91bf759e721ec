// The space of a hidden layer: XOR unfolds until a line separates it; three units turn, many have principal directions;
// where there is no hidden layer the surface is shown; it fits a phone and has room on a projector.

import AxeBuilder from "@axe-core/playwright";
import { expect, frames, sizes, takePictures, test } from "./support.mjs";

const [, , projector, phone] = sizes;

const enter = (ui) => ui.choice("Picture").selectOption("Hidden space");
const picture = (page) => page.locator(".hidden-picture");
const pixels = (page) => picture(page).locator("canvas").evaluate((canvas) => canvas.toDataURL());

/** What is on the picture once nothing moves there any more. */
async function settled(page) {
  let last = "";
  await expect
    .poll(async () => {
      await frames(page, 2);
      const before = last;
      last = await pixels(page);
      return last === before;
    })
    .toBe(true);
  return last;
}

test("XOR unfolds until one line has all points, live and looked back at", async ({ open, page, ui, lab }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open("#data=xor_table&net=2-2t-1s&lr=0.5&seed=2");
  await enter(ui);
  const unfold = ui.slider("Unfold");
  await expect(unfold).toHaveValue("1");
  await expect(page.locator(".surface")).toBeHidden();
  const start = await settled(page);
  await lab((lab) => lab.train({ epochs: 400 }));
  const said = page.getByText("In the plane of h₁ and h₂, one line has all 4 training points right. No line in the input plane has more than 3.");
  await expect(said).toBeVisible();
  await expect(picture(page)).toHaveAttribute("aria-label", /^The data as the hidden layer sees them, unfolded, over h₁ and h₂\. .* all 4 training points right/);
  const end = await settled(page);
  expect(end).not.toBe(start);

  // Folded up it is the input plane, whatever has been learned of where points go.
  await unfold.fill("0");
  await expect(picture(page)).toHaveAttribute("aria-label", /folded up: the input plane/);
  const flat = await settled(page);
  await unfold.fill("0.5");
  const half = await settled(page);
  expect(new Set([end, flat, half]).size).toBe(3);
  await ui.button("Play unfolding").click();
  await expect(unfold).toHaveValue("1");
  expect(await settled(page)).toBe(end);

  // The past is seen as it was.
  await ui.history.fill("0");
  await expect(said).toBeHidden();
  expect(await settled(page)).toBe(start);
  await ui.history.press("End");
  await expect(said).toBeVisible();
  expect(await settled(page)).toBe(end);

  // A click studies the sample that is there; Escape forgets it.
  await unfold.fill("0");
  const box = await picture(page).boundingBox();
  let studied = flat;
  for (let at = 0; at < 100 && studied === flat; at++) {
    await picture(page).click({ position: { x: ((at % 10) + 0.5) * box.width * 0.1, y: (Math.floor(at / 10) + 0.5) * box.height * 0.1 } });
    studied = await settled(page);
  }
  expect(studied).not.toBe(flat);
  await page.keyboard.press("Escape");
  expect(await settled(page)).toBe(flat);
  await unfold.fill("1");
  await takePictures(page, "hidden-xor");
});

test("three units turn, more have principal directions or units that are chosen, and without a layer the surface is there", async ({ open, page, ui, lab }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open("#data=circles&net=2-3t-1s&lr=0.1&seed=3");
  await enter(ui);
  await lab((lab) => lab.train({ epochs: 60 }));
  await expect(page.getByText(/^In the space of h₁, h₂ and h₃, one plane has \d+ of 280|one plane has all 280/)).toBeVisible();
  await expect(picture(page)).toHaveAttribute("aria-label", /Arrow keys turn it\.$/);
  const before = await settled(page);
  await picture(page).focus();
  await page.keyboard.press("ArrowRight");
  const turned = await settled(page);
  expect(turned).not.toBe(before);
  await page.keyboard.press("ArrowLeft");
  expect(await settled(page)).toBe(before);
  const box = await picture(page).boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 60, box.y + box.height / 2 + 20, { steps: 4 });
  await page.mouse.up();
  expect(await settled(page)).not.toBe(before);
  await takePictures(page, "hidden-turned");

  // Two of the three, and other axes still.
  const axes = ui.choice("Axes");
  await axes.selectOption("2 units");
  await expect(picture(page)).toHaveAttribute("aria-label", /unfolded, over h₁ and h₂\./);
  await ui.choice("Unit up").selectOption("h₃");
  await expect(picture(page)).toHaveAttribute("aria-label", /unfolded, over h₁ and h₃\./);
  await expect(page.getByText("Dashed: where a border is with the other directions at their mean.")).toBeVisible();
  await axes.selectOption("Next unit’s weights");
  await expect(page.getByText(/^Dashed/)).toBeHidden();

  // A layer in between: the last is seen, or the one that is chosen, with a line for each unit that reads it.
  await lab((lab) => lab.load({ layers: [8, 2].map((units) => ({ units, activation: "tanh" })).concat({ units: 1, activation: "sigmoid" }) }));
  await expect(ui.choice("Layer shown").locator("option:checked")).toHaveText("Layer 2");
  await ui.choice("Layer shown").selectOption("Layer 1");
  await expect(page.getByText(/^Layer 2 reads this space\. Each of its 2 units draws a flat cut here/)).toBeVisible();
  // The last has one unit to look along, its own weights; the layer before it is read by two.
  await expect(axes.locator("option:checked")).toHaveText("2 principal directions");
  await expect(axes.getByRole("option")).toHaveCount(4);
  await axes.selectOption("2 principal directions");
  await expect(page.getByText(/^These two principal directions have \d+ % of the variance of 8 units\.$/)).toBeVisible();

  // Without a hidden layer it gives way, and it comes back with one.
  await lab((lab) => lab.load({ layers: [{ units: 1, activation: "sigmoid" }] }));
  await expect(page.locator(".surface")).toBeVisible();
  await expect(picture(page)).toHaveCount(0);
  await expect(ui.choice("Picture").getByRole("option")).toHaveText(["Surface", "Confusion"]);
  await ui.button("Add layer").first().click();
  await expect(picture(page)).toBeVisible();
  await expect(ui.choice("Picture")).toHaveValue("Hidden space");
  await ui.choice("Picture").selectOption("Surface");
  await expect(page.locator(".surface")).toBeVisible();
});

test("every task has it, it has room on a projector and fits a phone, and axe finds nothing", async ({ open, page, ui, lab }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const [fragment, said] of [
    ["#data=sine", "the output rises as evenly as on a slope"],
    ["#data=digits", "straight borders between the classes have"],
    ["#data=labels&net=2-2t-2s", "one line for each label has"],
    ["#data=xor_table&net=2-2h-1h", "A step unit is 0 or 1: every point is sent to a corner."],
    ["#data=circles&net=2-1t-1s", "Up and down only keeps points apart."],
    ["#data=iris", "2 of 4 inputs, so there is no grid."],
  ]) {
    await open(fragment);
    await enter(ui);
    await expect(page.locator(".hidden-space")).toContainText(said);
    const whole = await settled(page);
    await ui.slider("Unfold").fill("0");
    expect(await settled(page), fragment).not.toBe(whole);
    await ui.slider("Unfold").fill("1");
  }
  for (const size of [projector, phone]) {
    await page.setViewportSize(size);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(" ")) }))).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(size.width);
    const box = await picture(page).boundingBox();
    expect(box.x).toBeGreaterThanOrEqual(0);
    expect(box.x + box.width).toBeLessThanOrEqual(size.width);
  }
  await page.setViewportSize(projector);
  const small = await picture(page).boundingBox();
  await ui.button("Enlarge").click();
  await expect.poll(async () => (await picture(page).boundingBox()).width).toBeGreaterThan(1.5 * small.width);
  await expect(ui.play).toBeVisible();
  await expect(ui.region("Network")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect.poll(async () => (await picture(page).boundingBox()).width).toBe(small.width);
  await expect(ui.button("Enlarge")).toHaveAttribute("aria-pressed", "false");
});

test("in a duel each side has its own", async ({ open, page, lab }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await open(`#data=xor&net=2-1s&against=${encodeURIComponent("data=xor&net=2-2t-1s")}`);
  const [left, right] = ["Left run", "Right run"].map((name) => page.getByRole("region", { name }));
  const list = (side) => side.getByRole("combobox", { name: "Picture", exact: true });
  await expect(list(left).getByRole("option")).toHaveText(["Surface", "Confusion"]);
  await list(right).selectOption("Hidden space");
  await expect(right.locator(".hidden-picture")).toBeVisible();
  await expect(left.locator(".surface")).toBeVisible();
  await lab((lab) => lab.train({ epochs: 5 }));
  await expect(right.getByText(/^In the plane of h₁ and h₂, one line has \d+ of 280 training points right\./)).toBeVisible();
});
