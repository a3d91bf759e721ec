// Files as people bring them: what was assumed is said where the table is looked at, and can be changed;
// what is kept is kept whole.

import { choose, expect, file, says, test } from "./support.mjs";

const table = (page) => page.getByRole("dialog", { name: "Table" });
const result = (page) => table(page).getByRole("status", { name: "Result" });
const bytes = (name, text, encoding) => ({ name, mimeType: "text/csv", buffer: Buffer.from(text, encoding) });

async function openFile(page, opened) {
  await choose(page, "Open table…", opened);
  await expect(table(page)).toBeVisible();
  return table(page);
}

/** Rows made by their numbers. */
const rows = (head, count, row) => `${head}${Array.from({ length: count }, (_, i) => row(i)).join("\n")}\n`;

const sizes = rows("größe;gewicht;art\n", 12, (i) => `${i},5;1.2${i % 10}4,50 €;${i % 2 ? "groß" : "klein"}`);

for (const [name, encoding, mark, label] of [
  ["UTF-8", "utf8", "", "UTF-8"],
  ["UTF-8 with a mark", "utf8", "\ufeff", "UTF-8"],
  ["UTF-16", "utf16le", "\ufeff", "UTF-16"],
  ["UTF-16 without a mark", "utf16le", "", "UTF-16"],
]) {
  test(`a table in ${name} is read, and that is said`, async ({ open, page, ui }) => {
    await open();
    const dialog = await openFile(page, bytes("sizes.csv", mark + sizes, encoding));
    await expect(ui.choice("Characters")).toHaveValue(label);
    await expect(ui.choice("Between cells")).toHaveValue("Semicolons");
    await expect(ui.choice("Decimal sign")).toHaveValue("Comma: 1.234,5");
    await expect(ui.choice("Role of größe")).toHaveValue("Input");
    await expect(result(page)).toHaveText("2 inputs → 2 classes, 12 rows");
    await says(dialog, "Thousands stand apart in “gewicht”.");
    await says(dialog, "Signs around numbers were left out of “gewicht”.");
  });
}

test("a table in Windows-1252 is read, however late its first letter beyond ASCII", async ({ open, page, ui, lab }) => {
  await open();
  await openFile(page, bytes("sizes.csv", sizes.replaceAll("€", ""), "latin1"));
  await expect(ui.choice("Characters")).toHaveValue("Windows-1252 (Western)");
  await expect(ui.choice("Role of größe")).toHaveValue("Input");
  await ui.button("Cancel").click();

  const late = rows("a,b,kind\n", 30_000, (i) => `${i % 50}.5,${i % 7},${i === 29_000 ? "süß" : "sauer"}`);
  await openFile(page, bytes("late.csv", late, "latin1"));
  await expect(ui.choice("Characters")).toHaveValue("Windows-1252 (Western)");
  await ui.button("Use this table").click();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.csv.includes("süß"))).toBe(true);
});

test("what was assumed can be changed, and what cannot be is said", async ({ open, page, ui }) => {
  await open();
  const text = rows("", 12, (i) => `5.${i},3.${i % 4},${["setosa", "virginica"][i % 2]}`);
  const dialog = await openFile(page, file("iris.data", text));
  await expect(ui.choice("First row")).toHaveValue("Values");
  await expect(result(page)).toHaveText("2 inputs → 2 classes, 12 rows");
  await ui.choice("Role of column 1").selectOption("Ignore");
  await says(dialog, "1 column is left out: “column 1”.");

  await ui.choice("First row").focus();
  await ui.choice("First row").selectOption("Names");
  await expect(ui.choice("Role of setosa")).toBeVisible();
  await says(dialog, "11 rows × 3 columns");
  await expect(ui.choice("First row"), "the control stays, and with it the focus").toBeFocused();

  await ui.choice("First row").selectOption("Values");
  await says(dialog, "12 rows × 3 columns");
  await ui.choice("Between cells").selectOption("Semicolons");
  await says(dialog, "Not so: row 1: expected at least 2 columns");
  await expect(ui.choice("Between cells"), "it stays what it was").toHaveValue("Commas");
  await says(dialog, "12 rows × 3 columns");

  await dialog.getByRole("textbox", { name: "Also missing" }).fill("setosa");
  await dialog.getByRole("textbox", { name: "Also missing" }).press("Tab");
  await says(dialog, "6 cells count as missing: setosa.");
});

test("roles stay when a file is read otherwise but its columns are the same", async ({ open, page, ui }) => {
  await open();
  const text = rows("day,price,hot\n", 12, (i) => `${i + 1}/2/2024,"1,${100 + i}",${i % 2}`);
  const dialog = await openFile(page, file("days.csv", text));
  await says(dialog, "“day” became days since 2024-01-02.");
  await ui.choice("Role of price").selectOption("Target");
  await ui.choice("Role of hot").selectOption("Input");
  await ui.choice("Day and month").selectOption("Day first: 31/1");
  await says(dialog, "“day” became days since 2024-02-01.");
  await expect(ui.choice("Role of price")).toHaveValue("Target");
  await ui.choice("Dates").selectOption("Year, month, weekday …");
  await says(dialog, "“day” became day, weekday.");
  await expect(dialog.getByRole("columnheader", { name: /day: weekday/ })).toBeVisible();
});

