// The page as auditors see it: accessibility, good practice, and what it downloads.

import AxeBuilder from "@axe-core/playwright";
import { launch } from "chrome-launcher";
import lighthouse from "lighthouse";
import desktop from "lighthouse/core/config/desktop-config.js";
import { execFileSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { numbers } from "../../scripts/lib/apart.mjs";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";
import { image, piecesOf } from "../../scripts/lib/objects.mjs";
import { serve } from "../../scripts/lib/static.mjs";
import { site } from "./serve.mjs";
import { expect, sizes, test } from "./support.mjs";

const KB = 1000;

/** What can stand on the page beside its start. */
const scenes = {
  "as it starts": async () => {},
  "while training": async ({ ui }) => {
    await ui.play.click();
    await expect.poll(() => ui.shown("Epoch")).toBeGreaterThan(1);
  },
  "with a unit open": ({ ui }) => ui.button("Layer 1, unit 1").click(),
  "with the help open": ({ ui }) => ui.button("Help").click(),
  "with several classes and all settings": async ({ page, ui }) => {
    await ui.choice("Task").selectOption("Several classes");
    await ui.radio("3 arms").check();
    await page.getByText("More", { exact: true }).click();
  },
  "with a confusion matrix": async ({ ui }) => {
    await ui.choice("Task").selectOption("Several classes");
    await ui.radio("Digits").check();
    await expect(ui.choice("Picture")).toHaveValue("Confusion");
  },
  "with a regression": async ({ ui }) => {
    await ui.choice("Task").selectOption("Regression");
    await ui.radio("Bumps").check();
  },
  "with a table and its columns": async ({ page, ui }) => {
    await ui.choice("Task").selectOption("Several classes");
    await ui.radio("Iris").check();
    await ui.button("Columns…").click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "while drawing": ({ ui }) => ui.button("Draw points").click(),
  "with a problem told": ({ ui }) => ui.type(ui.field("Batch size"), 0),
  "with a truth table, the perceptron rule and all settings": async ({ page, ui }) => {
    await ui.radio("XOR table").check();
    await ui.choice("Learning rule").selectOption("Perceptron rule");
    await page.getByText("More", { exact: true }).click();
  },
};

for (const colorScheme of ["light", "dark"]) {
  for (const [scene, prepare] of Object.entries(scenes)) {
    test(`axe finds nothing in the ${colorScheme} theme, ${scene}`, async ({ open, page, ui }) => {
      await page.emulateMedia({ colorScheme });
      await open();
      await prepare({ page, ui });
      for (const size of [sizes[0], sizes[1], sizes.at(-1)]) {
        await page.setViewportSize(size);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const found = violations.map(({ id, help, nodes }) => ({ id, help, at: nodes.map(({ target }) => target.join(" ")) }));
        expect(found, `at ${size.width}×${size.height}`).toEqual([]);
      }
    });
  }
}

/** How the page stands without its program. */
const without = {
  "before its program has come": () => {},
  "where it cannot run": (route) => route.fulfill({ status: 404 }),
};

for (const [name, answer] of Object.entries(without)) {
  test(`axe finds nothing on the page ${name}`, async ({ browser }) => {
    for (const colorScheme of ["light", "dark"]) {
      const context = await browser.newContext({ colorScheme, viewport: sizes.at(-1) });
      const page = await context.newPage();
      await page.route("**/*.wasm", answer);
      await page.goto(process.env.SITE_URL);
      await expect(page.locator(answer.length > 0 ? ".cannot" : ".loading")).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => ({ id, at: nodes.map(({ target }) => target.join(" ")) })), colorScheme).toEqual([]);
      await context.close();
    }
  });
}

test("Lighthouse finds nothing against accessibility and good practice", async () => {
  const browser = await launch({ chromePath: chromium(), chromeFlags: ["--headless=new", ...flags] });
  try {
    const options = { port: browser.port, logLevel: "error", onlyCategories: ["accessibility", "best-practices"] };
    const { lhr } = await lighthouse(process.env.SITE_URL, options, desktop);
    for (const { id, score, auditRefs } of Object.values(lhr.categories)) {
      const short = auditRefs.filter(({ id, weight }) => weight > 0 && lhr.audits[id].score !== null && lhr.audits[id].score < 1);
      expect(short.map(({ id }) => id), id).toEqual([]);
      expect(score, id).toBe(1);
    }
  } finally {
    await browser.kill();
  }
});

