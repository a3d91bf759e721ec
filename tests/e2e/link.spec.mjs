// The address holds the experiment: written at every change, read at the start, on Back and Forward,
// and when it is edited by hand.

import { expect, says, test } from "./support.mjs";

/** Changes within a second share an entry of the history; this lets the page's clock go on by more. */
const laterOn = (page) =>
  page.evaluate(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 2000;
  });

/** What the address says, without its seal: `&` before all, and a code behind it. */
const said = (page) => new URL(page.url()).hash.replace(/^#&(.*)&end=[0-9a-z]{4}$/, "#$1");

const trained = (lab) => lab.train({ epochs: 100 }).then(() => lab.weights());

test("an unchanged experiment needs no link", async ({ open, page, lab }) => {
  await open();
  expect(new URL(page.url()).hash).toBe("");
  expect(await lab((lab) => lab.link())).toBe(page.url());
});

test("every setting goes into the address and comes back from it, bit for bit", async ({ open, page, ui, lab }) => {
  await open();
  await ui.radio("Moons").check();
  await ui.slider("Points").press("ArrowLeft");
  await ui.slider("Noise").press("ArrowRight");
  await ui.slider("For training").press("ArrowRight");
  await ui.type(ui.field("Batch size"), 7);
  await ui.button("x₁x₂").click();
  await ui.type(ui.field("Units", ui.layer(1)), 5);
  await ui.choice("Activation", ui.layer(1)).selectOption("ReLU");
  await ui.choice("Activation", ui.outputLayer).selectOption("tanh");
  await ui.choice("Loss").selectOption("Mean squared error");
  await ui.choice("Optimizer").selectOption("Momentum");
  await ui.type(ui.field("Learning rate"), 0.01);
  await ui.type(ui.field("Seed"), 7);
  await page.getByText("More", { exact: true }).click();
  await ui.choice("Initial weights").selectOption("He normal");
  await ui.type(ui.field("Data draw"), 3);

  const expected =
    "#data=moons&points=300&noise=0.05&train=0.75&draw=3&inputs=x1,x2,x1x2&net=3-5r-3t-1t&init=he_normal" +
    "&loss=mean_squared_error&momentum=0.9&lr=0.01&batch=7&seed=7";
  await expect.poll(() => said(page)).toBe(expected);
  expect(await lab((lab) => lab.link())).toBe(page.url());

  const [experiment, weights] = [await lab((lab) => lab.experiment()), await lab(trained)];
  await page.reload();
  expect(await lab((lab) => lab.experiment())).toEqual(experiment);
  expect(await lab(trained)).toEqual(weights);
  await expect(ui.radio("Moons")).toBeChecked();
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("5");
  await expect(ui.choice("Activation", ui.layer(1))).toHaveValue("ReLU");
  await expect(ui.choice("Loss")).toHaveValue("Mean squared error");
  await expect(ui.alert).toBeHidden();
});

test("the perceptron rule and a table's coding travel too", async ({ open, page, ui }) => {
  await open();
  await ui.radio("NAND").check();
  await ui.choice("Inputs coded").selectOption({ index: 1 });
  await ui.choice("Learning rule").selectOption("Perceptron rule");
  expect(said(page)).toBe("#data=nand&coding=bipolar&net=2-1h&rule=perceptron");
  await page.reload();
  await expect(ui.choice("Learning rule")).toHaveValue("Perceptron rule");
  await expect(ui.layers).toHaveCount(0);
});

test("Back and Forward restore", async ({ open, page, ui, lab }) => {
  await open();
  const initial = await lab((lab) => lab.weights());
  await ui.radio("Circles").check();
  await laterOn(page);
  await ui.type(ui.field("Seed"), 99);
  const circles = await lab((lab) => lab.weights());
  await page.goBack();
  await expect(ui.field("Seed")).not.toHaveValue("99");
  await expect(ui.radio("Circles")).toBeChecked();
  await page.goBack();
  await expect(ui.radio("XOR")).toBeChecked();
  expect(await lab((lab) => lab.weights())).toEqual(initial);
  await page.goForward();
  await page.goForward();
  await expect(ui.field("Seed")).toHaveValue("99");
  await expect(ui.radio("Circles")).toBeChecked();
  expect(await lab((lab) => lab.weights())).toEqual(circles);
});

test("after Back, a change keeps the entry it starts from", async ({ open, page, ui }) => {
  await open();
  await ui.radio("Circles").check();
  await page.goBack();
  await expect(ui.radio("XOR")).toBeChecked();
  await ui.radio("Moons").check();
  await page.goBack();
  await expect(ui.radio("XOR")).toBeChecked();
});

test("a bad field is named and the others hold", async ({ open, ui, lab }) => {
  await open("#net=2-8t-1s&lr=abc");
  await says(ui.alert, /lr.*abc/);
  await expect(ui.alert).not.toContainText("net");
  await expect(ui.field("Units", ui.layer(1))).toHaveValue("8");
  await expect(ui.field("Learning rate")).toHaveValue("0.03");
  expect((await lab((lab) => lab.experiment())).layers).toHaveLength(2);
  await ui.button("Dismiss", ui.alert).click();
  await expect(ui.alert).toBeHidden();
});

test("several bad fields are each named", async ({ open, ui }) => {
  await open("#data=apples&net=2-99t-1s&batch=0&colour=red&seed=5");
  for (const field of ["data", "net", "batch", "colour"]) await says(ui.alert, new RegExp(`\\b${field}: `));
  await expect(ui.field("Seed")).toHaveValue("5");
  await expect(ui.radio("XOR")).toBeChecked();
});

test("an address edited by hand acts at once", async ({ open, page, ui, lab }) => {
  await open();
  await page.evaluate(() => (location.hash = "#data=spiral&seed=12"));
  await expect(ui.radio("Spiral")).toBeChecked();
  await expect(ui.field("Seed")).toHaveValue("12");
  expect((await lab((lab) => lab.experiment())).seed).toBe(12);
  await page.evaluate(() => (location.hash = "#data=spiral&seed=minus"));
  await says(ui.alert, "seed");
  await expect(ui.radio("Spiral")).toBeChecked();
});

test("a link cut short is opened as far as it goes, and says so", async ({ open, page, ui, lab }) => {
  await open("#data=moons&net=2-5t-1s&lr=0.15&seed=1234");
  await ui.type(ui.field("Batch size"), 20);
  const link = await lab((lab) => lab.link());
  // Not in the address itself, whose port may hold the same digits.
  const before = (text) => link.slice(0, link.indexOf(text, link.indexOf("#")));
  for (const cut of [link.slice(0, -1), before("34&"), before("15")]) {
    await page.goto("about:blank");
    await page.goto(cut);
    await says(ui.alert, "link: is cut short");
    await expect(ui.radio("Moons")).toBeChecked();
    await expect(ui.alert.locator("p")).toHaveCount(1);
  }
  // In the middle of what was drawn, and without a seal.
  await open("#data=xor&net=2-4t-1s&lr=0.");
  await says(ui.alert, /link: is cut short.*Not read: lr/);
});

test("a link changed by hand is read, told so once, and is whole from then on", async ({ open, page, ui, lab }) => {
  await open("#data=moons");
  await ui.type(ui.field("Seed"), 12);
  const link = await lab((lab) => lab.link());
  await page.evaluate((link) => (location.hash = new URL(link).hash.replace("seed=12", "seed=13")), link);
  await expect(ui.field("Seed")).toHaveValue("13");
  await expect(page.getByText("This link is not as it was shared")).toBeVisible();
  await expect(ui.alert).toBeHidden();
  await expect.poll(() => page.url()).toBe(await lab((lab) => lab.link()));
  await page.reload();
  await expect(ui.field("Seed")).toHaveValue("13");
  await expect(page.getByText("This link is not as it was shared")).toHaveCount(0);
});

test("wrong keys are told in one short message, and many problems stay readable", async ({ open, ui }) => {
  await open("#colour=red&size=3&seed=5&theme=dark");
  await says(ui.alert, "colour, size, theme: are not settings of links");
  await expect(ui.alert.locator("p")).toHaveCount(1);
  await expect(ui.field("Seed")).toHaveValue("5");
  await open(`#data=apples&net=2-99t-1s&batch=0&colour=${"red".repeat(500)}&lr=${"9".repeat(5000)}&l1=x&l2=y&dropout=2&seed=8`);
  await expect(ui.alert.locator("p")).toHaveCount(5);
  await says(ui.alert, /Wrong as well: .*dropout/);
  const { height } = await ui.alert.boundingBox();
  expect(height).toBeLessThan(260);
});

const playground =
  "#activation=relu&batchSize=7&dataset=spiral&regDataset=reg-plane&learningRate=0.1&regularizationRate=0&noise=25&networkShape=6,3" +
  "&seed=0.12345&showTestData=false&discretize=true&percTrainData=60&x=true&y=true&xTimesY=true&xSquared=false&ySquared=false&cosX=false" +
  "&sinX=false&cosY=false&sinY=false&collectStats=false&problem=classification&initZero=false&hideText=false";

for (const [how, come] of [
  ["in the address", (page, open) => open(playground)],
  ["behind a #", (page, open) => open(`#https://playground.tensorflow.org/${playground}`)],
  [
    "pasted",
    async (page, open) => {
      await open();
      await page.evaluate((text) => {
        const clipboardData = new DataTransfer();
        clipboardData.setData("text/plain", text);
        document.body.dispatchEvent(new ClipboardEvent("paste", { bubbles: true, clipboardData }));
      }, `https://playground.tensorflow.org/${playground}`);
    },
  ],
]) {
  test(`a link of TensorFlow Playground is read ${how}`, async ({ open, page, ui, lab }) => {
    await come(page, open);
    await expect(ui.radio("Spiral")).toBeChecked();
    await expect(ui.field("Learning rate")).toHaveValue("0.1");
    await expect(ui.field("Batch size")).toHaveValue("7");
    await expect(ui.layers).toHaveCount(2);
    await expect(ui.field("Units", ui.layer(1))).toHaveValue("6");
    await expect(ui.choice("Activation", ui.layer(1))).toHaveValue("ReLU");
    await expect(ui.choice("Activation", ui.outputLayer)).toHaveValue("tanh");
    await expect(ui.choice("Loss")).toHaveValue("Mean squared error");
    const { features, data } = await lab((lab) => lab.experiment());
    expect([features, data.noise, data.train_share, data.points]).toEqual([["x1", "x2", "x1x2"], 0.25, 0.6, 500]);
    await expect(page.getByText(/Opened from a link of TensorFlow Playground\..* No counterpart here: discretize\./)).toBeVisible();
    await expect(ui.alert).toBeHidden();
  });
}
