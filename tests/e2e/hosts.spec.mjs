// Where people put the page, and what it says where it cannot run: each with what helps, never a white
// page. What the page is given is changed on its way.

import { test as bare } from "@playwright/test";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { pathToFileURL } from "node:url";
import { policy } from "../../scripts/lib/site.mjs";
import { serve } from "../../scripts/lib/static.mjs";
import { site } from "./serve.mjs";
import { controls, expect, test } from "./support.mjs";

/** What stands on the page where it cannot run, and what scripts are told. */
async function cannot(page) {
  const box = page.locator(".cannot");
  await expect(box).toBeVisible();
  const text = (await box.innerText()).replaceAll("\n", " ");
  const told = await page.evaluate(() => window.separable.then(() => "it runs", (error) => `${error.name}: ${error.message}`));
  const [title] = await box.getByRole("heading").allInnerTexts();
  expect(told).toContain(title);
  // The name and the sentence stay, and nothing says that it still loads.
  await expect(page.getByRole("heading", { name: "Separable" })).toBeVisible();
  await expect(page.getByText("Watch a network learn")).toBeVisible();
  await expect(page.getByRole("progressbar")).toBeHidden();
  return text;
}

/** The page can be used: it learns. */
async function runs(page) {
  expect(await page.evaluate(() => window.separable.then((lab) => lab.train({ epochs: 2 })).then(({ epoch }) => epoch))).toBe(2);
  await expect(page.locator(".cannot")).toHaveCount(0);
  await expect(page.locator(".welcome")).toHaveCount(0);
}

/** Opens the site as a server with other headers sends it. */
async function under(page, headers, look) {
  const server = await serve(site, headers);
  try {
    await page.goto(server.url);
    await look(server.url);
  } finally {
    await page.goto("about:blank");
    await server.end();
  }
}

/** Serves a page of another site that shows `content`, beside the site with `headers`. */
async function framed(page, attributes, headers, look) {
  const server = await serve(site, headers);
  const around = createServer((_, response) => response.setHeader("content-type", "text/html").end(`<!doctype html><title>Course</title><iframe title="Separable" width="1200" height="800" ${attributes} src="${server.url}"></iframe>`));
  await new Promise((resolve) => around.listen(0, "127.0.0.1", resolve));
  try {
    await page.goto(`http://127.0.0.1:${around.address().port}/`);
    const frame = await page.waitForSelector("iframe").then((element) => element.contentFrame());
    await look(frame, server.url);
  } finally {
    await page.goto("about:blank");
    around.closeAllConnections();
    await new Promise((resolve) => around.close(resolve));
    await server.end();
  }
}

