// Networks as files of other programs: Keras's and ONNX, saved and opened, by hand and by script.

import { readFile } from "node:fs/promises";
import { deflateRawSync } from "node:zlib";
import { ask, choose, expect, file, says, test, watch } from "./support.mjs";

/** What must not change while nothing is put in place. */
const state = (lab) => JSON.stringify([lab.experiment(), lab.weights()]);

/** Opens the panel Code, if it is not open. */
async function openCode(page) {
  const panel = page.getByRole("region", { name: "Code", exact: true });
  if (!(await panel.isVisible())) await page.getByRole("button", { name: "Code", exact: true }).click();
  await expect(panel).toBeVisible();
}

/** What a button of the panel Code writes. */
async function savedAs(page, item) {
  const download = page.waitForEvent("download");
  await openCode(page);
  await page.getByRole("button", { name: item, exact: true }).click();
  const file = await download;
  return { name: file.suggestedFilename(), mimeType: "application/octet-stream", buffer: await readFile(await file.path()) };
}

const code = `from keras import Sequential, layers

model = Sequential([
    layers.Input((2,)),
    layers.Dense(6, activation="relu", kernel_initializer="he_normal"),
    layers.Dropout(0.25),
    layers.Dense(1, activation="sigmoid"),
])
model.compile(optimizer="adam", loss="binary_crossentropy")
`;

for (const [item, ending] of [
  ["Keras model (.keras)", "keras"],
  ["ONNX model (.onnx)", "onnx"],
]) {
  test(`a network is saved as .${ending} and opened again, on other scales too`, async ({ open, page, ui, lab }) => {
    await open("#data=moons&standardize=true&net=2-4t-3r-1s");
    await lab((lab) => lab.train({ epochs: 20 }).then(() => {}));
    const before = await lab((lab) => [lab.weights(), lab.experiment().layers]);
    const model = await savedAs(page, item);
    expect(model.name).toBe(`separable-moons.${ending}`);

    await lab((lab) => lab.load({ layers: [{ units: 1, activation: "tanh" }] }));
    await choose(page, "Open", model);
    await says(page.getByRole("main"), `Opened separable-moons.${ending}.`);
    await expect.poll(() => lab((lab) => lab.experiment().layers)).toEqual(before[1]);
    const near = (got, wanted) => got.flat(9).every((w, at) => Math.abs(w - wanted.flat(9)[at]) < 1e-5);
    const numbers = (layers) => layers.flatMap(({ kernel, bias }) => [kernel.flat(), bias]);
    await expect.poll(async () => near(numbers(await lab((lab) => lab.weights())), numbers(before[0]))).toBe(true);

    // Where inputs are not standardised, the weights do it.
    const answers = (lab) => {
      const { x } = lab.data().train;
      return lab.predict(x).flat();
    };
    const wanted = await lab(answers);
    await lab((lab) => lab.load({ standardize: false }));
    await choose(page, "Open", model);
    await expect.poll(async () => near(await lab(answers), wanted)).toBe(true);
    await expect(ui.alert).toBeHidden();

    await ui.button("Undo").click();
    await expect.poll(async () => near(await lab(answers), wanted)).toBe(false);
  });
}

test("the program for files is fetched when it is first needed, and not before", async ({ open, page, lab }) => {
  const asked = [];
  page.on("request", (request) => asked.push(request.url()));
  await open();
  await openCode(page);
  await expect(page.getByRole("button", { name: "ONNX model (.onnx)" })).toBeVisible();
  const ofFiles = () => asked.filter((url) => url.includes("convert")).length;
  expect(ofFiles()).toBe(0);
  const sizes = await lab(async (lab) => {
    const files = await Promise.all(["keras", "onnx", "json"].map((format) => lab.exportModel(format)));
    return files.map((file) => file.length);
  });
  for (const size of sizes) expect(size).toBeGreaterThan(300);
  expect(ofFiles()).toBeGreaterThan(0);
});

test("Keras code becomes the experiment: chosen, pasted, and by script", async ({ open, page, ui, lab }) => {
  await open();
  await choose(page, "Open", file("model.py", code, "text/x-python"));
  await says(page.getByRole("main"), "Opened model.py.");
  const experiment = await lab((lab) => lab.experiment());
  expect(experiment).toMatchObject({
    layers: [
      { units: 6, activation: "relu" },
      { units: 1, activation: "sigmoid" },
    ],
    initializer: "he_normal",
    dropout: 0.25,
    optimizer: { name: "adam" },
    learning_rate: 0.001,
    loss: "binary_crossentropy",
  });
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("6");
  await ui.button("Undo").click();
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("4");

  await paste(page, code);
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("6");

  // One line is enough.
  for (const [units, text] of [
    ["3", "Sequential([Dense(3, 'relu'), Dense(1, 'sigmoid')])"],
    ["2", "m = keras.models.Sequential(); m.add(Dense(2)); m.add(Dense(1, activation='sigmoid'))"],
    ["5", '{"class_name":"Sequential","config":{"layers":[{"class_name":"Dense","config":{"units":5,"activation":"relu"}},{"class_name":"Dense","config":{"units":1,"activation":"sigmoid"}}]}}'],
  ]) {
    await paste(page, text);
    await expect(ui.field("Units", ui.layer(1)), text).toHaveValue(units);
  }
  await choose(page, "Open", file("notes.txt", code, "text/plain"));
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("6");
  await paste(page, "model.add(LSTM(4))");
  await says(ui.alert, "pasted model: ");
  await ui.button("Dismiss").click();

  const notes = await lab((lab) => lab.importModel("model = Sequential([Dense(5, 'leaky_relu'), Dense(1, 'sigmoid')])"));
  expect(notes).toEqual(["line 1: leaky_relu has the slope 0.2 there and 0.3 on the page"]);
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("5");

  const json = await lab(async (lab) => new TextDecoder().decode(await lab.exportModel("json")));
  const weights = await lab((lab) => lab.weights());
  await lab((lab) => lab.load({ layers: [{ units: 1, activation: "tanh" }] }));
  await choose(page, "Open", file("model.json", json, "application/json"));
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("5");
  expect(await lab((lab) => lab.weights())).toEqual(weights);
});

