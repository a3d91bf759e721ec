// What a person does with the page in ten minutes, by mouse and keys, and what has to come of it.

import { strict as assert } from "node:assert";
import { Key } from "selenium-webdriver";
import { Page } from "./page.mjs";

const command = process.platform === "darwin" ? Key.COMMAND : Key.CONTROL;

const weights = (lab) => lab.weights();

/** The weights after so many epochs of a run that has not begun. */
const trained = async (lab, epochs) => {
  await lab.train({ epochs });
  return lab.weights();
};

const epoch = (page, wanted) => page.until(`epoch ${wanted}`, async () => (await page.shown("Epoch")) === wanted);

async function step(page, times) {
  for (let i = 0; i < times; i += 1) await page.press("Step");
}

/** Types a number into a field and leaves it. */
async function type(field, text) {
  await field.click();
  await field.sendKeys(Key.chord(command, "a"));
  await field.sendKeys(text);
  await field.sendKeys(Key.TAB);
}

/** Drags a slider from its end to its middle. */
async function dragToMiddle({ driver }, slider) {
  const { width } = await slider.getRect();
  const grip = { origin: slider, x: Math.round(width / 2) - 8, y: 0 };
  await driver
    .actions()
    .move(grip)
    .press()
    .move({ ...grip, x: Math.round(width / 4) })
    .move({ ...grip, x: 0 })
    .release()
    .perform();
}

/** What the clipboard holds, pasted by keys into a field of another window. */
async function pasted({ driver }) {
  const here = await driver.getWindowHandle();
  await driver.switchTo().newWindow("window");
  await driver.executeScript("document.body.innerHTML = '<textarea></textarea>'");
  const field = await driver.findElement({ css: "textarea" });
  await field.click();
  await field.sendKeys(Key.chord(command, "v"));
  const text = await field.getAttribute("value");
  await driver.close();
  await driver.switchTo().window(here);
  return text;
}

/** The link that Share gives: on the clipboard, or shown where the browser lets no page write to that. */
async function share(page) {
  await page.press("Share");
  const shown = () => page.run(() => document.querySelector("dialog[open] .link-text")?.value);
  const copied = () => page.run(() => /copied/i.test(document.body.innerText));
  await page.until("a link", async () => (await shown()) || (await copied()));
  return (await shown()) ?? pasted(page);
}

/** What `use` makes of another window that shows a link. */
async function elsewhere({ driver, site }, link, use) {
  const here = await driver.getWindowHandle();
  await driver.switchTo().newWindow("window");
  try {
    const page = new Page(driver, site);
    await page.open(link);
    return await use(page);
  } finally {
    await driver.close();
    await driver.switchTo().window(here);
  }
}

/** Plays, changes, goes back and shares. Resolves to the weights of the newest moment, the same in every browser. */
export async function flow(page) {
  await page.resize(1280, 720);
  await page.open();
  await page.listen();

  await page.press("Play");
  await page.until("epoch 3 while playing", async () => (await page.shown("Epoch")) >= 3);
  await page.press("Pause");
  await page.until("pictures", async () => (await page.blank()).length === 0);

  await page.choose("Activation", "ReLU", await page.find("group", "Layer 1"));
  await epoch(page, 0);
  await page.choose("Step by", "Epoch");
  await step(page, 4);
  await epoch(page, 4);
  await type(await page.find("spinbutton", "Learning rate"), "0.1");
  await step(page, 6);
  await epoch(page, 10);
  const newest = await page.lab(weights);

  const slider = await page.find("slider", "History");
  await dragToMiddle(page, slider);
  await page.until("a moment of the past", async () => (await page.shown("Epoch")) < 10);
  // In one breath: the page may still be on its way to where the slider was let go.
  const [moment, past] = await page.lab((lab) => [lab.status().epoch, lab.weights()]);
  assert.ok(moment > 0 && moment < 10);
  assert.notDeepEqual(past, newest);
  await slider.sendKeys(Key.HOME);
  await epoch(page, 0);
  await slider.sendKeys(Key.ARROW_RIGHT);
  await epoch(page, 1);
  await slider.sendKeys(Key.END);
  await epoch(page, 10);
  assert.deepEqual(await page.lab(weights), newest);

  const link = await share(page);
  assert.match(link, /then=4:lr=0\.1/);
  await elsewhere(page, link, async (other) => {
    assert.deepEqual(await other.lab(trained, moment), past);
    assert.deepEqual(await other.lab(trained, 10 - moment), newest);
  });
  assert.deepEqual(await page.heard(), []);
  return newest;
}
