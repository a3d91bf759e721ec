// The page at every size it is made for: nothing clipped, covered, too small, or out of reach.

import { expect, frames, sizes, picture, takePictures, test } from "./support.mjs";

/** What is wrong with how the page lies at this size; each entry names an element. */
const flaws = (page) =>
  page.evaluate(() => {
    const found = [];
    const name = (element) => {
      const text = element.getAttribute("aria-label") ?? element.textContent.trim().slice(0, 40);
      return `${element.tagName.toLowerCase()}.${element.className?.baseVal ?? element.className} “${text}”`;
    };
    const style = (element) => getComputedStyle(element);
    const visible = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
    const unseen = (element) => {
      const { width, height } = element.getBoundingClientRect();
      return width <= 1 || height <= 1 || style(element).clipPath !== "none";
    };
    const scrolls = (element) => {
      for (let at = element; at; at = at.parentElement) {
        if (at !== document.documentElement && at !== document.body && /auto|scroll/.test(style(at).overflowX)) return true;
        if (at.tagName === "DIALOG" && !at.open) return true;
      }
      return false;
    };

    if (document.documentElement.scrollWidth > innerWidth) found.push(`page scrolls sideways: ${document.documentElement.scrollWidth} px`);

    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode;
      const element = node.parentElement;
      if (!node.data.trim() || /^(SCRIPT|STYLE|OPTION)$/.test(element.tagName) || !visible(element) || unseen(element)) continue;
      const size = parseFloat(style(element).fontSize);
      if (size < 14) found.push(`${name(element)} is set in ${size} px`);
      const range = document.createRange();
      range.selectNodeContents(node);
      for (const { left, right } of range.getClientRects())
        if ((left < -0.5 || right > innerWidth + 0.5) && !scrolls(element)) found.push(`${name(element)} leaves the screen`);
      for (let at = element; at !== document.body; at = at.parentElement)
        if (/hidden|clip/.test(style(at).overflowX) && at.scrollWidth > at.clientWidth + 1) found.push(`${name(at)} is clipped`);
    }

    // A list shows its choice whole.
    const pen = document.createElement("canvas").getContext("2d");
    for (const select of document.querySelectorAll("select")) {
      if (!visible(select)) continue;
      const { font, paddingLeft, paddingRight } = style(select);
      pen.font = font;
      const room = select.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
      const need = pen.measureText(select.selectedOptions[0].textContent).width;
      if (need > room + 1) found.push(`${name(select).slice(0, 30)}: “${select.selectedOptions[0].textContent}” needs ${need.toFixed(0)} px, has ${room.toFixed(0)}`);
    }

    // Targets are large enough, and nothing lies on them.
    for (const control of document.querySelectorAll("button, input, select, summary, a[href]")) {
      if (!visible(control)) continue;
      const target = /radio|checkbox/.test(control.type) ? control.closest("label") : control;
      const { width, height } = target.getBoundingClientRect();
      if (width === 0) continue;
      const tall = control.type === "range" || control.type === "radio" ? 0 : 24;
      if (Math.min(width, height) < Math.max(tall, 16)) found.push(`${name(control)} is ${width.toFixed(0)}×${height.toFixed(0)} px`);
      target.scrollIntoView({ block: "center", inline: "center", behavior: "instant" });
      const box = target.getBoundingClientRect();
      const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
      if (!control.disabled && top && !target.contains(top) && !top.contains(target)) found.push(`${name(control)} lies under ${name(top)}`);
    }
    scrollTo(0, 0);
    return [...new Set(found)];
  });

for (const { width, height } of sizes) {
  test(`everything has its place at ${width}×${height}`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    await open();
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(10);
    await ui.pause.click();
    expect(await flaws(page)).toEqual([]);
    if ([900, 720].includes(height)) {
      expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThanOrEqual(height);
    }
    // Longer texts: a refused value, a truth table, another loss, all settings.
    await page.getByText("More", { exact: true }).click();
    await ui.radio("XOR table").check();
    await ui.choice("Learning rule").selectOption("Perceptron rule");
    await ui.type(ui.field("Batch size"), 0);
    expect(await flaws(page)).toEqual([]);
  });
}

for (const percent of [125, 150, 200]) {
  test(`everything has its place enlarged to ${percent} %`, async ({ open, page, ui }) => {
    for (const { width, height } of sizes.filter((size) => size.width > 1000)) {
      const shrunk = (pixels) => Math.round((pixels * 100) / percent);
      await page.setViewportSize({ width: shrunk(width), height: shrunk(height) });
      await open();
      await ui.step.click();
      expect(await flaws(page), `${width}×${height}`).toEqual([]);
    }
  });
}