/** An archive of one file of zeros, which takes a thousandth of its room. */
const bomb = (() => {
  const [name, plain] = [Buffer.from("config.json"), Buffer.alloc(8 << 20)];
  const packed = deflateRawSync(plain, { level: 9 });
  const fields = Buffer.alloc(26);
  fields.writeUInt16LE(20, 0);
  fields.writeUInt16LE(8, 4);
  fields.writeUInt32LE(crc32(plain), 10);
  fields.writeUInt32LE(packed.length, 14);
  fields.writeUInt32LE(plain.length, 18);
  fields.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), fields, name, packed]);
  const entry = Buffer.concat([Buffer.from("PK\x01\x02\x14\0", "latin1"), fields, Buffer.alloc(14), name]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
})();

/** The checksum of an archive. */
function crc32(bytes) {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit++) sum = (sum >>> 1) ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

const dense = (units, name) => ({ class_name: "Dense", config: { name, units, activation: "linear" } });
const sequential = (layers, more = {}) => JSON.stringify({ class_name: "Sequential", config: { layers }, ...more });
const own = sequential([{ class_name: "Mine", registered_name: "Package>Mine", config: { name: "mine", units: 3 } }, dense(1, "b")]);
const deep = sequential(Array.from({ length: 257 }, (_, at) => dense(1, `d${at}`)));
const short = sequential([dense(3, "a"), dense(1, "b")], { weights: { a: [[[1, 2], [3, 4]], [0, 0, 0]], b: [[[1], [1], [1]], [0]] } });

async function paste(page, text) {
  await page.evaluate((text) => {
    const data = new DataTransfer();
    data.setData("text/plain", text);
    document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, cancelable: true, clipboardData: data }));
  }, text);
}

test("what is wrong with a file is named, and nothing changes", async ({ open, page, ui, lab }) => {
  await open();
  const keras = await lab(async (lab) => Array.from(await lab.exportModel("keras")));
  const before = await lab(state);
  const python = (text) => file("model.py", text, "text/x-python");
  const bytes = (name, buffer) => ({ name, mimeType: "application/octet-stream", buffer: Buffer.from(buffer) });
  for (const [wrong, message] of [
    [python('m = Sequential([\n  Dense(4),\n  Conv2D(3, 3),\n  Dense(1)])\n'), "model.py: line 3: Conv2D has no counterpart on the page."],
    [python("m = Sequential([Dense(300), Dense(1)])\n"), "model.py: layers[0].units: must be from 1 to 64, not 300."],
    [python("m = Sequential([Input((3,)), Dense(1)])\n"), "the model reads 3 values, the data have 2"],
    [bytes("cut.keras", keras.slice(0, keras.length / 2)), "cut.keras: file: is damaged or cut short"],
    [bytes("model.onnx", [0, 1, 2, 3]), "model.onnx: file: is no model that can be read"],
    [bytes("old.h5", "\x89HDF\r\n"), "is no model that can be read"],
    [bytes("bomb.keras", bomb), "bomb.keras: config.json: would become more than 200 times as large when it is unpacked, and is refused"],
    [file("own.json", own, "application/json"), "own.json: layer 1, “mine”: Mine is a custom layer, which only the program that made it knows."],
    [file("deep.json", deep, "application/json"), "deep.json: file: has more than 256 layers"],
    [file("short.json", short, "application/json"), "short.json: layer 1, “a”: "],
    [python("m = Sequential([Input((2,)), Dense(64), Dense(70000)])\n"), "model.py: line 1: has more than 4 million parameters"],
  ]) {
    await choose(page, "Open", wrong);
    await says(ui.alert, message);
    expect(await lab(state), message).toBe(before);
    await ui.button("Dismiss").click();
  }
  for (const [body, message] of [
    [(lab) => lab.importModel("print()"), "file: has no Sequential, no Model and no chain of layers"],
    [(lab) => lab.importModel(7), "file: must be text"],
    [(lab) => lab.exportModel("tflite"), "format: is none of keras, onnx, json"],
  ]) {
    const said = await lab(`(lab) => (${body})(lab).then(() => "", (error) => error.message)`);
    expect(said).toContain(message);
  }
  expect(await lab(state)).toBe(before);
});

test("where the program for files cannot be fetched, that is said, and it is tried again", async ({ browser }) => {
  const page = await browser.newPage();
  watch(page);
  await page.goto(process.env.SITE_URL);
  await page.evaluate(() => window.separable.then(() => {}));
  await page.route("**/convert-*", (route) => route.abort());
  const sent = (lab) => lab.exportModel("onnx").then((file) => file.length > 300, (error) => error.message);
  expect(await ask(page, sent)).toContain("could not be fetched");
  await page.unroute("**/convert-*");
  expect(await ask(page, sent)).toBe(true);
  await page.close();
});
