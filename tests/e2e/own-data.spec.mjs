// Data of one's own: a table from a file, points drawn by hand, an experiment saved and opened.

import { choose, expect, file, saved, says, sizes, test } from "./support.mjs";

const flowers = `length,width,note,kind
1.5,0.2,a,small
1.6,0.3,b,small
1.4,,c,small
4.5,1.5,d,middle
4.7,1.4,e,middle
4.4,1.3,f,middle
6.1,2.5,g,large
5.9,2.1,h,large
6.3,2.3,i,large
1.3,0.2,j,small
`;

/** What must not change while nothing is put in place. */
const state = (lab) => JSON.stringify([lab.experiment(), lab.weights()]);

const table = (page) => page.getByRole("dialog", { name: "Table" });

/** Waits until the browser has kept a table. */
const kept = (page) =>
  expect
    .poll(() =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            const open = indexedDB.open("separable");
            // Asking must not make the database, which is the page's to make.
            open.onupgradeneeded = () => open.transaction.abort();
            open.onerror = () => resolve(0);
            open.onsuccess = () => {
              const database = open.result;
              const end = (count) => {
                database.close();
                resolve(count);
              };
              const count = database.transaction("tables").objectStore("tables").count();
              count.onsuccess = () => end(count.result);
            };
          }),
      ),
    )
    .toBe(1);

async function openTable(page, name, text) {
  await choose(page, "Open table…", file(name, text));
  await expect(table(page)).toBeVisible();
  return table(page);
}

/** Lets go of a file, or of text that is pasted, as a person would. */
const hand = (page, kind, { name, text }) =>
  page.evaluate(
    ([kind, name, text]) => {
      const data = new DataTransfer();
      if (name) data.items.add(new File([text], name));
      else data.setData("text/plain", text);
      const options = { bubbles: true, cancelable: true };
      if (kind === "paste") {
        document.body.dispatchEvent(new ClipboardEvent("paste", { ...options, clipboardData: data }));
      } else {
        document.body.dispatchEvent(new DragEvent(kind, { ...options, dataTransfer: data }));
      }
    },
    [kind, name, text],
  );

test("a table is chosen, looked at and learnt", async ({ open, page, ui, lab }) => {
  await open();
  const before = await lab(state);
  const dialog = await openTable(page, "flowers.csv", flowers);
  await says(dialog, "flowers.csv");
  await says(dialog, "10 rows × 4 columns");
  await expect(dialog.getByRole("columnheader", { name: /width/ })).toContainText("numbers · 1 missing");
  await expect(dialog.getByRole("columnheader", { name: /kind/ })).toContainText("3 categories");
  await expect(ui.choice("Role of note")).toHaveValue("Ignore");
  await expect(ui.choice("Role of kind")).toHaveValue("Target");
  const result = dialog.getByRole("status", { name: "Result" });
  await expect(result).toHaveText("2 inputs → 3 classes, 9 rows");
  await says(dialog, "1 row with missing values was left out.");
  expect(await lab(state), "looking changes nothing").toBe(before);

  await ui.choice("Missing values").selectOption("Fill in the mean");
  await expect(result).toHaveText("2 inputs → 3 classes, 10 rows");
  await says(dialog, "1 missing value of “width” was filled with the mean");
  await ui.choice("Role of width").selectOption("Target");
  await says(result, "expected a number, found “small”");
  await expect(ui.button("Use this table")).toBeDisabled();
  await ui.choice("Role of kind").selectOption("Input");
  await expect(result).toHaveText("4 inputs → 1 number, 9 rows");
  await expect(ui.choice("Task", dialog)).toContainText("As fits (Regression)");
  await ui.choice("Role of kind").selectOption("Target");
  await ui.choice("Role of width").selectOption("Input");
  await ui.button("Use this table").click();

  await expect(dialog).toBeHidden();
  await expect(ui.radio("Own table")).toBeChecked();
  const data = await lab((lab) => lab.experiment().data);
  expect(data.file.name).toBe("flowers.csv");
  expect(data.file.roles).toEqual(["input", "input", "ignore", "target"]);
  expect(data.file.missing).toBe("mean");
  const status = await lab((lab) => lab.train({ epochs: 5 }));
  expect(status.epoch).toBe(5);
  await expect(ui.alert).toBeHidden();
});