/** A branch, a moment of its past, and another run beside it. */
async function severalRuns(lab) {
  await lab(async (lab) => {
    await lab.train({ epochs: 25 });
    await lab.seek({ epoch: 12 });
    await lab.train({ epochs: 10 });
    const other = await lab.open({ learning_rate: 0.3 });
    await other.train({ epochs: 30 });
    await lab.seek({ epoch: 18 });
  });
}

for (const { width, height } of sizes) {
  test(`several runs and a branch have their place at ${width}×${height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize({ width, height });
    await open();
    await severalRuns(lab);
    await expect(ui.button("All runs")).toBeVisible();
    expect(await flaws(page)).toEqual([]);
    for (const stride of ["Sample", "Batch", "Epoch"]) {
      await ui.choice("Step by").selectOption(stride);
      expect(glued(await words(page, ".top-bar"), 4)).toEqual([]);
    }
    const { height: chip } = await ui.button("All runs").boundingBox();
    expect(chip, "its words stand in one line").toBeLessThanOrEqual(40);
  });
}

test("on a phone the transport stays in reach", async ({ open, page, ui }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await open();
  for (const region of ["Output", "Network", "Training", "Data"]) {
    await ui.region(region).scrollIntoViewIfNeeded();
    await expect(ui.button(/^(Play|Pause)$/)).toBeInViewport();
    await expect(ui.step).toBeInViewport();
  }
});

test("numbers that grow move nothing", async ({ open, page, ui, lab }) => {
  await open();
  const places = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("button, input, select, output, .surface, .chart")].map((element) => {
        const { x, y } = element.getBoundingClientRect();
        return `${element.getAttribute("aria-label") ?? element.className} ${x.toFixed(0)} ${y.toFixed(0)}`;
      }),
    );
  await lab((lab) => lab.train({ epochs: 1 }));
  const before = await places();
  await lab((lab) => lab.train({ epochs: 3000 }));
  expect(await ui.shown("Epoch")).toBe(3001);
  expect(await places()).toEqual(before);
});

/** Where each piece of text in an element is written, and each button lies. */
const words = (page, selector) =>
  page.locator(selector).first().evaluate((root) => {
    const found = [];
    const add = (text, { left, right, top, bottom }, isButton = false) => found.push({ text, left, right, top, bottom, isButton });
    const texts = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const { data, parentElement: element } = texts.currentNode;
      const unseen = getComputedStyle(element).clipPath !== "none" || element.closest("option, button");
      if (!data.trim() || unseen || !element.checkVisibility({ visibilityProperty: true })) continue;
      const range = document.createRange();
      range.selectNodeContents(texts.currentNode);
      add(data, range.getBoundingClientRect());
    }
    for (const button of root.querySelectorAll("button")) add(button.ariaLabel ?? button.textContent, button.getBoundingClientRect(), true);
    return found;
  });

/** Pairs that stand in one line with less than `gap` pixels between them; buttons have room of their own. */
const glued = (all, gap) =>
  all.flatMap((a) =>
    all
      .filter((b) => !(a.isButton && b.isButton) && a.left < b.left && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 4 && b.left - a.right < gap)
      .map((b) => `“${a.text}” and “${b.text}”: ${(b.left - a.right).toFixed(1)} px`),
  );

for (const { width, height } of sizes) {
  test(`the words of the transport stand apart at ${width}×${height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize({ width, height });
    await open("#data=digits");
    await lab((lab) => lab.train({ epochs: 100 }));
    await lab((lab) => lab.train({ batches: 66 }));
    await expect(page.getByText("sample 1056/1258")).toBeInViewport();
    for (const stride of ["Sample", "Batch", "Epoch"]) {
      await ui.choice("Step by").selectOption(stride);
      await ui.slider("Speed").press("Home");
      const positions = Number(await ui.slider("Speed").getAttribute("max"));
      for (let position = 0; position <= positions; position += 1) {
        expect(glued(await words(page, ".top-bar"), 4), stride).toEqual([]);
        await ui.slider("Speed").press("ArrowRight");
      }
    }
  });

  test(`the count of parameters stays whole, and the scale beside it in its place at ${width}×${height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize({ width, height });
    for (const fragment of ["", "#data=digits"]) {
      await open(fragment);
      const places = new Set();
      for (const weight of [1.23, 0.133, 0.0864, 0.00664, 1.23e-7]) {
        await lab((lab, weight) => lab.setWeights(lab.weights().map(({ kernel, bias }) => ({ kernel: kernel.map((row) => row.map(() => -weight)), bias: bias.map(() => 0) }))), weight);
        await frames(page, 2);
        const [count] = (await words(page, ".network .shape")).filter(({ text }) => text.includes("parameters"));
        const shape = await page.locator(".network .shape").boundingBox();
        expect(count.right, `${count.text} beside ${weight}`).toBeLessThanOrEqual(shape.x + shape.width + 0.5);
        const signs = await page.locator(".network .legend svg").evaluateAll((all) => all.map((sign) => sign.getBoundingClientRect().x));
        places.add(signs.map(Math.round).join(" "));
      }
      expect([...places], fragment).toHaveLength(1);
    }
  });

  test(`long names of inputs have their place at ${width}×${height}`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    for (const fragment of ["#data=iris", "#data=penguins"]) {
      await open(fragment);
      await frames(page, 3);
      const hidden = await ui.region("Output").evaluate((output) => output.scrollHeight - output.clientHeight);
      if (width > 1180 && fragment === "#data=iris") expect(hidden, "the slider below the chart is seen").toBeLessThanOrEqual(0);
      await page.getByText(/^Held: /).click();
      await frames(page, 3);
      expect(await flaws(page), fragment).toEqual([]);
      expect(glued(await words(page, ".held"), 6), fragment).toEqual([]);
    }
  });

  test(`what is said while one trains moves nothing at ${width}×${height}`, async ({ open, page, ui, lab }) => {
    await page.setViewportSize({ width, height });
    const seen = new Map();
    const look = async (when) => {
      await frames(page, 2);
      const [numbers, training] = await Promise.all([".numbers", ".training"].map((part) => page.locator(part).evaluate((part) => Math.round(part.getBoundingClientRect().y + scrollY))));
      // On a phone what is under the picture moves with it; on others it is beside it.
      seen.set(when, width > 760 ? training : numbers);
    };
    await open("#data=and&net=2-1h&rule=perceptron");
    await look("at first");
    await lab((lab) => lab.train({ epochs: 5 }));
    await look("a line found");
    await ui.radio("XOR table").check();
    await look("another table");
    await lab((lab) => lab.train({ epochs: 20 }));
    await look("no line");
    await ui.button("Add a hidden layer", ui.advice).click();
    await look("a layer added");
    await lab((lab) => lab.train({ epochs: 300 }));
    await expect(ui.advice).toContainText("Solved");
    await look("solved");
    await lab((lab) => lab.seek({ epoch: 250 }));
    await lab((lab) => lab.train({ epochs: 10 }));
    await expect(page.locator(".notice")).toContainText("Training goes on");
    await look("a branch");
    expect(new Set(seen.values()).size, JSON.stringify([...seen])).toBe(1);
  });
}

for (const { width, height } of sizes.filter((size) => size.width > 1180)) {
  test(`nothing of the data's column leaves it at ${width}×${height}`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    await open("#data=xor_table");
    const tasks = await ui.choice("Task").evaluate((list) => [...list.options].map((option) => option.textContent));
    for (const task of tasks) {
      await ui.choice("Task").selectOption(task);
      await frames(page, 2);
      const outside = await page.locator(".data").evaluate((column) => {
        const { left, right } = column.querySelector(".gallery").getBoundingClientRect();
        const range = document.createRange();
        const box = (element) => {
          range.selectNodeContents(element);
          return element.matches("span") ? range.getBoundingClientRect() : element.getBoundingClientRect();
        };
        return [...column.querySelectorAll(".dataset > span, .amounts .field, .amounts :is(select, input)")]
          .filter((element) => box(element).left < left - 0.5 || box(element).right > right + 0.5)
          .map((element) => element.textContent);
      });
      expect(outside, task).toEqual([]);
    }
  });
}