// Each of these breaks the page on purpose, so its faults are not looked for.
bare.describe("what the page says where it cannot run", () => {
  bare("opened from disk", async ({ page }) => {
    await page.goto(pathToFileURL(`${site}index.html`).href);
    expect(await cannot(page)).toMatch(/opened as a file.*python3 -m http\.server/);
  });

  bare("under a policy that allows no WebAssembly", async ({ page }) => {
    await under(page, { "content-security-policy": "default-src 'self'; img-src 'self' data:" }, async () => {
      expect(await cannot(page)).toMatch(/policy forbids WebAssembly.*'wasm-unsafe-eval'/);
    });
  });

  bare("under a policy that allows no fetching", async ({ page }) => {
    await under(page, { "content-security-policy": "connect-src 'none'" }, async () => {
      expect(await cannot(page)).toMatch(/policy forbids fetching.*connect-src/);
    });
  });

  bare("under a policy that allows no workers", async ({ page }) => {
    await under(page, { "content-security-policy": "worker-src 'none'" }, async () => {
      await expect(page.getByRole("alert")).toContainText(/Training stopped.*policy \(worker-src\)/);
    });
  });

  bare("under a policy that allows its start and not its program", async ({ page }) => {
    const [start] = readFileSync(`${site}index.html`, "utf8").match(/start-[0-9a-f]+\.js/);
    // A policy names no single files of its own site, but the address of its start does.
    const server = await serve(site);
    try {
      await page.route(server.url, async (route) => {
        const response = await route.fetch();
        await route.fulfill({ response, headers: { ...response.headers(), "content-security-policy": `script-src ${server.url}${start} 'wasm-unsafe-eval'` } });
      });
      await page.goto(server.url);
      expect(await cannot(page)).toMatch(/policy forbids a script/);
    } finally {
      await server.end();
    }
  });

  bare("under a policy that allows no script", async ({ page }) => {
    await under(page, { "content-security-policy": "script-src 'none'" }, async () => {
      await expect(page.getByText("The scripts of this page do not run")).toBeVisible();
      await expect(page.getByText("Loading the program")).toBeHidden();
    });
  });

  bare("with its start script missing", async ({ page }) => {
    await page.route("**/start-*.js", (route) => route.fulfill({ status: 404 }));
    await page.goto(process.env.SITE_URL);
    await expect(page.getByText("The scripts of this page do not run")).toBeVisible();
  });

  for (const [name, headers] of [
    ["", {}],
    [" of a host that shares its files", { "access-control-allow-origin": "*" }],
  ]) {
    bare(`in a sandboxed frame${name}`, async ({ page }) => {
      await framed(page, 'sandbox="allow-scripts"', headers, async (frame, url) => {
        expect(await cannot(frame)).toMatch(/frame is closed off.*allow-same-origin/);
        await expect(frame.getByRole("link", { name: "tab of its own" })).toHaveAttribute("href", url);
      });
    });
  }

  /** What a server may answer in place of the program. */
  const program = readFileSync(site + readFileSync(`${site}index.html`, "utf8").match(/\.\/(separable-\w+_bg\.wasm)/)[1]);
  const wasm = { contentType: "application/wasm" };
  const answers = {
    "missing": [{ status: 404 }, /A part of the page is missing.*404/],
    "refused": [{ status: 403, body: "no" }, /A part of the page is missing.*403/],
    "failing": [{ status: 500 }, /A part of the page is missing.*500/],
    "a web page in its place": [{ contentType: "text/html; charset=utf-8", body: "<!doctype html><title>App</title>" }, /missing.*a web page in its place/],
    "a web page that calls itself a program": [{ ...wasm, body: "<!doctype html><title>App</title>" }, /came broken/],
    "cut short": [{ ...wasm, body: program.subarray(0, program.length >> 1) }, /came broken.*Ctrl\+Shift\+R/],
    "cut short by a byte": [{ ...wasm, body: program.subarray(0, -1) }, /came broken/],
    "empty": [{ ...wasm, body: "" }, /came broken/],
    "compressed twice": [{ ...wasm, body: Buffer.from([0x1f, 0x8b, 8, 0]) }, /came broken/],
    "of the first version of WebAssembly": [{ ...wasm, body: Buffer.from([0, 97, 115, 109, 1, 0, 0, 0]) }, /did not start/],
  };
  for (const [name, [answer, what]] of Object.entries(answers)) {
    bare(`with a program that is ${name}`, async ({ page }) => {
      await page.route("**/*.wasm", (route) => route.fulfill(answer));
      await page.goto(process.env.SITE_URL);
      expect(await cannot(page)).toMatch(what);
    });
  }

  /** A page that is there, whose rest is answered so when it is needed. */
  const withoutRest = async (page, answer) => {
    await page.route("**/*_late.wasm*", answer);
    await page.goto(process.env.SITE_URL);
    await page.evaluate(() => window.separable.then(() => {}));
  };
  const dataset = (page) => page.evaluate(async () => (await window.separable).experiment().data.dataset);
  const choose = (page, name) => page.getByRole("radio", { name, exact: true }).click();

  for (const [name, [answer, what]] of Object.entries({ ...answers, "out of reach": [null, /could not be fetched.*connection/] })) {
    if (name.startsWith("of the first version")) continue;
    bare(`with a rest of the program that is ${name}: what needs it is refused, and works once it is there`, async ({ page }) => {
      await withoutRest(page, (route) => (answer ? route.fulfill(answer) : route.abort("internetdisconnected")));
      await choose(page, "Moons");
      await expect(page.locator(".cannot")).toContainText(name === "a web page in its place" ? /came broken/ : what);
      await expect(page.getByRole("radio", { name: "XOR", exact: true })).toBeChecked();
      await page.keyboard.press("n");
      const refused = await page.evaluate(async () => (await window.separable).load({ data: { dataset: "moons" } }).catch((error) => `refused: ${error.message}`));
      expect(refused).toMatch(/^refused: .*_late\.wasm/);
      expect(await dataset(page)).toBe("xor");
      await page.unroute("**/*_late.wasm*");
      await choose(page, "Moons");
      await expect.poll(() => dataset(page)).toBe("moons");
      await expect(page.getByRole("alert").filter({ hasText: /broken|missing|could not/ })).toBeHidden();
      await page.getByRole("button", { name: "Play", exact: true }).click();
      await expect(page.getByRole("status", { name: "Epoch", exact: true })).not.toHaveText("0");
    });
  }

  for (const [name, answer] of Object.entries({ "missing": { status: 404 }, "cut short": answers["cut short by a byte"][0], "out of reach": null })) {
    bare(`with what panels need ${name}: a panel says so, and is there once that is`, async ({ page }) => {
      const file = "**/*_panels.wasm*";
      await page.route(file, (route) => (answer ? route.fulfill(answer) : route.abort("internetdisconnected")));
      await page.goto(process.env.SITE_URL);
      await page.evaluate(() => window.separable.then(() => {}));
      await page.getByRole("button", { name: "Code", exact: true }).click();
      const drawer = page.getByRole("region", { name: "Drawer" });
      await expect(drawer.getByRole("status").filter({ hasText: "could not be fetched" })).toBeVisible();
      await choose(page, "Moons");
      await expect.poll(() => dataset(page)).toBe("moons");
      await page.unroute(file);
      await drawer.getByRole("button", { name: "Try again" }).click();
      await expect(drawer.getByRole("combobox", { name: "Language" })).toBeVisible();
      await expect(page.locator(".cannot")).toHaveCount(0);
    });
  }

  bare("with what panels need on its way: the panel says so, and the page goes on", async ({ page }) => {
    let come;
    const coming = new Promise((resolve) => (come = resolve));
    await page.route("**/*_panels.wasm*", async (route) => {
      await coming;
      await route.continue();
    });
    await page.goto(process.env.SITE_URL);
    await page.evaluate(() => window.separable.then(() => {}));
    await page.getByRole("button", { name: "Code", exact: true }).click();
    const drawer = page.getByRole("region", { name: "Drawer" });
    await expect(drawer.getByRole("status").filter({ hasText: "Loading" })).toBeVisible();
    await choose(page, "Moons");
    await expect.poll(() => dataset(page)).toBe("moons");
    come();
    await expect(drawer.getByRole("combobox", { name: "Language" })).toBeVisible();
  });

  const styles = {
    "missing": [(route) => route.fulfill({ status: 404 }), /A part of the page is missing.*late-\w+\.css.*404/],
    "a web page": [(route) => route.fulfill({ contentType: "text/html", body: "<!doctype html><title>App</title>" }), /came broken.*late-\w+\.css/],
    "out of reach": [(route) => route.abort("internetdisconnected"), /could not be fetched.*late-\w+\.css/],
  };
  for (const [name, [answer, what]] of Object.entries(styles)) {
    bare(`with styles of the rest that are ${name}: what shows by them is refused, and is as it should be once they are there`, async ({ page }) => {
      await page.route("**/late-*.css*", answer);
      await page.goto(process.env.SITE_URL);
      await page.evaluate(() => window.separable.then(() => {}));
      const unit = page.getByRole("button", { name: "Layer 1, unit 1", exact: true });
      const card = page.getByRole("dialog", { name: /unit 1/ });
      await unit.click();
      await expect(page.locator(".cannot")).toContainText(what);
      await expect(card).toHaveCount(0);
      await page.unroute("**/late-*.css*");
      await unit.click();
      await expect(card).toHaveCSS("position", "fixed");
      await expect(page.locator(".cannot")).toHaveCount(0);
      expect(await page.evaluate(() => document.adoptedStyleSheets.length)).toBe(1);
    });
  }

  bare("on a slow line, what a person does waits for the rest of the program, and that is said", async ({ page }) => {
    let letGo;
    const isLetGo = new Promise((resolve) => (letGo = resolve));
    await page.route("**/*_bg.wasm", async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 2200));
      await route.continue();
    });
    await withoutRest(page, async (route) => {
      await isLetGo;
      await route.continue();
    });
    await page.getByRole("button", { name: "Add layer", exact: true }).click();
    await expect(page.getByRole("status").filter({ hasText: "Loading the rest of the program" })).toBeVisible();
    const layers = page.getByRole("group", { name: /^Layer \d+$/ });
    const before = await layers.count();
    letGo();
    await expect(layers).toHaveCount(before + 1);
    await expect(page.getByText("Loading the rest of the program")).toHaveCount(0);
  });

  bare("with a connection that breaks off", async ({ page }) => {
    await page.route("**/*.wasm", (route) => route.abort("connectionreset"));
    await page.goto(process.env.SITE_URL);
    expect(await cannot(page)).toMatch(/could not be fetched.*connection/);
  });

  for (const [name, answer] of Object.entries({
    "missing": { status: 404 },
    "a web page": { contentType: "text/html", body: "<!doctype html>" },
    "cut short": { contentType: "text/javascript", body: "export default function (" },
  })) {
    bare(`with a script that is ${name}`, async ({ page }) => {
      await page.route("**/separable-*.js", (route) => route.fulfill(answer));
      await page.goto(process.env.SITE_URL);
      expect(await cannot(page)).toMatch(/separable-\w+\.js|came broken/);
    });
  }

  /** What a browser may lack. */
  const lacks = {
    "WebAssembly": [() => delete window.WebAssembly, /no WebAssembly.*lockdown/],
    "SIMD": [() => (WebAssembly.validate = () => false), /too old.*SIMD.*Safari from 16\.4/],
    "workers": [() => delete window.Worker, /no workers/],
  };
  for (const [name, [lack, what]] of Object.entries(lacks)) {
    bare(`in a browser without ${name}`, async ({ page }) => {
      await page.addInitScript(lack);
      await page.goto(process.env.SITE_URL);
      expect(await cannot(page)).toMatch(what);
    });
  }

  bare("when its program fails while it is used", async ({ page }) => {
    await page.goto(process.env.SITE_URL);
    await page.evaluate(() => window.separable.then(() => {}));
    // The debugger cannot make the program fail; what the browser tells then can be made.
    await page.evaluate(() => dispatchEvent(new ErrorEvent("error", { error: new WebAssembly.RuntimeError("unreachable") })));
    await expect(page.getByRole("alert").filter({ hasText: "The program has stopped" })).toBeInViewport();
  });
});