test("Cancel and Escape leave everything as it is", async ({ open, page, ui, lab }) => {
  await open();
  const before = await lab(state);
  await openTable(page, "flowers.csv", flowers);
  await ui.button("Cancel").click();
  await expect(table(page)).toBeHidden();
  await openTable(page, "flowers.csv", flowers);
  await page.keyboard.press("Escape");
  await expect(table(page)).toBeHidden();
  expect(await lab(state)).toBe(before);
});

test("a file can be dropped and a table pasted", async ({ open, page, ui, lab }) => {
  await open();
  await hand(page, "dragover", { name: "flowers.csv", text: flowers });
  await expect(page.getByText("Drop the file to open it")).toBeVisible();
  await hand(page, "drop", { name: "flowers.csv", text: flowers });
  await expect(page.getByText("Drop the file to open it")).toBeHidden();
  await says(table(page), "flowers.csv");
  await ui.button("Cancel").click();

  await hand(page, "paste", { text: "a word" });
  await expect(table(page)).toBeHidden();
  await hand(page, "paste", { text: flowers.replaceAll(",", "\t") });
  await says(table(page), "pasted table");
  await ui.button("Use this table").click();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("pasted table");
});

test("a file dropped while another lies open takes its place", async ({ open, page, ui }) => {
  await open();
  const dialog = await openTable(page, "flowers.csv", flowers);
  await hand(page, "drop", { name: "stones.csv", text: "weight,hard\n1.5,no\n2.5,yes\n1.7,no\n2.9,yes\n" });
  await says(dialog, "stones.csv");
  await says(dialog, "4 rows × 2 columns");
  await expect(dialog.getByRole("columnheader")).toHaveCount(2);
  await expect(ui.choice("Role of hard")).toHaveValue("Target");
});

test("the columns of a table that comes with the page can be given other roles", async ({ open, page, ui, lab }) => {
  await open("#data=iris");
  await ui.button("Columns…").click();
  await says(table(page), "150 rows");
  await ui.button("Use this table").click();
  expect(await lab((lab) => lab.experiment().data.dataset), "nothing was changed").toBe("iris");
  await ui.button("Columns…").click();
  await table(page).getByRole("combobox", { name: /^Role of sepal_length/ }).selectOption("Ignore");
  await expect(table(page).getByRole("status", { name: "Result" })).toHaveText("3 inputs → 3 classes, 150 rows");
  await ui.button("Use this table").click();
  await expect(ui.radio("Own table")).toBeChecked();
  expect(await lab((lab) => lab.data().train.x[0].length)).toBe(3);
});

const bad = [
  ["empty.csv", "", "row 1: the file is empty"],
  ["names.csv", "a,b,c\n", "row 1: only a row of names"],
  ["ragged.csv", "a,b\n1,2\n3\n", "row 3: 1 cell where the header has 2"],
  ["one.csv", "a\n1\n2\n", "row 1: expected at least 2 columns"],
  ["sheet.xlsx", "PK\x03\x04 and so on", "found a spreadsheet or archive"],
  ["binary.csv", "a,b\n1,\x00\n", "row 2: expected text in UTF-8, found a byte 0"],
  ["latin.csv", Buffer.from("a,caf\xe9\n1,2\n3\n", "latin1"), "row 3: 1 cell where the header has 2"],
  ["utf16.csv", Buffer.from("\ufeffa,b\n1,2\n3\n", "utf16le"), "row 3: 1 cell where the header has 2"],
  ["data.json.txt", '{"a": 1}', "found JSON; save the table as CSV"],
  ["line.csv", `a,b\n${"x".repeat(10_000_000)},1\n`, "row 2"],
  ["broken.json", '{"separable": 1, "exper', "is not JSON"],
  ["other.json", '{"name": "x"}', "is not an experiment that this page saved"],
  ["later.json", '{"separable": 9}', "is of a later version"],
  ["seed.json", '{"separable": 1, "experiment": {"seed": -1}}', "seed"],
  ["shape.json", '{"separable": 1, "experiment": {}, "weights": []}', "weights: must have 3 layers, not 0"],
];

