// The rest of the program, which is fetched when it is first needed. `scripts/lib/late.mjs` puts this
// at the end of the program's script, which page and workers share.

const lateName = "LATE";
const lateFile = new URL(lateName, import.meta.url);
let lateProgram, lateComing;

async function lateFetched() {
  const response = await fetch(lateFile);
  if (!response.ok) throw new Error(`${lateName}: ${response.status}`);
  // Some servers do not know the type of a program, without which none is compiled.
  return WebAssembly.compileStreaming(new Response(response.body, { headers: { "content-type": "application/wasm" } }));
}

/** Fetches and compiles the rest, once; after a failure, anew. */
function lateAhead() {
  lateComing ??= lateFetched().then(
    (program) => void (lateProgram ??= program),
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
    // The status says so.
  }
  if (request.status !== 200) throw Object.assign(new WebAssembly.RuntimeError(`${lateName} could not be fetched`), { missing: lateName });
  return Uint8Array.from(request.response, (character) => character.charCodeAt(0));
}

/** Puts the rest in place; the first part calls this the first time that it needs a function of it. */
function late() {
  lateProgram ??= new WebAssembly.Module(lateBytes());
  new WebAssembly.Instance(lateProgram, { early: wasm });
}

globalThis.separableAhead = lateAhead;