bare.describe("without JavaScript", () => {
  bare.use({ javaScriptEnabled: false });

  bare("the page says what it needs", async ({ page }) => {
    await page.goto(process.env.SITE_URL);
    await expect(page.locator("noscript p")).toBeVisible();
    await expect(page.locator("noscript p")).toContainText("needs JavaScript");
    await expect(page.getByText("do not run")).toBeHidden();
    await expect(page.getByText("Loading the program")).toBeHidden();
  });
});

// These have servers of their own; nothing else is asked.
test.use({ tolerated: /^foreign request: http:\/\/127\.0\.0\.1:/ });

test("the page carries its policy, and runs under it when no host sends one", async ({ page }) => {
  await under(page, {}, async () => {
    await runs(page);
    await expect(page.locator('meta[http-equiv="Content-Security-Policy"]')).toHaveAttribute("content", policy);
    const inline = [...readFileSync(`${site}index.html`, "utf8").matchAll(/<style|<script(?![^>]* src=)|\s(style|on\w+)="/g)];
    expect(inline).toEqual([]);
  });
});

test("it runs in a frame of another site, sandboxed but for its origin", async ({ page }) => {
  await framed(page, 'sandbox="allow-scripts allow-same-origin"', {}, runs);
});

test("it runs where the server does not know the type of a program", async ({ page, open }) => {
  await page.route("**/*.wasm", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, headers: { ...response.headers(), "content-type": "application/octet-stream" } });
  });
  await open();
  await runs(page);
});

