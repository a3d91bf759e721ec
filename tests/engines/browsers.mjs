// The engines, each by the driver of a browser built on it. A driver's path comes from the environment
// (scripts/lib/setup.sh finds it); an engine without one does not take part.

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { Builder } from "selenium-webdriver";
import { chromium, flags } from "../../scripts/lib/chromium.mjs";

/** How long a browser may take for what hangs otherwise, in milliseconds; nothing measures time. */
export const PATIENCE = 90_000;

const engines = {
  Chromium: {
    driver: process.env.CHROMEDRIVER,
    options: (port) => [`--port=${port}`],
    capabilities: () => ({
      browserName: "chrome",
      "goog:chromeOptions": { binary: chromium(), args: ["--headless=new", ...flags] },
    }),
  },
  Firefox: {
    driver: process.env.GECKODRIVER,
    options: (port) => ["--port", String(port)],
    capabilities: () => ({ browserName: "firefox", "moz:firefoxOptions": { args: ["-headless"] } }),
  },
  WebKit: {
    driver: process.env.WEBKITDRIVER,
    options: (port) => ["-p", String(port)],
    capabilities: () =>
      process.platform === "darwin"
        ? { browserName: "safari" }
        : {
            browserName: "MiniBrowser",
            "webkitgtk:browserOptions": { binary: process.env.MINIBROWSER, args: ["--automation"] },
          },
    // It has no way to run without a screen.
    needsScreen: process.platform !== "darwin",
  },
};

/** The engines that take part. */
export const present = Object.keys(engines).filter((name) => engines[name].driver);

/** A port of this machine that nobody listens on. */
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

const ended = (child) => child.exitCode !== null || child.signalCode !== null;

/** What has been started here and may still run; it goes with this program, however that ends. */
const started = new Set();
process.once("exit", () => started.forEach((child) => child.kill()));
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => process.exit(1));

/** Starts a program. */
function launch(program, options, settings) {
  const child = spawn(program, options, settings);
  started.add(child);
  child.once("exit", () => started.delete(child));
  return child;
}

/** Ends a program that was started here. */
async function end(child) {
  if (ended(child)) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill();
  await gone;
}

/** A screen that nobody sees. Resolves to its program and its name. */
async function startScreen() {
  // Where there is a display, its number comes on the file that is named, once it is ready.
  const child = launch("Xvfb", ["-displayfd", "3", "-screen", "0", "1600x1200x24", "-nolisten", "tcp"], {
    stdio: ["ignore", "ignore", "ignore", "pipe"],
  });
  const number = await new Promise((resolve, reject) => {
    child.stdio[3].once("data", (text) => resolve(String(text).trim()));
    child.once("error", reject);
    child.once("exit", () => reject(new Error("Xvfb ended before it had a screen")));
  });
  return { child, display: `:${number}` };
}

/** Waits until a driver answers. */
async function answers(url, child) {
  for (let tries = 0; tries < PATIENCE / 100; tries += 1) {
    if (ended(child)) throw new Error(`the driver ended: ${child.spawnfile}`);
    const response = await fetch(`${url}/status`).catch(() => null);
    if (response?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the driver never answered: ${child.spawnfile}`);
}

/** Starts a browser of an engine. Resolves to its driver and a function that ends all that was started. */
export async function start(name) {
  const { driver: program, options, capabilities, needsScreen } = engines[name];
  const children = [];
  const endAll = async () => {
    for (const child of children.reverse()) await end(child);
  };
  try {
    const env = { ...process.env };
    if (needsScreen) {
      const { child, display } = await startScreen();
      children.push(child);
      Object.assign(env, { DISPLAY: display, GDK_BACKEND: "x11", NO_AT_BRIDGE: "1" });
    }
    const port = await freePort();
    const child = launch(program, options(port), { env, stdio: "ignore" });
    children.push(child);
    const url = `http://127.0.0.1:${port}`;
    await answers(url, child);
    const driver = await new Builder().usingServer(url).withCapabilities(capabilities()).build();
    await driver.manage().setTimeouts({ script: PATIENCE * 5, pageLoad: PATIENCE });
    return {
      driver,
      end: async () => {
        await driver.quit().catch(() => {});
        await endAll();
      },
    };
  } catch (error) {
    await endAll();
    throw error;
  }
}
