// The worker that reads and writes model files. `scripts/lib/site.mjs` puts this at the end of the script that
// goes with its program. It hears one question, and is ended by the page once that is answered: what fails in
// the midst of its work cannot go on.

const convertProgram = "CONVERT_PROGRAM";

const convertAsked = new Promise((resolve) => addEventListener("message", ({ data }) => resolve(data), { once: true }));

async function convertAnswer() {
  try {
    await __wbg_init({ module_or_path: new URL(convertProgram, import.meta.url) });
  } catch {
    return [null];
  }
  const [what, given, how] = await convertAsked;
  try {
    if (what === "write") return [true, writeModel(given, how)];
    return [true, readModel(typeof given === "string" ? new TextEncoder().encode(given) : given, how)];
  } catch (error) {
    // A program that stopped says nothing of use.
    const isSaid = !(error instanceof WebAssembly.RuntimeError);
    return [false, isSaid ? error.message : "the file is damaged in a way that cannot be read"];
  }
}

postMessage(await convertAnswer());