test("nothing is fetched twice or before its time, and only the frame's own files stand in the way of the first picture", async ({ browser }) => {
  const server = await serve(site);
  const page = await browser.newPage();
  try {
    await page.goto(server.url);
    await page.evaluate(async () => (await window.separable).train({ epochs: 1 }).then(() => {}));
    const blocking = await page.evaluate(() => performance.getEntriesByType("resource").filter((entry) => entry.renderBlockingStatus === "blocking").map(({ name }) => name));
    // A policy that allows nothing inline asks for files: the styles, and the script that knows the theme.
    const names = blocking.map((name) => name.replace(/.*\//, "").replace(/-[0-9a-f]{8,}/, ""));
    expect(names.sort()).toEqual(["start.js", "style.css"]);
    const first = ["index.html", ...blocking.map((name) => name.replace(/.*\//, ""))];
    expect(first.reduce((sum, name) => sum + gzipSync(readFileSync(join(site, name))).length / KB, 0)).toBeLessThan(20);
    const named = () => server.asked.map((path) => path.replace(/-[0-9a-f]{8,}/, "").replace(/^.*\//, "") || "page").sort();
    // The worker asks for the program's script as well, and is handed the program itself.
    const expected = ["icon.svg", "page", "separable.js", "separable.js", "separable_bg.wasm", "start.js", "style.css", "worker-start.js"];
    expect(named()).toEqual(expected.sort());
    // Neither tables nor the rest of the program come by themselves: not when a script asks, not when it plays.
    await page.evaluate(async () => {
      const lab = await window.separable;
      for (const ask of ["status", "experiment", "weights", "data", "history", "penaltyGradients"]) lab[ask]();
      lab.gradients([[0, 1]], [[1]]);
      lab.predict([[0, 1]]);
      lab.play();
      await lab.train({ epochs: 20 });
      await new Promise((seen) => setTimeout(seen, 3000));
    });
    expect(named()).toEqual(expected);
    await page.mouse.move(300, 300);
    await expect.poll(named).toEqual([...expected, "late.css", "separable_late.wasm", "separable_panels.wasm"].sort());
    expect(named().filter((name) => name.endsWith(".csv"))).toEqual([]);
  } finally {
    await page.close();
    await server.end();
  }
});

/** Most that each part of the site may weigh, compressed, in kB: what comes first, what a first click waits for, what panels need, what reads and writes model files, all tables, and all sets of images. */
const most = { page: 450, rest: 500, panels: 500, converter: 430, tables: 125, images: 42_500 };
const partOf = ({ parentPath, name }) => {
  if (name.endsWith(".images")) return "images";
  if (parentPath.endsWith("/data")) return "tables";
  if (/^convert-/.test(name)) return "converter";
  if (name.endsWith("_panels.wasm")) return "panels";
  return /_late\.wasm$|^late-.*\.css$/.test(name) ? "rest" : "page";
};

for (const [part, limit] of Object.entries(most)) {
  test(`the download of the ${part} is at most ${limit} kB, compressed`, () => {
    const files = readdirSync(site, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    const own = files.filter((file) => partOf(file) === part);
    const sizes = own.map(({ parentPath, name }) => [name, gzipSync(readFileSync(`${parentPath}/${name}`), { level: 9 }).length / KB]);
    const total = sizes.reduce((sum, [, size]) => sum + size, 0);
    console.log(sizes.map(([name, size]) => `${name} ${size.toFixed(1)} kB`).join(", "), `— in all ${total.toFixed(1)} kB`);
    expect(total).toBeGreaterThan(0);
    expect(total).toBeLessThanOrEqual(limit);
  });
}

for (const [name, before, after] of [
  ["first part", ["_bg.wasm"], ["_late.wasm", "_panels.wasm"]],
  ["rest", ["_bg.wasm", "_late.wasm"], ["_panels.wasm"]],
]) {
  test(`nothing that the ${name} reads comes later`, () => {
    const files = (ends) => ends.map((end) => join(site, readdirSync(site).find((file) => file.endsWith(end))));
    const { start, bytes } = image(readFileSync(files(["_bg.wasm"])[0]));
    const written = (file) => piecesOf(readFileSync(file)).flatMap((piece) => [...piece.bytes].map((byte, i) => [piece.start + i, byte]));
    const come = new Map(files(before.slice(1)).flatMap(written));
    const here = (address) => come.get(address) ?? bytes[address - start] ?? 0;
    const comes = new Map(files(after).flatMap(written));
    // What comes later and is not here yet is much of the program's data.
    expect([...comes].filter(([address, byte]) => here(address) !== byte).length).toBeGreaterThan(10 * KB);
    const text = files(before.slice(-1)).map((file) => execFileSync("wasm-dis", ["--all-features", file], { maxBuffer: Infinity }).toString().replace(/^ \(data .*$/gm, ""));
    const asked = [...numbers(text.map((text) => ({ text })))].filter((number) => number >= start && number < start + bytes.length);
    expect(asked.length).toBeGreaterThan(1000);
    expect(asked.filter((address) => comes.has(address) && comes.get(address) !== here(address))).toEqual([]);
  });
}