const scenes = {
  training: async ({ ui, lab }) => {
    await lab((lab) => lab.train({ epochs: 25 }));
    await ui.play.click();
  },
  card: async ({ ui, lab }) => {
    await lab((lab) => lab.train({ epochs: 25 }));
    await ui.button("Layer 2, unit 1").click();
  },
  "single-unit": async ({ page, ui, lab }) => {
    await ui.radio("XOR table").check();
    await ui.choice("Learning rule").selectOption("Perceptron rule");
    await page.getByText("More", { exact: true }).click();
    await lab((lab) => lab.train({ epochs: 12 }));
  },
  large: async ({ lab }) => {
    const layers = Array.from({ length: 8 }, () => ({ units: 16, activation: "tanh" }));
    await lab((lab, layers) => lab.load({ layers: [...layers, { units: 1, activation: "sigmoid" }], data: { dataset: "spiral" } }), layers);
    await lab((lab) => lab.train({ epochs: 10 }));
  },
  "several-runs": ({ lab }) => severalRuns(lab),
  alert: async ({ ui }) => {
    await ui.type(ui.field("Batch size"), 0);
  },
  help: async ({ ui }) => {
    await ui.button("Help").click();
  },
};

for (const [name, prepare] of Object.entries(scenes)) {
  picture(`pictures: ${name}`, async ({ open, page, ui, lab }) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      await open();
      await prepare({ page, ui, lab });
      await takePictures(page, `${name}-${colorScheme}`);
    }
  });
}