test("a number without end counts as missing, and that is said", async ({ open, page }) => {
  await open();
  const dialog = await openTable(page, "infinite.csv", "a,b\n1,2\n1e999,3\n2,4\n3,5\n4,6\n");
  await says(dialog, "1 cell holds no finite number and counts as missing: row 3 of “a”, “1e999”.");
});

test("a bad file gives its message and changes nothing", async ({ open, page, ui, lab }) => {
  await open("#data=circles&seed=3");
  await lab((lab) => lab.train({ epochs: 3 }));
  const [before, address] = [await lab(state), page.url()];
  for (const [name, text, message] of bad) {
    await choose(page, "Open table…", file(name, text));
    await says(ui.alert, message);
    await says(ui.alert, name);
    expect(await lab(state), name).toBe(before);
    expect(page.url()).toBe(address);
  }
  for (const [name, text, message] of [
    ["same.csv", "a,b\n1,x\n2,x\n3,x\n4,x\n5,x\n", "All rows have the same class of “b”, x."],
    ["few.csv", "a,b\n1,x\n2,y\n", "2 rows left; at least 4 are needed."],
    ["words.csv", `a,b\n${Array.from({ length: 70 }, (_, i) => `word${i},${i % 2}`).join("\n")}\n`, "Choose a column as input."],
  ]) {
    const dialog = await openTable(page, name, text);
    await says(dialog.getByRole("status", { name: "Result" }), message);
    await expect(ui.button("Use this table")).toBeDisabled();
    await ui.button("Cancel").click();
    expect(await lab(state), name).toBe(before);
  }
});