/** Ways in which a browser keeps nothing. */
const forgetful = {
  "refuses storage": () => {
    const refuse = { get: () => { throw new DOMException("denied", "SecurityError"); } };
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, refuse);
  },
  "has none": () => {
    for (const name of ["localStorage", "sessionStorage", "indexedDB"]) Object.defineProperty(window, name, { get: () => null });
  },
  "has no room": () => {
    Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
    IDBFactory.prototype.open = () => { throw new DOMException("full", "QuotaExceededError"); };
  },
};
for (const [name, act] of Object.entries(forgetful)) {
  test(`it runs in a browser that ${name}`, async ({ page, open, ui }) => {
    await page.addInitScript(act);
    await open();
    await runs(page);
    await ui.button("Dark theme").click();
    await expect(page.locator("html")).toHaveAttribute("data-theme", "dark");
    await ui.button("Draw points").click();
    await ui.radio("Circles").check();
    await expect(ui.radio("Circles")).toBeChecked();
  });
}

test("it runs in a folder within a site, with everything beside it", async ({ page }) => {
  const server = await serve(new URL("../", new URL(`file://${site}`)).pathname);
  try {
    await page.goto(`${server.url}dist/#data=moons`);
    await runs(page);
    await controls(page).choice("Task").selectOption("Several classes");
    await controls(page).radio("Iris").check();
    await expect(controls(page).radio("Iris")).toBeChecked();
    const outside = server.asked.filter((path) => !path.startsWith("/dist/") && path !== "/favicon.ico");
    expect(outside).toEqual([]);
  } finally {
    await page.goto("about:blank");
    await server.end();
  }
});
