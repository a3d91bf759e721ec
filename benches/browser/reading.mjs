// Times the page while a person's table of 50,000 rows is read, looked at, used, learnt and kept.

import { below } from "./table.mjs";

const [rows, columns] = [50_000, 20];
/** Most milliseconds between two frames, and for the reading. */
const goals = { frame: 100, read: 2000 };

function largeTable() {
  const cell = (row, column) => (column === columns - 1 ? `class ${row % 3}` : (Math.sin(row * (column + 1)) * 10).toFixed(4));
  const line = (row) => Array.from({ length: columns }, (_, column) => cell(row, column)).join(",");
  const head = Array.from({ length: columns }, (_, column) => `column ${column + 1}`).join(",");
  return `${head}\n${Array.from({ length: rows }, (_, row) => line(row)).join("\n")}\n`;
}

/** Runs in the page: lets `window.watched()` give the time and the longest frame since `window.watch()`. */
function watchFrames() {
  let [from, last, longest] = [0, 0, 0];
  const step = (now) => {
    longest = Math.max(longest, now - last);
    // A frame's time may lie before the moment at which watching began.
    last = Math.max(last, now);
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
  window.watch = () => {
    from = last = performance.now();
    longest = 0;
  };
  window.watched = () => ({ took: performance.now() - from, longest });
  // From the moment at which the page has the file, not while it is handed over.
  document.addEventListener("change", ({ target }) => target.type === "file" && window.watch(), { capture: true });
}

/** The table's lines for the site at `url`. */
export async function readLargeTable(browser, url) {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  page.on("pageerror", (error) => console.error(error));
  const lines = [["", "longest frame", "took"]];
  const note = async (what, goal = {}) => {
    const { took, longest } = await page.evaluate(() => window.watched());
    process.stderr.write(".");
    lines.push([what, below(`${longest.toFixed(0)} ms`, longest, goal.frame), below(`${took.toFixed(0)} ms`, took, goal.read)]);
  };
  const watch = () => page.evaluate(() => window.watch());
  try {
    await page.goto(url);
    await page.evaluate(async () => void (await window.separable));
    await page.evaluate(watchFrames);
    await watch();
    await page.waitForTimeout(1500);
    await note("at rest");

    const chooser = page.waitForEvent("filechooser");
    await page.getByRole("button", { name: "Open table…", exact: true }).click();
    await (await chooser).setFiles([{ name: "large.csv", mimeType: "text/csv", buffer: Buffer.from(largeTable()) }]);
    await page.getByRole("dialog", { name: "Table" }).getByRole("status", { name: "Result" }).waitFor();
    await note("read", goals);

    await watch();
    await page.getByRole("combobox", { name: "Role of column 3", exact: true }).selectOption("Ignore");
    await page.waitForTimeout(300);
    await note("another role", { frame: goals.frame });

    await watch();
    await page.getByRole("button", { name: "Use this table", exact: true }).click();
    await page.getByRole("button", { name: "Play", exact: true }).click();
    await page.waitForFunction(async () => (await window.separable).status().epoch > 0);
    await note("used, and an epoch trained", { frame: goals.frame });

    await watch();
    await page.waitForTimeout(3000);
    await note("kept while it trains", { frame: goals.frame });
    return lines;
  } finally {
    await page.close();
  }
}