test("an own table survives a reload and another dataset", async ({ open, page, ui, lab }) => {
  await open();
  const rows = Array.from({ length: 900 }, (_, i) => `${i},${(i * 7) % 13},${i % 3 ? "a" : "b"}`);
  await openTable(page, "large.csv", `x,y,class\n${rows.join("\n")}\n`);
  await ui.choice("Role of x").selectOption("Input");
  await ui.button("Use this table").click();
  expect(new URL(page.url()).hash).toMatch(/^#&data=own&own=[0-9a-f]{16}&end=[0-9a-z]{4}$/);
  const before = await lab((lab) => JSON.stringify(lab.experiment()));
  await kept(page);
  await page.reload();
  await expect(ui.radio("Own table")).toBeChecked();
  expect(await lab((lab) => JSON.stringify(lab.experiment()))).toBe(before);
  await ui.radio("Circles").check();
  await ui.radio("Own table").check();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("large.csv");
  await ui.radio("Circles").check();
  await page.reload();
  await expect(ui.radio("Circles")).toBeChecked();
  await ui.radio("Own table").check();
  await expect.poll(() => lab((lab) => lab.data().train.x[0].length)).toBe(2);
});

test("where nothing can be kept, that is said once and all goes on", async ({ open, page, ui, lab }) => {
  await page.addInitScript(() => {
    Object.defineProperty(window, "indexedDB", { get: () => null });
    Storage.prototype.setItem = () => {
      throw new DOMException("full", "QuotaExceededError");
    };
  });
  await open();
  await openTable(page, "flowers.csv", flowers);
  await ui.button("Use this table").click();
  await says(ui.alert, "cannot be kept by this browser");
  await ui.button("Dismiss").click();
  await ui.button("Draw points").click();
  await page.mouse.click(...(await at(page, 0.5, 0.4)));
  expect(await count(lab)).toBe(1);
  await expect(ui.alert).toBeHidden();
  await ui.choice("Task").selectOption("Several classes");
  await ui.radio("Own table").check();
  await expect.poll(() => lab((lab) => lab.experiment().data.file?.name)).toBe("flowers.csv");
});

test("a small table travels in the link; a large one is missed in words", async ({ open, page, ui, lab, browser }) => {
  await open();
  await openTable(page, "flowers.csv", flowers);
  await ui.button("Use this table").click();
  const link = await lab((lab) => lab.link());
  expect(link).toContain("csv=length,width");
  await page.goto("about:blank");
  await page.goto(link);
  expect(await lab((lab) => lab.data().train.x.length)).toBeGreaterThan(3);

  const stranger = await browser.newPage();
  await stranger.goto(`${process.env.SITE_URL}#data=own&lr=0.5`);
  await says(stranger.getByRole("alert"), "the table is not on this device");
  expect(await stranger.evaluate(() => window.separable.then((lab) => lab.experiment().data.dataset))).toBe("xor");
  await stranger.close();
});

test("a large table is on this device only, and a link to it says so", async ({ open, page, ui, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await open();
  const rows = Array.from({ length: 900 }, (_, i) => `${i},${(i * 7) % 13},${i % 3 ? "a" : "b"}`);
  await openTable(page, "large.csv", `x,y,class\n${rows.join("\n")}\n`);
  await ui.button("Use this table").click();
  await ui.button("Share").click();
  await expect(page.getByText("it finds the table on this device only")).toBeVisible();
  await expect(page.getByText("restores this experiment exactly")).toHaveCount(0);
  await kept(page);
  // A link that does not say which one takes the last, and says so.
  await open("#seed=1");
  await open("#data=own");
  await expect(ui.radio("Own table")).toBeChecked();
  await says(ui.alert, /does not say which table.*large\.csv/);
  await open("#data=own&own=0123456789abcdef");
  await says(ui.alert, "another than the one that was shared");
});

test("scripts load tables and points", async ({ open, page, ui, lab }) => {
  await open();
  await lab((lab, csv) => lab.load({ data: { dataset: "own", file: { csv, name: "mine", missing: "mean" } } }), flowers);
  await expect(ui.radio("Own table")).toBeChecked();
  expect(await lab((lab) => lab.data().train.x.length + lab.data().test.x.length)).toBe(10);
  const problem = await lab((lab) => lab.load({ data: { dataset: "own", file: { csv: "a\n1" } } }).catch((e) => e.message));
  expect(problem).toContain("data.file.csv: row 1: expected at least 2 columns");
  await lab((lab) => lab.load({ data: { dataset: "drawn", drawn: "AAAAhA5FN_AH" } }));
  await expect(ui.radio("Drawn")).toBeChecked();
  expect(await lab((lab) => lab.experiment().data.drawn)).toBe("AAAAhA5FN_AH");
  await page.reload();
  expect(await lab((lab) => lab.experiment().data.drawn)).toBe("AAAAhA5FN_AH");
});

for (const { width, height } of sizes)
  test(`Draw points brings its plane into the window, at ${width}×${height}`, async ({ open, page, ui }) => {
    await page.setViewportSize({ width, height });
    await open();
    await ui.button("Draw points").scrollIntoViewIfNeeded();
    await ui.button("Draw points").click();
    await expect(page.getByRole("radiogroup", { name: "Pen" })).toBeInViewport();
    await expect(page.getByText("Click here to put points")).toBeInViewport();
  });

/** Notes what the page reads of a file at once, and what it writes at once, each with its turn of the loop of events. */
const countPortions = (page) =>
  page.addInitScript(() => {
    const counted = (window.counted = { read: [], written: [] });
    let turn = 0;
    const counting = (call) => (...given) => {
      turn += 1;
      return call(...given);
    };
    for (const timer of ["setTimeout", "requestAnimationFrame"]) {
      const set = window[timer];
      window[timer] = (call, ...rest) => set.call(window, counting(call), ...rest);
    }
    // Where a frame is long in coming the page goes on by messages to itself.
    const heard = Object.getOwnPropertyDescriptor(MessagePort.prototype, "onmessage");
    Object.defineProperty(MessagePort.prototype, "onmessage", {
      ...heard,
      set(call) {
        heard.set.call(this, call && counting(call));
      },
    });
    const read = Blob.prototype.arrayBuffer;
    Blob.prototype.arrayBuffer = function () {
      counted.read.push({ bytes: this.size, turn });
      return read.call(this);
    };
    // Text comes out of the program through this.
    const decode = TextDecoder.prototype.decode;
    TextDecoder.prototype.decode = function (bytes, ...rest) {
      if (bytes?.byteLength > 10_000) counted.written.push({ bytes: bytes.byteLength, turn });
      return decode.call(this, bytes, ...rest);
    };
  });

const portions = async (page, kind) => {
  const found = await page.evaluate((kind) => window.counted[kind], kind);
  const bytes = found.map(({ bytes }) => bytes);
  return { count: found.length, largest: Math.max(...bytes), total: bytes.reduce((a, b) => a + b, 0), turns: new Set(found.map(({ turn }) => turn)).size };
};

test("50,000 rows are read and kept in small portions", async ({ open, page, ui, lab }) => {
  await countPortions(page);
  await open();
  const row = (i) => Array.from({ length: 20 }, (_, c) => (c === 19 ? `class ${i % 3}` : (Math.sin(i * (c + 1)) * 10).toFixed(4)));
  const rows = Array.from({ length: 50_000 }, (_, i) => row(i).join(","));
  const text = `${Array.from({ length: 20 }, (_, c) => `column ${c + 1}`).join(",")}\n${rows.join("\n")}\n`;
  await choose(page, "Open table…", file("large.csv", text));
  await says(table(page), "50,000 rows × 20 columns");
  const read = await portions(page, "read");
  expect(read.total).toBe(text.length);
  expect(read.largest).toBeLessThanOrEqual(256 * 1024);

  await ui.choice("Role of column 3").selectOption("Ignore");
  await ui.button("Use this table").click();
  await ui.play.click();
  await expect(ui.epoch).not.toHaveText("0");
  await ui.pause.click();
  await kept(page);
  const written = await portions(page, "written");
  expect(written.total).toBeGreaterThan(text.length * 0.8);
  expect(written.largest).toBeLessThanOrEqual(256 * 1024);
  // The page may draw and answer between them.
  expect(written.turns).toBe(written.count);
  await page.reload();
  expect(await lab((lab) => lab.data().train.x.length)).toBe(35_000);
});

const drawn = (lab) => lab.experiment().data.drawn;
const count = async (lab) => (await lab(drawn) ?? "").length / 4;
const picture = (page) => page.getByRole("img", { name: /Decision surface/ });

async function at(page, x, y) {
  const box = await picture(page).boundingBox();
  return [box.x + box.width * x, box.y + box.height * y];
}

test("points are drawn, sprayed, erased and taken back", async ({ open, page, ui, lab }) => {
  await open();
  await ui.button("Draw points").click();
  await says(page.locator("main"), "Click here to put points");
  await page.mouse.click(...(await at(page, 0.25, 0.25)));
  expect(await lab(drawn)).toHaveLength(4);
  await ui.radio("orange").check();
  await page.mouse.click(...(await at(page, 0.75, 0.75)));
  await page.mouse.click(...(await at(page, 0.7, 0.7)));
  expect(await count(lab)).toBe(3);

  await ui.button("Spray").click();
  await page.mouse.move(...(await at(page, 0.6, 0.3)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, 0.9, 0.3)), { steps: 12 });
  expect(await count(lab), "the run waits for the end of the stroke").toBe(3);
  await page.mouse.up();
  const sprayed = await count(lab);
  expect(sprayed).toBeGreaterThan(20);

  await ui.radio("Eraser").check();
  await page.mouse.move(...(await at(page, 0.55, 0.3)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, 0.95, 0.3)), { steps: 3 });
  await page.mouse.up();
  const erased = await count(lab);
  expect(erased).toBeLessThan(sprayed);

  await ui.button("Undo").click();
  expect(await count(lab)).toBe(sprayed);
  await page.keyboard.press("u");
  expect(await count(lab)).toBe(3);
  await page.keyboard.press("Control+z");
  expect(await count(lab)).toBe(2);

  await ui.radio("green").check();
  await picture(page).focus();
  await page.keyboard.press("ArrowLeft");
  await page.keyboard.press("Enter");
  expect(await count(lab)).toBe(3);
  expect(await lab((lab) => lab.experiment().layers.at(-1))).toMatchObject({ units: 3, activation: "softmax" });

  await ui.button("Spray").click();
  await ui.play.click();
  await expect(ui.epoch).not.toHaveText("0");
  await page.mouse.click(...(await at(page, 0.1, 0.9)));
  await expect(ui.pause, "the network goes on playing").toBeVisible();
  expect(await count(lab)).toBe(4);
  await ui.pause.click();

  const points = await lab(drawn);
  await ui.choice("Task").selectOption("Two classes");
  await ui.radio("Circles").check();
  await page.reload();
  await ui.choice("Task").selectOption("Several classes");
  await ui.radio("Drawn").check();
  expect(await lab(drawn)).toBe(points);
  await ui.button("Clear").click();
  expect(await count(lab)).toBe(0);
  await ui.button("Undo").click();
  expect(await lab(drawn)).toBe(points);
  await expect(ui.alert).toBeHidden();
});