test("a table of 1,000 columns is looked at in parts and fitted into a network", async ({ open, page, ui, lab }) => {
  await open();
  const names = Array.from({ length: 999 }, (_, c) => `c${c}`).join(",");
  const text = rows(`${names},kind\n`, 200, (i) =>
    [...Array.from({ length: 999 }, (_, c) => (c === 700 ? (i % 2) * 5 + (i % 3) : (i * (c + 3) * 7919) % 101)), ["a", "b"][i % 2]].join(","),
  );
  const dialog = await openFile(page, file("wide.csv", text));
  await says(dialog, "200 rows × 1,000 columns");
  await expect(dialog.getByRole("columnheader")).toHaveCount(60);
  await says(result(page), "999 inputs; at most 128 can be used, so set some columns to Ignore.");
  await ui.button("Later columns").click();
  await says(dialog, "Columns 61–120 of 1,000");
  await expect(ui.choice("Role of c60")).toHaveValue("Input");
  await ui.button("Keep those that tell most of the target").click();
  await expect(result(page)).toHaveText("128 inputs → 2 classes, 200 rows");
  await says(dialog, "871 columns are left out: ");
  await ui.button("Use this table").click();
  await expect(ui.radio("Own table")).toBeChecked();
  expect(await lab((lab) => lab.data().train.x[0].length)).toBe(128);
  expect(await lab((lab) => lab.experiment().data.file.roles[700])).toBe("input");
  await ui.button("Columns…").click();
  await says(table(page), "200 rows × 1,000 columns");
  await expect(ui.choice("First row"), "the file is not at hand any more").toHaveCount(0);
});

test("scripts bring tables as they are, and take back the very same", async ({ open, lab }) => {
  await open();
  const text = `sep=;\n${rows("2019;2020;kind\n", 8, (i) => `${i},5;1.${i}00,0;${i % 2 ? "none" : "1,5 € at most"}`)}`;
  const load = (csv) => lab((lab, csv) => lab.load({ data: { dataset: "own", file: { csv } } }), csv);
  await load(text);
  const before = await lab((lab) => lab.experiment().data.file);
  expect(before.plain).toBe(true);
  await lab((lab, file) => lab.load({ data: { dataset: "xor" } }).then(() => lab.load({ data: { dataset: "own", file } })), before);
  expect(await lab((lab) => lab.experiment().data.file)).toEqual(before);
  await load(rows("", 8, (i) => `5.${i},${["a", "b"][i % 2]}`));
  expect(await lab((lab) => lab.data().train.x.length + lab.data().test.x.length)).toBe(8);
});

test("a table with names like numbers is restored by its link and by the browser", async ({ open, page, ui, lab }) => {
  await open();
  await openFile(page, file("years.csv", rows("place,2019,2020,hot\n", 9, (i) => `p${i % 3},${i}.5,${i * i},${i % 2}`)));
  await ui.button("Use this table").click();
  const before = await lab((lab) => JSON.stringify(lab.experiment().data.file.csv));
  const link = await lab((lab) => lab.link());
  await page.goto("about:blank");
  await page.goto(link);
  expect(await lab((lab) => JSON.stringify(lab.experiment().data.file.csv))).toBe(before);
});

const small = (name) => file(`${name}.csv`, rows(`${name},b,kind\n`, 8, (i) => `${i}.5,${i * i},${i % 2}`));

/** Lets files be read only when they are let go. */
const holdFiles = (page) =>
  page.addInitScript(() => {
    const read = Blob.prototype.arrayBuffer;
    let go;
    const gate = new Promise((resolve) => (go = resolve));
    window.letGo = go;
    Blob.prototype.arrayBuffer = function () {
      return this.type === "text/csv" || this.size > 0 ? gate.then(() => read.call(this)) : read.call(this);
    };
  });

test("a dataset chosen while a file is read takes its place", async ({ open, page, ui, lab }) => {
  await holdFiles(page);
  await open();
  await choose(page, "Open table…", small("slow"));
  await ui.radio("Circles").check();
  await page.evaluate(() => window.letGo());
  await expect(page.getByText(/^Reading slow/)).toBeHidden();
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await expect(table(page)).toBeHidden();
  expect(await lab((lab) => lab.experiment().data.dataset)).toBe("circles");
});

test("of two files the second is opened, whichever comes first", async ({ open, page }) => {
  await holdFiles(page);
  await open();
  await choose(page, "Open table…", small("first"));
  await choose(page, "Open table…", small("second"));
  await page.evaluate(() => window.letGo());
  await says(table(page), "second.csv");
});

