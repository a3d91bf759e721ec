// The parts of the program that are fetched when they are first needed: the rest, with its styles, and what
// only panels need. `scripts/lib/site.mjs` puts this at the end of the program's script, which page and workers
// share.

/** A part of the program: its file, what comes of it, and the program once it has come. */
const latePart = (name) => ({ name, coming: undefined, program: undefined });

const lateRest = latePart("LATE_PROGRAM");
const latePanels = latePart("PANELS_PROGRAM");
const lateStyles = "LATE_STYLES";
let lateSheet, lateInPlace;

const lateFile = (name) => new URL(name, import.meta.url);

async function lateFetched(name) {
  const response = await fetch(lateFile(name)).catch(() => {
    throw lateMissing(name);
  });
  if (!response.ok) throw lateMissing(name, response.status);
  return response;
}

async function lateCompiling(name) {
  const response = await lateFetched(name);
  // Some servers do not know the type of a program, without which none is compiled.
  return WebAssembly.compileStreaming(new Response(response.body, { headers: { "content-type": "application/wasm" } })).catch(() => {
    throw lateBroken(name);
  });
}

const lateWrong = (name, what, status) => Object.assign(new WebAssembly.RuntimeError(`${name} ${what}`), { late: { name, status } });
const lateMissing = (name, status = 0) => lateWrong(name, "could not be fetched", status);
const lateBroken = (name) => lateWrong(name, "came broken", 200);

/** Whether there is a page to be styled, which is not so yet: workers have none. */
const lateIsBare = () => typeof document === "object" && !lateSheet;

/** Has the page styled, once; after all other styles. */
function lateStyled(text) {
  if (!lateIsBare()) return;
  // Some servers send a web page in place of what is missing.
  if (text.startsWith("<")) throw lateBroken(lateStyles);
  lateSheet = new CSSStyleSheet();
  lateSheet.replaceSync(text);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, lateSheet];
}

async function lateStyling() {
  if (lateIsBare()) lateStyled(await lateFetched(lateStyles).then((response) => response.text()));
}

/**
 * A part is there: who has something better to do with the rest is told, once nothing of the program is at work,
 * and what panels need is fetched while nobody does anything, so that a page that was used once needs no network.
 */
function lateCame(part, program) {
  if (part.program) return;
  part.program = program;
  if (part !== lateRest) return;
  queueMicrotask(() => dispatchEvent(new Event("whole")));
  if (typeof document === "object") (globalThis.requestIdleCallback ?? setTimeout)(() => lateAhead(latePanels).catch(() => {}));
}

/** Fetches and compiles a part, once; after a failure, anew. */
function lateAhead(part) {
  part.coming ??= Promise.all([lateCompiling(part.name), part === lateRest ? lateStyling() : undefined]).then(
    ([program]) => lateCame(part, program),
    (error) => {
      part.coming = undefined;
      throw error;
    },
  );
  return part.coming;
}

/** A file's bytes, at once: for a call that cannot wait. */
function lateBytes(name) {
  const request = new XMLHttpRequest();
  // Another address than that of a fetch on its way, for whose end this thread would wait, and it for this.
  request.open("GET", `${lateFile(name)}?now`, false);
  // The page's own thread is given no bytes this way, but each byte as a character.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch {
    throw lateMissing(name);
  }
  if (request.status !== 200) throw lateMissing(name, request.status);
  const text = request.response;
  const bytes = new Uint8Array(text.length);
  // Someone waits: a plain loop takes a tenth of the time of `from`.
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

/** A part at once, with the page styled for it. */
function lateNow(part) {
  if (part.program) return;
  if (lateIsBare()) lateStyled(new TextDecoder().decode(lateBytes(lateStyles)));
  const bytes = lateBytes(part.name);
  try {
    lateCame(part, new WebAssembly.Module(bytes));
  } catch {
    throw lateBroken(part.name);
  }
}

/** Puts the rest in place; the first part calls this the first time that it needs a function of it. */
function late() {
  lateNow(lateRest);
  lateInPlace = new WebAssembly.Instance(lateRest.program, { early: wasm }).exports;
}

/** Puts in place what only panels need, likewise; the rest is there by then. */
function panels() {
  lateNow(latePanels);
  new WebAssembly.Instance(latePanels.program, { early: wasm, late: lateInPlace });
}

/**
 * For who sees to it that a part is there before it is called: `ahead` waits for it, `now` does not. A worker is
 * handed the `programs` that the page has compiled, and does `take` them.
 */
globalThis.separableRest = {
  ahead: () => lateAhead(lateRest),
  isHere: () => lateRest.program !== undefined,
  now: () => lateNow(lateRest),
  panels: () => lateAhead(lateRest).then(() => lateAhead(latePanels)),
  hasPanels: () => latePanels.program !== undefined,
  programs: () => lateRest.program && [lateRest.program, latePanels.program],
  take: ([rest, panels]) => {
    lateRest.program ??= rest;
    latePanels.program ??= panels;
  },
};
