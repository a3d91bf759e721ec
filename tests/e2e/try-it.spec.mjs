// The network asked: values of one's own as they are measured, a digit that is drawn, rows that are pasted, and the
// same from a script.

import AxeBuilder from "@axe-core/playwright";
import { readFile } from "node:fs/promises";

import { expect, says, takePictures, test } from "./support.mjs";

/** The panel's parts. */
const parts = (page) => {
  const region = page.getByRole("region", { name: "Try it", exact: true });
  const button = (name) => region.getByRole("button", { name, exact: true });
  const status = (name) => region.getByRole("status", { name, exact: true });
  return {
    region,
    button,
    field: (name) => region.getByRole("spinbutton", { name, exact: true }),
    choice: (name) => region.getByRole("combobox", { name, exact: true }),
    answer: status("Answer"),
    says: region.getByRole("group", { name: "What the network answers" }),
    remarks: region.getByRole("list", { name: "About the values" }),
    drawing: region.getByRole("application"),
    rows: region.getByRole("textbox", { name: "Rows", exact: true }),
    state: status("State of the rows"),
    wrong: region.getByRole("list", { name: "Lines that are wrong" }),
    table: region.getByRole("table"),
  };
};

/** Opens the panel for an experiment that has been trained so far. */
async function openPanel({ open, page, ui, lab }, fragment, epochs = 60) {
  await open(fragment);
  await lab((lab, epochs) => lab.train({ epochs }), epochs);
  const opener = ui.button("Try it");
  // Another experiment is opened on the same page.
  if ((await opener.getAttribute("aria-expanded")) !== "true") await opener.click();
  const panel = parts(page);
  await expect(panel.answer).toBeVisible();
  return panel;
}

/** The answers in the table, row by row: line, answer, how sure. */
const answers = (panel) =>
  panel.table.locator("tbody tr").evaluateAll((rows) => rows.map((row) => [...row.children].slice(0, 3).map((cell) => cell.textContent)));

/** What the button Download CSV writes. */
async function downloaded(page, panel) {
  const download = page.waitForEvent("download");
  await panel.button("Download CSV").click();
  const file = await download;
  expect(file.suggestedFilename()).toBe("separable-answers.csv");
  return readFile(await file.path(), "utf8");
}

test("a place in the plane is answered with how sure, as one types and as the network learns", async ({ open, page, ui, lab }) => {
  const panel = await openPanel({ open, page, ui, lab }, "#data=xor", 0);
  await says(panel.says, "Before any training, the network answers");
  const x = panel.field("x₁");
  const y = panel.field("x₂");
  await x.fill("2,5");
  await y.fill("2.5");
  await says(panel.region, "Your own values");
  await lab((lab) => lab.train({ until: { accuracy: 0.99 }, epochs: 500 }));
  await expect(panel.answer).toHaveText("blue");
  await says(panel.says, "The network answers");
  const shown = await panel.says.getByRole("listitem").allTextContents();
  const [[output]] = await lab((lab) => lab.predict([[2.5, 2.5]], { raw: true }));
  expect(shown.map((line) => line.match(/^[a-z]+/)[0])).toEqual(["orange", "blue"]);
  expect(Math.abs(Number(shown[1].match(/([\d.]+) %/)[1]) - output * 100)).toBeLessThan(0.11);
  // Before it is left: each letter counts.
  await y.fill("−2.5");
  await expect(panel.answer).toHaveText("orange");
  await y.press("ArrowUp");
  await expect(y).toHaveValue(/^-[12](\.\d+)?$/);

  await x.fill("wide");
  await expect(x).toHaveAttribute("aria-invalid", "true");
  await says(panel.remarks, /X₁: “wide” is not a number; the training samples have −\d/);
  await says(panel.says, "No answer while a value is wrong");
  await expect(panel.answer).toHaveText("–");
  await x.fill("");
  await says(panel.remarks, "X₁: needs a number");
  await x.fill("40");
  await says(panel.remarks, /X₁: beyond what it has learnt from: −\d[\d.]* to \d/);
  await expect(panel.answer).toHaveText(/blue|orange/);
  await panel.button("Means").click();
  await says(panel.region, /Means of \d+ samples/);
  await expect(panel.remarks.getByRole("listitem")).toHaveCount(0);
});