test("a table that is used while the kept one is still coming stays", async ({ open, page, ui, lab }) => {
  await open();
  await openFile(page, small("old"));
  await ui.button("Use this table").click();
  await expect.poll(() => keptName(page)).toBe("old.csv");
  await ui.radio("Circles").check();
  await page.addInitScript(() => {
    const get = IDBObjectStore.prototype.get;
    window.answers = [];
    // The answer is heard only when it is let go.
    IDBObjectStore.prototype.get = function (...of) {
      const request = get.call(this, ...of);
      Object.defineProperty(request, "onsuccess", {
        set: (heard) => request.addEventListener("success", (event) => window.answers.push(() => heard(event))),
      });
      return request;
    };
  });
  await page.reload();
  await page.evaluate(() => window.separable.then(() => {}));
  // The page asks for it once it is idle.
  await expect.poll(() => page.evaluate(() => window.answers.length)).toBeGreaterThan(0);
  await openFile(page, small("new"));
  await ui.button("Use this table").click();
  await page.evaluate(() => window.answers.forEach((answer) => answer()));
  await page.evaluate(() => new Promise((resolve) => setTimeout(resolve, 300)));
  await ui.radio("Circles").check();
  await ui.radio("Own table").check();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("new.csv");
});

/** The name of the table that the browser has kept. */
const keptName = (page) =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        const open = indexedDB.open("separable");
        open.onupgradeneeded = () => open.transaction.abort();
        open.onerror = () => resolve(null);
        open.onsuccess = () => {
          const get = open.result.transaction("tables").objectStore("tables").get("own");
          open.result.close();
          get.onsuccess = () => resolve(get.result ? JSON.parse(get.result[0]).name : null);
          get.onerror = () => resolve(null);
        };
      }),
  );

for (const [name, break_] of [
  ["an error", () => {
    const put = IDBObjectStore.prototype.put;
    let first = true;
    IDBObjectStore.prototype.put = function (...of) {
      if (!first) return put.call(this, ...of);
      first = false;
      throw new DOMException("busy", "UnknownError");
    };
  }],
  ["an end without success", () => {
    const put = IDBObjectStore.prototype.put;
    let first = true;
    IDBObjectStore.prototype.put = function (...of) {
      const request = put.call(this, ...of);
      if (first) request.addEventListener("success", () => this.transaction.abort());
      first = false;
      return request;
    };
  }],
]) {
  test(`what was not kept because of ${name} is kept at another try`, async ({ open, page, ui }) => {
    await page.addInitScript(break_);
    await open();
    await openFile(page, small("mine"));
    await ui.button("Use this table").click();
    await expect.poll(() => keptName(page)).toBe("mine.csv");
    await expect(ui.alert).toBeHidden();
  });
}

test("what fails for good is said, and tried again with the next table and the same", async ({ open, page, ui }) => {
  await page.addInitScript(() => {
    const put = IDBObjectStore.prototype.put;
    window.full = true;
    IDBObjectStore.prototype.put = function (...of) {
      const request = put.call(this, ...of);
      if (window.full) request.addEventListener("success", () => this.transaction.abort());
      return request;
    };
  });
  await open();
  await openFile(page, small("mine"));
  await ui.button("Use this table").click();
  await says(ui.alert, "cannot be kept by this browser");
  expect(await keptName(page)).toBe(null);
  await page.evaluate(() => (window.full = false));
  await openFile(page, small("mine"));
  await ui.button("Use this table").click();
  await expect.poll(() => keptName(page)).toBe("mine.csv");
});

test("an open page bars no later version of the database, and reads what that left", async ({ open, page, ui, lab }) => {
  await open();
  await openFile(page, small("mine"));
  await ui.button("Use this table").click();
  await expect.poll(() => keptName(page)).toBe("mine.csv");
  const later = await page.context().newPage();
  await later.goto(new URL("worker-start.js", process.env.SITE_URL).href);
  const opened = await later.evaluate(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open("separable", 7);
        request.onblocked = () => resolve("blocked");
        request.onerror = () => resolve("error");
        request.onsuccess = () => {
          request.result.close();
          resolve(request.result.version);
        };
      }),
  );
  expect(opened).toBe(7);
  await openFile(page, small("other"));
  await ui.button("Use this table").click();
  await expect.poll(() => keptName(page)).toBe("other.csv");
  await ui.radio("Circles").check();
  await page.reload();
  await ui.radio("Own table").check();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("other.csv");
});

test("a database that another hand has made is made anew", async ({ open, page, ui }) => {
  await page.addInitScript(
    () =>
      new Promise((resolve) => {
        const request = indexedDB.open("separable");
        request.onsuccess = () => resolve(request.result.close());
      }),
  );
  await open();
  await openFile(page, small("mine"));
  await ui.button("Use this table").click();
  await expect.poll(() => keptName(page)).toBe("mine.csv");
  await expect(ui.alert).toBeHidden();
});
