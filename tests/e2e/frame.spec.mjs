// The page's frame: there before the program, it keeps its place when that comes; what comes, comes part
// by part, and sharp on whatever screen it is seen.

import { createServer } from "node:http";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { site } from "./serve.mjs";
import { expect, frames, sizes, test } from "./support.mjs";

/** Holds the program back until the function that it resolves to is called. */
async function holdBack(page) {
  let release;
  const released = new Promise((resolve) => (release = resolve));
  await page.route("**/*.wasm", async (route) => {
    await released;
    await route.continue();
  });
  return release;
}

/** Where the names stand that the frame has. */
const places = (page) =>
  page.evaluate(() => {
    const place = (heading) => [heading.textContent.trim(), heading.getBoundingClientRect()];
    const seen = [...document.querySelectorAll("h1, h2")].map(place).filter(([, { width }]) => width > 0);
    return Object.fromEntries(seen.map(([name, { x, y, height }]) => [name, { x, y, height }]));
  });

const fragments = ["", "#data=iris", "#lr=fast&units=no"];

for (const size of sizes) {
  for (const fragment of fragments) {
    test(`at ${size.width}×${size.height} the frame stands before the program, and nothing jumps when it comes: ${fragment || "as it starts"}`, async ({ page }) => {
      await page.setViewportSize(size);
      await page.addInitScript(() => {
        window.shifts = [];
        const seen = ({ node, previousRect, currentRect }) => [node?.className || node?.textContent || node?.nodeName, previousRect.toJSON(), currentRect.toJSON()];
        new PerformanceObserver((list) => list.getEntries().forEach(({ value, sources }) => window.shifts.push([value, sources.map(seen)]))).observe({ type: "layout-shift", buffered: true });
      });
      const release = await holdBack(page);
      await page.goto(`./${fragment}`);
      await expect(page.getByText("Watch a network learn what a straight line cannot")).toBeInViewport();
      await expect(page.getByRole("progressbar", { name: "Loading" })).toBeInViewport();
      const before = await places(page);
      expect(Object.keys(before)).toContain("Output");
      release();
      await page.evaluate(() => window.separable.then(() => {}));
      await frames(page, 4);
      await expect(page.locator(".place, .welcome")).toHaveCount(0);
      expect(await page.evaluate(() => window.shifts)).toEqual([]);
      // A message takes its room; else every name stays where it was.
      if (!fragment.includes("lr")) expect(await places(page)).toMatchObject(before);
    });
  }
}

test("the line tells how much of the program has come", async ({ page }) => {
  let goOn;
  const asked = new Promise((resolve) => (goOn = resolve));
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://local").pathname;
    const file = join(site, path === "/" ? "index.html" : path);
    const types = { html: "text/html", js: "text/javascript", css: "text/css", wasm: "application/wasm", svg: "image/svg+xml" };
    if (!statSync(file, { throwIfNoEntry: false })?.isFile()) return response.writeHead(404).end();
    response.writeHead(200, { "content-type": types[file.split(".").pop()] ?? "text/plain" });
    const bytes = readFileSync(file);
    if (!file.endsWith(".wasm")) return response.end(bytes);
    response.write(bytes.subarray(0, bytes.length >> 1));
    await asked;
    response.end(bytes.subarray(bytes.length >> 1));
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  try {
    const other = await page.context().newPage();
    await other.goto(`http://127.0.0.1:${port}/`);
    const share = () => other.locator(".loading progress").evaluate((line) => (line.hasAttribute("value") ? line.value : -1));
    await expect.poll(share).toBeGreaterThan(0.4);
    expect(await share()).toBeLessThan(0.6);
    goOn();
    expect(await other.evaluate(() => window.separable.then((lab) => lab.status().epoch))).toBe(0);
    await other.close();
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

test("parts come one by one, the page's turn between them, and scripts wait for all", async ({ page }) => {
  await page.addInitScript(() => {
    const seen = (window.seen = []);
    // What comes in one task is told in one call.
    const note = (records) => {
      const added = records.flatMap(({ addedNodes }) => [...addedNodes]).filter(({ nodeType }) => nodeType === Node.ELEMENT_NODE);
      const parts = added.filter((element) => element.matches("header, .data, .middle, .output") && !element.matches(".place"));
      if (parts.length > 0) seen.push(parts.map(({ className }) => className.split(" ")[0]));
    };
    new MutationObserver(note).observe(document, { childList: true, subtree: true });
  });
  await page.goto("./");
  await page.evaluate(() => window.separable.then(() => {}));
  const seen = await page.evaluate(() => window.seen);
  expect(seen).toEqual([["top-bar"], ["output"], ["middle"], ["data"]]);
  // In their order for whoever reads them.
  expect(await page.locator("main > *").evaluateAll((parts) => parts.map(({ className }) => className.split(" ")[0]))).toEqual(["data", "middle", "output"]);
});

test("the help is built when it is opened", async ({ open, page, ui }) => {
  await open();
  await expect(page.locator("dialog kbd")).toHaveCount(0);
  await ui.button("Help").click();
  await expect(page.getByRole("dialog").getByText("play or pause")).toBeVisible();
});

/** Canvases that have not a pixel for each of the screen's, with what they have; one of no size holds no picture. */
const blurred = (page) =>
  page.evaluate(() => {
    const seen = [...document.querySelectorAll("canvas")].filter((canvas) => canvas.checkVisibility() && canvas.clientWidth > 0 && canvas.width > 0 && !canvas.matches(".twin"));
    const wrong = seen.filter((canvas) => canvas.width < Math.floor(canvas.clientWidth * devicePixelRatio) - 1);
    return { seen: seen.length, wrong: wrong.map((canvas) => `${canvas.parentElement.className}: ${canvas.width} for ${canvas.clientWidth} × ${devicePixelRatio}`) };
  });

for (const state of ["paused", "while it trains"]) {
  test(`pictures are sharp after moving to another screen, ${state}`, async ({ open, page, ui }) => {
    await open();
    if (state !== "paused") await ui.play.click();
    else await ui.button("Layer 1, unit 1").click();
    const session = await page.context().newCDPSession(page);
    for (const deviceScaleFactor of [2, 1.25, 3, 1]) {
      await session.send("Emulation.setDeviceMetricsOverride", { width: 1440, height: 900, deviceScaleFactor, mobile: false });
      await expect.poll(() => page.evaluate(() => devicePixelRatio)).toBe(deviceScaleFactor);
      await expect.poll(async () => (await blurred(page)).wrong).toEqual([]);
      expect((await blurred(page)).seen).toBeGreaterThan(10);
    }
    // On a coarser screen no picture is kept finer than it is seen: it would take time for nothing.
    const diagram = page.getByRole("img", { name: /Links and maps/ });
    await expect.poll(() => diagram.evaluate(({ width, clientWidth }) => width - clientWidth)).toBe(0);
  });
}
