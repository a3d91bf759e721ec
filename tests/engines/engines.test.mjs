// The page in three engines: links train to the same weights, bit for bit, and a person can play, change,
// go back and share.

import { strict as assert } from "node:assert";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { after, before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { serveSite } from "../e2e/serve.mjs";
import { present, start } from "./browsers.mjs";
import { flow } from "./flow.mjs";
import { Page } from "./page.mjs";
import { hash, pinned } from "./weights.mjs";

const pictures = fileURLToPath(new URL("../../test-results/engines/", import.meta.url));

/** What Rust's tests hold the mathematics against, and links that only the page can open. */
const links = [...pinned("../pinned/links.txt"), ...pinned("links.txt")];

const sizes = [
  { width: 1280, height: 720 },
  { width: 390, height: 844 },
];

/** What sticks out of the page at its sides. */
const wide = () => {
  const { scrollWidth, clientWidth } = document.documentElement;
  return scrollWidth - clientWidth;
};

/** The hash of the weights at which each engine's flow ends. */
const ends = new Map();

/** Serves pages of another site that show what their address names in a frame. */
async function host() {
  const server = createServer((request, response) => {
    const { src, width, height } = Object.fromEntries(new URL(request.url, "http://host").searchParams);
    const frame = `<iframe src="${src}" style="border: 0; width: ${width}px; height: ${height}px"></iframe>`;
    response.writeHead(200, { "content-type": "text/html" }).end(`<!doctype html><body style="margin: 0">${frame}`);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

let server, frames;
before(async () => {
  await mkdir(pictures, { recursive: true });
  [server, frames] = [await serveSite(), await host()];
});
after(async () => {
  frames?.closeAllConnections();
  frames?.close();
  await server?.end();
});

for (const engine of present) {
  describe(engine, () => {
    let browser, page;
    before(async () => {
      browser = await start(engine);
      page = new Page(browser.driver, server.url);
    });
    after(() => browser?.end());

    for (const { fragment, epochs, hash: expected } of links) {
      it(`trains ${fragment} for ${epochs} epochs to the pinned bits`, async () => {
        await page.open(fragment);
        const trained = async (lab, epochs) => {
          await lab.train({ epochs });
          return lab.weights();
        };
        assert.equal(hash(await page.lab(trained, epochs)), expected);
      });
    }

    it("plays, changes, goes back and shares", async () => {
      ends.set(engine, hash(await flow(page)));
    });

    for (const { width, height } of sizes) {
      it(`fits ${width} × ${height}`, async () => {
        await page.openFramed(`http://127.0.0.1:${frames.address().port}/`, width, height);
        await page.until("a picture", async () => (await page.blank()).length === 0);
        assert.ok((await page.run(wide)) <= 0);
        await page.leaveFrame();
        const picture = await browser.driver.takeScreenshot();
        await writeFile(`${pictures}${engine}-${width}x${height}.png`, picture, "base64");
      });
    }
  });
}

it("comes to the same weights by hand in all engines", () => {
  assert.equal(ends.size, present.length);
  assert.equal(new Set(ends.values()).size, 1, JSON.stringify([...ends]));
});
