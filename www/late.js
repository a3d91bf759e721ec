// The rest of the program with its styles, which are fetched when they are first needed. `scripts/lib/site.mjs`
// puts this at the end of the program's script, which page and workers share.

const lateName = "LATE_PROGRAM";
const lateStyles = "LATE_STYLES";
let lateProgram, lateComing, lateSheet;

const lateFile = (name) => new URL(name, import.meta.url);

async function lateFetched(name) {
  const response = await fetch(lateFile(name)).catch(() => {
    throw lateMissing(name);
  });
  if (!response.ok) throw lateMissing(name, response.status);
  return response;
}

async function lateCompiling() {
  const response = await lateFetched(lateName);
  // Some servers do not know the type of a program, without which none is compiled.
  return WebAssembly.compileStreaming(new Response(response.body, { headers: { "content-type": "application/wasm" } })).catch(() => {
    throw lateBroken(lateName);
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

/** The rest is there: who has something better to do with it is told, once nothing of the program is at work. */
function lateCame(program) {
  if (lateProgram) return;
  lateProgram = program;
  queueMicrotask(() => dispatchEvent(new Event("whole")));
}

/** Fetches and compiles the rest, once; after a failure, anew. */
function lateAhead() {
  lateComing ??= Promise.all([lateCompiling(), lateStyling()]).then(
    ([program]) => lateCame(program),
    (error) => {
      lateComing = undefined;
      throw error;
    },
  );
  return lateComing;
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
  return Uint8Array.from(request.response, (character) => character.charCodeAt(0));
}

/** The rest, compiled at once, with its styles in place. */
function lateCompiled() {
  if (lateIsBare()) lateStyled(new TextDecoder().decode(lateBytes(lateStyles)));
  const bytes = lateBytes(lateName);
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    throw lateBroken(lateName);
  }
}

/** Puts the rest in place; the first part calls this the first time that it needs a function of it. */
function late() {
  if (!lateProgram) lateCame(lateCompiled());
  new WebAssembly.Instance(lateProgram, { early: wasm });
}

/**
 * For who sees to it that the rest is there before it is called: `ahead` waits for it, `now` does not. A worker is
 * handed the `program` that the page has compiled, and does `take` it.
 */
globalThis.separableRest = {
  ahead: lateAhead,
  isHere: () => lateProgram !== undefined,
  now: () => lateProgram || lateCame(lateCompiled()),
  program: () => lateProgram,
  take: (program) => program && lateCame(program),
};