test("Draw points pauses, and few points are all for training", async ({ open, page, ui, lab }) => {
  await open();
  await ui.play.click();
  await expect(ui.pause).toBeVisible();
  await ui.button("Draw points").click();
  await expect(ui.play).toBeVisible();
  const sizes = (lab) => [lab.data().train.x.length, lab.data().test.x.length];
  for (let point = 1; point < 10; point += 1) {
    await page.mouse.click(...(await at(page, point / 11, 0.3)));
    expect(await lab(sizes)).toEqual([point, 0]);
  }
  await says(ui.region("Data"), "Fewer than 10 points: all for training.");
  await expect(ui.slider("For training")).toHaveCount(0);
  await page.mouse.click(...(await at(page, 0.5, 0.7)));
  expect(await lab(sizes)).toEqual([7, 3]);
  await expect(ui.slider("For training")).toBeVisible();
});

test("points are drawn by dragging", async ({ open, page, ui, lab }) => {
  await open();
  await ui.button("Draw points").click();
  await page.mouse.move(...(await at(page, 0.2, 0.5)));
  await page.mouse.down();
  await page.mouse.move(...(await at(page, 0.8, 0.5)), { steps: 30 });
  await page.mouse.up();
  expect(await count(lab)).toBeGreaterThan(10);
  await ui.button("Undo").click();
  expect(await count(lab), "a stroke is one step back").toBe(0);
});