test("what outputs of each kind mean is said, and no probability is made up", async ({ open, page, ui, lab }) => {
  for (const [fragment, told, bars] of [
    ["#data=moons&loss=hinge&net=2-4t-1t", "It is no probability.", 0],
    ["#data=and&net=2-1h&rule=perceptron", "A step says yes or no, and not how sure.", 0],
    ["#data=moons&net=2-4t-1l&loss=mean_squared_error", "it is no probability", 0],
    ["#data=labels", "Each label has a probability of its own", 2],
    ["#data=blobs3", "% sure.", 3],
    ["#data=two_waves", "A number has no probability. Over the test samples answers are off by", 0],
  ]) {
    const panel = await openPanel({ open, page, ui, lab }, fragment, 5);
    await says(panel.says, told);
    await expect(panel.says.getByRole("listitem").filter({ hasText: "%" })).toHaveCount(bars);
  }
});

test("Iris: a sample of the data, values of one's own, rows with their answers as CSV", async ({ open, page, ui, lab, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const panel = await openPanel({ open, page, ui, lab }, "#data=iris");
  await panel.button("Next sample").click();
  await says(panel.region, /Sample 1 of 105: (setosa|versicolor|virginica)/);
  const [row, output] = await lab((lab) => {
    const { x } = lab.data().train;
    return [x[0], lab.predict([x[0]])[0]];
  });
  const names = await lab((lab) => lab.scaler().columns.map(({ name }) => name));
  const typed = await Promise.all(names.map((name) => panel.field(name.replaceAll("_", " ")).inputValue()));
  const again = await lab((lab, row) => [lab.predict([row], { raw: true })[0], lab.scaler()], typed.map(Number));
  expect(again[0]).toEqual(output);
  const { mean, scale } = again[1];
  row.forEach((x, i) => expect(Math.abs((Number(typed[i]) - mean[i]) / scale[i] - x)).toBeLessThan(1e-5));

  await panel.field("sepal length cm").fill("9");
  await says(panel.remarks, "Sepal length cm: beyond what it has learnt from: 4.3 to 7.9.");

  // As a spreadsheet with decimal commas copies it, with one bad line.
  await panel.rows.fill("5,1\t3,5\t1,4\t0,2\n6,7\t3\tlong\t1,7\n6,3\t3,3\t6\t2,5\n");
  await expect(panel.state).toHaveText("2 rows answered, 1 line not.");
  await says(panel.wrong, "Line 2, petal length cm: “long” is not a number; the training samples have");
  await expect.poll(() => answers(panel).then((all) => all.map(([line, answer]) => [line, answer]))).toEqual([
    ["1", "setosa"],
    ["3", "virginica"],
  ]);
  const csv = await downloaded(page, panel);
  const lines = csv.trim().split("\n");
  expect(lines[0]).toBe(
    "line,sepal_length_cm,sepal_width_cm,petal_length_cm,petal_width_cm,answer,probability of setosa,probability of versicolor,probability of virginica,problem",
  );
  expect(lines[1]).toMatch(/^1,5\.1,3\.5,1\.4,0\.2,setosa,0\.9/);
  expect(lines[2]).toMatch(/^2,,,,,,,,,"?Line 2, petal length cm: “long”/);
  expect(lines).toHaveLength(4);
  await panel.button("Copy CSV").click();
  await says(panel.state, "The table is copied.");
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(csv);

  // With names above, in another order and with a column more.
  await panel.rows.fill("species,petal_width_cm,petal_length_cm,sepal_width_cm,sepal_length_cm\n?,0.2,1.4,3.5,5.1\n");
  await expect(panel.state).toHaveText("1 row answered. The first line was taken for names. Passed over: species.");
  await expect.poll(() => answers(panel).then(([[, answer]]) => answer)).toBe("setosa");
  await panel.rows.fill("petal_width_cm,petal_length_cm\n1,2\n");
  await says(panel.state, "Rows: the columns sepal_length_cm, sepal_width_cm must be there");
  await panel.button("Example").click();
  await expect(panel.state).toHaveText("3 rows answered. The first line was taken for names.");

  // While training runs the table follows.
  const before = await answers(panel);
  await lab((lab) => lab.train({ epochs: 200 }));
  await expect.poll(() => answers(panel)).not.toEqual(before);
  await takePictures(page, "try-it");
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
});

test("Penguins: categories by name", async ({ open, page, ui, lab }) => {
  const panel = await openPanel({ open, page, ui, lab }, "#data=penguins");
  for (const [name, value] of [
    ["bill length mm", 39.1],
    ["bill depth mm", 18.7],
    ["flipper length mm", 181],
    ["body mass g", 3750],
  ]) {
    await panel.field(name).fill(String(value));
  }
  await panel.choice("sex").selectOption("female");
  await expect(panel.answer).toHaveText("Adelie");
  const rows = [[39.1, 18.7, 181, 3750, "female"], { bill_length_mm: 47.5, bill_depth_mm: 14, flipper_length_mm: 212, body_mass_g: 4875, sex: "Female" }];
  const said = await lab((lab, rows) => lab.ask(rows), rows);
  expect(said.map(({ answer }) => answer)).toEqual(["Adelie", "Gentoo"]);
  expect(said[0].probabilities.reduce((sum, p) => sum + p)).toBeCloseTo(1, 5);
  const shown = await panel.says.getByRole("listitem").filter({ hasText: "Adelie" }).textContent();
  expect(shown).toMatch(/^Adelie ←/);
  const refusal = (rows) =>
    lab((lab, rows) => {
      try {
        lab.predict(rows, { raw: true });
      } catch (error) {
        return error.message;
      }
      return "accepted";
    }, rows);
  expect(await refusal([rows[0], [39.1, 18.7, 181, 3750, "robot"]])).toBe("rows[1].sex: “robot” is not one of male, female");
  expect(await refusal([[39.1, 18.7, null, 3750, "male"]])).toMatch(/^rows\[0\]\.flipper_length_mm: needs a number; the training samples have/);
  expect(await refusal([[1]])).toBe("rows[0]: must have 5 values, not 1");
  await panel.rows.fill("male;39,1;18,7;181;3750\nfemale;47,5;14;212;4875");
  await says(panel.wrong, "Line 1, sex: “3750” is not one of male, female");
  await panel.rows.fill("sex;bill_length_mm;bill_depth_mm;flipper_length_mm;body_mass_g\nmale;39,1;18,7;181;3750\nfemale;47,5;14;212;4875");
  await expect.poll(() => answers(panel).then((all) => all.map(([, answer]) => answer))).toEqual(["Adelie", "Gentoo"]);
});

test("an own table with gaps: what is missing is filled in", async ({ open, page, ui, lab }) => {
  await open();
  const csv = Array.from({ length: 24 }, (_, at) => `${at === 3 ? "" : at},${at === 5 ? "" : ["red", "blue"][at % 2]},${["no", "yes"][at % 2]}`);
  await lab((lab, csv) => lab.load({ data: { dataset: "own", file: { name: "own.csv", csv, missing: "mean" } } }), ["mass,colour,answer", ...csv].join("\n"));
  await lab((lab) => lab.train({ epochs: 100 }));
  await ui.button("Try it").click();
  const panel = parts(page);
  await panel.field("mass").fill("");
  await panel.choice("colour").selectOption("blue");
  await expect(panel.answer).toHaveText("yes");
  await panel.choice("colour").selectOption("red");
  await expect(panel.answer).toHaveText("no");
  await panel.choice("colour").selectOption("missing");
  await expect(panel.answer).toHaveText("no");
  const same = await lab((lab) => {
    const [mass, colour] = lab.scaler().columns.map(({ fill }) => fill);
    return [lab.predict([[null, null]], { raw: true }), lab.predict([{ mass, colour }], { raw: true })];
  });
  expect(same[0]).toEqual(same[1]);
});

test("Diabetes: a number in its own units, with how far off answers are", async ({ open, page, ui, lab }) => {
  const panel = await openPanel({ open, page, ui, lab }, "#data=diabetes");
  await panel.field("bmi").fill("32.1");
  await expect(panel.answer).toHaveText(/^progression [\d.]+$/);
  await says(panel.says, /A number has no probability\. Over the test samples answers are off by \d+\.?\d* in the mean\./);
  const low = Number((await panel.answer.textContent()).match(/[\d.]+/)[0]);
  await panel.field("bmi").fill("42");
  await expect.poll(async () => Number((await panel.answer.textContent()).match(/[\d.]+/)[0])).toBeGreaterThan(low);
  const row = [59, 2, 32.1, 101, 157, 93.2, 38, 4, 4.8598, 87];
  const [{ answer, probabilities }] = await lab((lab, row) => lab.ask([row]), row);
  expect(probabilities).toBeNull();
  await panel.rows.fill(row.join("\t"));
  expect(Number((await downloaded(page, panel)).trim().split("\n")[1].split(",").at(-1))).toBeCloseTo(answer, 3);
});

test("Digits: one is drawn by pointer and by keys, and answered as it is drawn", async ({ open, page, ui, lab }) => {
  const panel = await openPanel({ open, page, ui, lab }, "#data=digits", 40);
  await says(panel.says, "Draw a digit to have an answer");
  await expect(panel.drawing).toHaveAccessibleName("Drawing of 8 by 8 pixels, blank");
  const { x, y, width, height } = await panel.drawing.boundingBox();
  const to = (left, top) => [x + left * width, y + top * height];
  const round = (share) => to(0.5 + 0.25 * Math.sin(2 * Math.PI * share), 0.5 - 0.4 * Math.cos(2 * Math.PI * share));
  await page.mouse.move(...round(0));
  await page.mouse.down();
  for (let at = 1; at <= 12; at += 1) await page.mouse.move(...round(at / 24));
  // Half of it is answered already.
  await expect(panel.answer).toHaveText(/\d/);
  for (let at = 13; at <= 24; at += 1) await page.mouse.move(...round(at / 24));
  await page.mouse.up();
  await expect(panel.answer).toHaveText("0");
  await says(panel.says, /\d % sure\./);
  await expect(panel.drawing).toHaveAccessibleName(/^Drawing, \d+ of 64 pixels with ink$/);
  await says(panel.region, "Your drawing");

  await panel.button("Clear").click();
  await expect(panel.drawing).toHaveAccessibleName("Drawing of 8 by 8 pixels, blank");
  // A one, by keys: training does not begin at Space.
  await panel.drawing.focus();
  for (const key of ["ArrowRight", "ArrowRight", "ArrowRight"]) await page.keyboard.press(key);
  for (let row = 0; row < 8; row += 1) {
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("Space");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowDown");
  }
  await expect(panel.answer).toHaveText("1");
  await expect(panel.drawing).toHaveAccessibleName("Drawing, 16 of 64 pixels with ink");
  await says(panel.region, "Row 8, column 4: 16 of 16");
  await page.keyboard.press("Space");
  await expect(panel.drawing).toHaveAccessibleName("Drawing, 15 of 64 pixels with ink");
  expect(await lab((lab) => lab.status().running)).toBe(false);

  // A sample of the data is drawn on.
  await panel.button("Next sample").click();
  const truth = (await panel.region.getByText(/^Sample 1 of/).textContent()).match(/: (\d)$/)[1];
  await expect(panel.answer).toHaveText(truth);
  expect((await new AxeBuilder({ page }).analyze()).violations.map(({ id }) => id)).toEqual([]);
  await takePictures(page, "try-it-digits");
});

test("other data ask for other values, and the sample that is chosen on the picture is filled in", async ({ open, page, ui, lab }) => {
  const panel = await openPanel({ open, page, ui, lab }, "#data=moons", 5);
  await panel.field("x₁").fill("1");
  await lab((lab) => lab.load({ data: { dataset: "sine" } }));
  await expect(panel.field("x₁")).not.toHaveValue("1");
  await expect(panel.field("x₂")).toHaveCount(0);
  await panel.rows.fill("x1\n0,5\n-1,25\n");
  await expect(panel.state).toHaveText("2 rows answered. The first line was taken for names.");
  await panel.button("Next sample").click();
  const raw = await lab((lab) => lab.data().train.x[0][0] * (lab.scaler().scale?.[0] ?? 1) + (lab.scaler().mean?.[0] ?? 0));
  expect(Number(await panel.field("x₁").inputValue())).toBeCloseTo(raw, 4);
  // What is typed stays while settings change that leave the data.
  await panel.field("x₁").fill("0.125");
  await ui.type(ui.field("Learning rate"), 0.02);
  await expect(panel.field("x₁")).toHaveValue("0.125");
});
