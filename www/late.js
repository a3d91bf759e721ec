// The rest of the program, which is fetched when it is first needed. `scripts/lib/site.mjs` puts this at
// the end of the program's script, which page and workers share.

const lateName = "LATE";
const lateFile = new URL(lateName, import.meta.url);
let lateProgram, lateComing;

async function lateFetched() {
  const response = await fetch(lateFile).catch(() => {
    throw lateMissing();
  });
  if (!response.ok) throw lateMissing(response.status);
  // Some servers do not know the type of a program, without which none is compiled.
  return WebAssembly.compileStreaming(new Response(response.body, { headers: { "content-type": "application/wasm" } })).catch(() => {
    throw lateBroken();
  });
}

const lateWrong = (what, status) => Object.assign(new WebAssembly.RuntimeError(`${lateName} ${what}`), { late: { name: lateName, status } });
const lateMissing = (status = 0) => lateWrong("could not be fetched", status);
const lateBroken = () => lateWrong("came broken", 200);

/** The rest is there: who has something better to do with it is told. */
function lateCame(program) {
  lateProgram ??= program;
  dispatchEvent(new Event("whole"));
}

/** Fetches and compiles the rest, once; after a failure, anew. */
function lateAhead() {
  lateComing ??= lateFetched().then(
    lateCame,
    (error) => {
      lateComing = undefined;
      throw error;
    },
  );
  return lateComing;
}

/** The rest's bytes, at once: for a call that cannot wait. */
function lateBytes() {
  const request = new XMLHttpRequest();
  // Another address than that of a fetch on its way, for whose end this thread would wait, and it for this.
  request.open("GET", `${lateFile}?now`, false);
  // The page's own thread is given no bytes this way, but each byte as a character.
  request.overrideMimeType("text/plain; charset=x-user-defined");
  try {
    request.send();
  } catch {
    throw lateMissing();
  }
  if (request.status !== 200) throw lateMissing(request.status);
  return Uint8Array.from(request.response, (character) => character.charCodeAt(0));
}

function lateCompiled() {
  const bytes = lateBytes();
  try {
    return new WebAssembly.Module(bytes);
  } catch {
    throw lateBroken();
  }
}

/** Puts the rest in place; the first part calls this the first time that it needs a function of it. */
function late() {
  lateProgram ??= lateCompiled();
  new WebAssembly.Instance(lateProgram, { early: wasm });
}

/** For who sees to it that the rest is there before it is called: `ahead` waits for it, `now` does not. */
globalThis.separableRest = {
  ahead: lateAhead,
  isHere: () => lateProgram !== undefined,
  now: () => lateProgram ?? lateCame(lateCompiled()),
};