test("a touch draws", async ({ browser }) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  const page = await context.newPage();
  await page.goto(`${process.env.SITE_URL}#data=drawn`);
  await page.evaluate(() => window.separable.then(() => {}));
  await picture(page).scrollIntoViewIfNeeded();
  await page.touchscreen.tap(...(await at(page, 0.5, 0.4)));
  await expect
    .poll(() => page.evaluate(() => window.separable.then((lab) => lab.experiment().data.drawn?.length)))
    .toBe(4);
  await context.close();
});

test("no points at all, or of one class alone, break nothing", async ({ open, page, ui, lab }) => {
  await open("#data=drawn");
  await ui.step.click();
  await ui.play.click();
  await page.mouse.click(...(await at(page, 0.5, 0.4)));
  await ui.pause.click();
  expect(await count(lab)).toBe(1);
  await expect(ui.alert).toBeHidden();
});

test("an experiment is saved and opened with its table and weights", async ({ open, page, ui, lab }) => {
  await open();
  await openTable(page, "flowers.csv", flowers);
  await ui.button("Use this table").click();
  await lab((lab) => lab.train({ epochs: 20 }));
  const before = await lab(state);
  const { name, text } = await saved(page);
  expect(name).toBe("separable-own.json");
  expect(JSON.parse(text)).toMatchObject({ separable: 5, experiment: { data: { dataset: "own" } } });

  await ui.radio("Iris").check();
  await choose(page, "Open", file("separable-own.json", text));
  await expect(ui.radio("Own table")).toBeChecked();
  await expect.poll(() => lab(state)).toBe(before);
  await expect(ui.alert).toBeHidden();
});
