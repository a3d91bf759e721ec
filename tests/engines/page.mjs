// The page in a browser of any engine: its controls by role and accessible name, its script interface,
// and waiting for what it shows.

import { strict as assert } from "node:assert";
import { PATIENCE } from "./browsers.mjs";

/** Which elements have a role. */
const elements = {
  button: "button",
  combobox: "select",
  dialog: "dialog",
  group: "fieldset, [role=group]",
  radio: "input[type=radio]",
  region: "section, [role=region]",
  slider: "input[type=range]",
  spinbutton: "input[type=number], [role=spinbutton]",
  status: "output, [role=status]",
};

/** Runs in the page: the visible element of that role and name within another. */
function search(within, selector, name) {
  const spoken = (element) => {
    const by = element.getAttribute("aria-labelledby");
    if (by) return by.split(" ").map((id) => document.getElementById(id)?.textContent).join(" ");
    const own = element.getAttribute("aria-label");
    if (own) return own;
    const text = (element.labels?.[0] ?? element).cloneNode(true);
    for (const inner of text.querySelectorAll("select, output, input")) inner.remove();
    return text.textContent;
  };
  const found = [...(within ?? document).querySelectorAll(selector)];
  return found.find((element) => element.getClientRects().length > 0 && spoken(element).trim() === name) ?? null;
}

/** A window that shows the page. */
export class Page {
  constructor(driver, site) {
    this.driver = driver;
    this.site = site;
  }

  /** Opens the page, restoring the experiment that the fragment names, and waits until it can be used. */
  async open(fragment = "") {
    const address = fragment.startsWith("http") ? fragment : `${this.site}${fragment}`;
    // The same page with another fragment would not be loaded again.
    await this.driver.get("about:blank");
    await this.driver.get(address);
    await this.ready();
  }

  /** Waits until the page can be used. */
  async ready() {
    await this.until("the page's first script", () => this.driver.executeScript("return 'separable' in window"));
    await this.run(() => window.separable.then(() => {}));
  }

  /** Opens the page in a frame of that size, which windows of some browsers cannot have; `host` shows frames. */
  async openFramed(host, width, height) {
    await this.resize(1440, 1000);
    await this.driver.get(`${host}?${new URLSearchParams({ src: this.site, width, height })}`);
    await this.driver.switchTo().frame(0);
    await this.ready();
  }

  leaveFrame() {
    return this.driver.switchTo().defaultContent();
  }

  /** Gives the page's window the size of a screen, without the browser's own bars. */
  async resize(width, height) {
    const window = this.driver.manage().window();
    await window.setRect({ width, height });
    const [across, down] = await this.driver.executeScript("return [innerWidth, innerHeight]");
    await window.setRect({ width: 2 * width - across, height: 2 * height - down });
  }

  /** Hears from now on what goes wrong in the page. */
  listen() {
    return this.run(() => {
      window.faults = [];
      addEventListener("error", ({ message }) => window.faults.push(message));
      addEventListener("unhandledrejection", ({ reason }) => window.faults.push(String(reason)));
    });
  }

  /** What has gone wrong. */
  heard() {
    return this.run(() => window.faults);
  }

  /** The pictures of network and output in which nothing is drawn. */
  blank() {
    return this.run(() => {
      const plain = (canvas) => {
        // One that has not been drawn yet has no pixels to be asked for.
        if (canvas.width === 0 || canvas.height === 0) return true;
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        return new Set(new Uint32Array(data.buffer)).size < 2;
      };
      const canvases = [...document.querySelectorAll("canvas")].filter(
        (canvas) => canvas.getClientRects().length > 0 && canvas.width > 0 && !canvas.closest(".dataset"),
      );
      // A picture's canvases lie over each other, and not all have something to show.
      const pictures = [...new Set(canvases.map((canvas) => canvas.parentElement))];
      if (pictures.length === 0) return ["there is no picture"];
      const nothing = pictures.filter((picture) => [...picture.querySelectorAll("canvas")].every(plain));
      return nothing.map((picture) => picture.outerHTML.slice(0, 200));
    });
  }

  /** What a function makes of arguments, or promises to, in the page. */
  async run(body, ...rest) {
    const { value, problem } = await this.driver.executeAsyncScript(
      `const [rest, done] = [[...arguments].slice(0, -1), arguments[arguments.length - 1]];
       Promise.resolve().then(() => (${body})(...rest)).then(
         (value) => done({ value: value ?? null }),
         (error) => done({ problem: String(error?.stack ?? error) }),
       );`,
      ...rest,
    );
    if (problem) throw new Error(problem);
    return value;
  }

  /** What a function makes of the script interface. */
  lab(body, argument = null) {
    return this.run(
      `async (argument) => (${body})(await window.separable, argument)`,
      argument,
    );
  }

  /** The control of that role and name. */
  async find(role, name, within = null) {
    return this.until(`${role} “${name}”`, () =>
      this.driver.executeScript(`return (${search})(arguments[0], arguments[1], arguments[2])`, within, elements[role], name),
    );
  }

  async press(name, within) {
    await (await this.find("button", name, within)).click();
  }

  async choose(name, option, within) {
    const select = await this.find("combobox", name, within);
    await this.driver.executeScript("arguments[0].scrollIntoView({ block: 'center' })", select);
    for (const each of await select.findElements({ css: "option" }))
      if ((await each.getText()).trim() === option) return each.click();
    throw new Error(`${name} has no option ${option}`);
  }

  /** What an output says. */
  async says(name) {
    return (await (await this.find("status", name)).getText()).trim();
  }

  async shown(name) {
    return Number((await this.says(name)).replace("−", "-"));
  }

  /** Waits until a question is answered by something; fails with its name if that never comes. */
  async until(what, ask) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const answer = await ask();
      if (answer) return answer;
      if (Date.now() > end) assert.fail(`never came to be: ${what}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}
