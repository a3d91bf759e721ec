// Starts the page's program, or says why it cannot run here and what helps. A plain script, so that it
// runs where modules do not: in a page that was opened as a file.

(() => {
  const page = document.documentElement;

  /** The theme chosen last, else the system's. */
  function theme() {
    let chosen;
    try {
      chosen = localStorage.getItem("separable-theme");
    } catch {
      // Where nothing is kept, as in a private window, nothing was chosen.
    }
    const isKnown = chosen === "light" || chosen === "dark";
    return isKnown ? chosen : matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }

  // Set before the first picture; it also says that scripts run.
  page.dataset.theme = theme();

  // Scripts may ask for the page before its program is there.
  let refuse;
  window.separable = new Promise((resolve, reject) => {
    window.separableReady = resolve;
    refuse = reject;
  });
  // Whoever waits for the page hears of it; nobody needs to.
  window.separable.catch(() => {});

  /** Why the page cannot run, and what helps. */
  class Wrong extends Error {
    constructor(title, advice) {
      super(`${title}. ${advice}`);
      Object.assign(this, { title, advice });
    }
  }

  const nameOf = (url) => url.replace(/.*\//, "");

  const upload = "Who runs this site has to put all files of the page there together, as they were built.";

  const wrong = {
    disk: () =>
      new Wrong(
        "This page was opened as a file",
        "Browsers let no program start from a file on disk. Put the page’s folder on any web host, or serve it from this computer: run “python3 -m http.server” in the folder and open http://localhost:8000.",
      ),
    frame: () =>
      new Wrong(
        "This frame is closed off",
        "The page around it keeps the frame in a sandbox, where browsers start no workers. Open Separable in a tab of its own. Who wrote the page around it has to add allow-same-origin to the frame’s sandbox.",
      ),
    webAssembly: () =>
      new Wrong(
        "This browser has no WebAssembly",
        "It is older than 2023, or WebAssembly is switched off, as by a lockdown mode. Use a current Chrome, Edge, Firefox or Safari, or make an exception for this page.",
      ),
    simd: () =>
      new Wrong(
        "This browser is too old",
        "Its WebAssembly has no SIMD, by which the networks are computed. Chrome and Edge from 91, Firefox from 114 and Safari from 16.4 have it.",
      ),
    workers: () =>
      new Wrong(
        "This browser has no workers",
        "Networks are trained in a worker, so that the page can be used meanwhile. Use a current Chrome, Edge, Firefox or Safari, or allow workers where an add-on keeps them back.",
      ),
    policy: (what) =>
      new Wrong(
        `A policy forbids ${what}`,
        "It is the site’s or an add-on’s. Try the page without add-ons. Who runs this site has to allow in its Content-Security-Policy: script-src 'self' 'wasm-unsafe-eval'; style-src, connect-src and worker-src 'self'; img-src 'self' data:.",
      ),
    connection: (name) =>
      new Wrong("The program could not be fetched", `${name} did not come. Look at the connection and load the page again.`),
    missing: (name, why) => new Wrong("A part of the page is missing", `${name}: ${why}. Load the page again. ${upload}`),
    broken: (name) =>
      new Wrong(
        "The program came broken",
        `${name} was cut short or changed on its way. Load the page again, past the browser’s memory (Ctrl+Shift+R, on a Mac ⌘⇧R). ${upload}`,
      ),
    start: (error) => new Wrong("The program did not start", `It says: ${error}. Load the page again; another browser may help.`),
    stop: () => new Wrong("The program has stopped", "An error in it ended it. Load the page again: the address holds the experiment."),
  };

  /** Puts it where the page's welcome stands, or above the page; only the first is told. */
  function say({ title, advice, isLate }) {
    if (document.querySelector(".cannot")) return;
    const put = (tag, text) => box.appendChild(Object.assign(document.createElement(tag), { textContent: text }));
    const box = Object.assign(document.createElement("div"), { className: isLate ? "cannot late" : "cannot" });
    box.setAttribute("role", "alert");
    put("h2", title);
    put("p", advice);
    if (window.top !== window) Object.assign(put("a", "Open it in a tab of its own"), { href: location.href, target: "_blank", rel: "noopener" });
    (document.querySelector(".welcome") ?? document.body).append(box);
  }

  /** The smallest program with a value of SIMD in it. */
  const simd = new Uint8Array([
    ...[0, 97, 115, 109, 1, 0, 0, 0],
    ...[1, 5, 1, 96, 0, 1, 123],
    ...[3, 2, 1, 0],
    ...[10, 22, 1, 20, 0, 253, 12, ...Array(16).fill(0), 11],
  ]);

  /** What the browser lacks, if anything. */
  function lack() {
    if (location.protocol === "file:") return wrong.disk();
    if (typeof WebAssembly !== "object") return wrong.webAssembly();
    if (!WebAssembly.validate(simd)) return wrong.simd();
    if (typeof Worker !== "function") return wrong.workers();
    if (self.origin === "null") return wrong.frame();
    try {
      new WebAssembly.Module(simd);
    } catch {
      return wrong.policy("WebAssembly");
    }
    return null;
  }

  /** What a policy has forbidden so far. */
  const forbidden = [];
  document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
    if (disposition !== "enforce") return;
    if (blockedURI === "wasm-eval") forbidden.push("WebAssembly");
    else if (effectiveDirective === "connect-src") forbidden.push("fetching the program");
    else if (effectiveDirective.startsWith("script-src")) forbidden.push("a script of the page");
  });

  /** The answer, which moves the line on while it comes; one that is here already is left alone, so that the browser may know it compiled. */
  function counted(response, url, bytes) {
    const bar = document.querySelector(".loading progress");
    const isHere = performance.getEntriesByName(url).some(({ responseEnd }) => responseEnd > 0);
    if (!bar || isHere || !response.body) return response.body;
    let come = 0;
    const count = new TransformStream({
      transform(chunk, out) {
        come += chunk.byteLength;
        bar.value = Math.min(come / bytes, 1);
        out.enqueue(chunk);
      },
    });
    return response.body.pipeThrough(count);
  }

  /** The program, compiled while it comes. */
  async function program(url, bytes) {
    const response = await fetch(url).catch(() => {
      throw wrong.connection(nameOf(url));
    });
    if (!response.ok) throw wrong.missing(nameOf(url), `the server answers ${response.status}`);
    const type = response.headers.get("content-type") ?? "";
    if (type.startsWith("text/html")) throw wrong.missing(nameOf(url), "the server sends a web page in its place");
    const body = counted(response, url, bytes);
    // Some servers do not know the type of a program, without which none is compiled.
    const typed = body === response.body && type.startsWith("application/wasm") ? response : new Response(body, { headers: { "content-type": "application/wasm" } });
    return WebAssembly.compileStreaming(typed).catch(() => {
      throw wrong.broken(nameOf(url));
    });
  }

  async function script(url) {
    return import(url).catch((error) => {
      throw error instanceof SyntaxError ? wrong.broken(nameOf(url)) : wrong.missing(nameOf(url), "it did not come as a script");
    });
  }

  async function start() {
    const lacking = lack();
    if (lacking) throw lacking;
    const of = (selector) => document.querySelector(selector);
    const [code, compiled] = [of("link[rel=modulepreload]"), of("link[as=fetch]")];
    const [{ default: init }, module] = await Promise.all([script(code.href), program(compiled.href, Number(compiled.dataset.bytes))]);
    await init({ module_or_path: module });
    awaitPerson();
  }

  /** Signs that a person is about to do something, and what a person does. */
  const signs = ["pointerdown", "touchstart", "wheel", "dragenter", "focusin"];
  const hovers = ["pointermove", "pointerleave"];
  const acts = ["click", "dblclick", "keydown", "input", "change", "paste", "drop"];

  const isWithin = ({ target }, controls) => target instanceof Element && target.closest(controls) !== null;

  /** Keys that the browser sees to: those that go with others, are typed into a control, or work one. */
  function isTyped(event) {
    if (event.type !== "keydown") return false;
    if (["Tab", "Shift", "Control", "Alt", "Meta"].includes(event.key)) return true;
    const moves = event.key.startsWith("Arrow");
    const changes = event.key === "Enter" || event.key === " ";
    if (isWithin(event, "[role=spinbutton]")) return !(event.key === "Enter" || moves);
    if (isWithin(event, "[type=radio], [type=checkbox], [type=range], button, a, summary")) return moves || changes;
    return isWithin(event, "input, select, textarea");
  }

  /** Clicks that only choose: what comes of them is told by another event. */
  const isChoice = (event) => event.type === "click" && isWithin(event, "input, label, select, textarea");

  /** Whether the program took so long to come that the page must not wait for the rest of it. */
  function isSlow() {
    const { href } = document.querySelector("link[as=fetch]");
    const [come] = performance.getEntriesByName(href);
    return navigator.onLine === false || (come?.duration ?? 0) > 2000;
  }

  /**
   * Fetches the rest of the program at the first sign of a person, and sees to it that it is there when the
   * person does something: what cannot be done without it is held back, or refused with the reason, before
   * the program hears of it. A program in one part has no rest.
   */
  function awaitPerson() {
    const rest = window.separableRest;
    if (!rest) return;
    const held = [];
    const fetchRest = () => rest.ahead().catch(() => {});
    // On a slow line the program is not told of a press either, which may need the rest; the click that
    // follows is held.
    const press = (event) => {
      if (rest.isHere()) return stop();
      fetchRest();
      if (isSlow() && event.isTrusted) event.stopImmediatePropagation();
    };
    const act = (event) => {
      if (rest.isHere()) return stop();
      if (isTyped(event)) return fetchRest();
      if (isSlow() && event.isTrusted) return isChoice(event) ? fetchRest() : hold(event);
      try {
        rest.now();
        stop();
      } catch (error) {
        keepBack(event);
        say(whyLate(error));
      }
    };
    const keepBack = (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const hold = (event) => {
      keepBack(event);
      held.push(event);
      if (held.length === 1) letGo();
    };
    const letGo = async () => {
      const line = awaited();
      try {
        await rest.ahead();
        stop();
        for (const event of held) event.target.dispatchEvent(new event.constructor(event.type, event));
      } catch (error) {
        say(whyLate(error));
      }
      line.remove();
      held.length = 0;
    };
    // What is seen under a pointer can wait for the rest: where it stands then is told once that is there.
    let place;
    const hover = async (event) => {
      if (rest.isHere()) return stop();
      event.stopImmediatePropagation();
      const isFirst = place === undefined;
      place = event;
      if (!isFirst) return;
      await fetchRest();
      const last = place;
      place = undefined;
      if (rest.isHere()) last.target?.dispatchEvent(new last.constructor(last.type, last));
    };
    const stop = () => {
      for (const name of hovers) removeEventListener(name, hover, true);
      for (const sign of signs) removeEventListener(sign, press, true);
      for (const name of acts) removeEventListener(name, act, true);
      document.querySelector(".cannot.late")?.remove();
    };
    for (const name of hovers) addEventListener(name, hover, { capture: true, passive: true });
    for (const sign of signs) addEventListener(sign, press, { capture: true, passive: true });
    for (const name of acts) addEventListener(name, act, { capture: true });
  }

  /** A line that says that something is on its way. */
  function awaited() {
    const line = Object.assign(document.createElement("p"), { className: "awaited", textContent: "Loading the rest of the program…" });
    line.setAttribute("role", "status");
    document.body.append(line);
    return line;
  }

  /** Why the rest of the program is not there. */
  function whyLate({ late: { name, status } }) {
    const told = status === 0 ? wrong.connection(name) : status === 200 ? wrong.broken(name) : wrong.missing(name, `the server answers ${status}`);
    return Object.assign(told, { isLate: true });
  }

  async function fail(error) {
    // What a policy forbids is told after what fails by it.
    await new Promise((told) => setTimeout(told));
    const told = forbidden.length > 0 ? wrong.policy(forbidden[0]) : error instanceof Wrong ? error : wrong.start(error.message);
    say(told);
    refuse(told);
  }

  // A program that has failed answers nothing any more.
  addEventListener("error", ({ error }) => {
    if (typeof WebAssembly === "object" && error instanceof WebAssembly.RuntimeError) {
      const told = error.late ? whyLate(error) : wrong.stop();
      say(told);
      refuse(told);
    }
  });

  addEventListener("DOMContentLoaded", () => start().catch(fail));
})();
