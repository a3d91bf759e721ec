// Starts the page's own WebAssembly in a worker. The page names its script in this file's address, so
// that both always run the same build, and hands its compiled program over by the first message, with the
// rest of it where that has come, so that they need not be fetched and compiled again. Listens before anything
// is awaited: a message that finds nobody listening is lost.
const first = new Promise((resolve) => addEventListener("message", resolve, { once: true }));
const script = new URL(new URL(import.meta.url).searchParams.get("script"), import.meta.url);
const { default: init } = await import(script);
const { data } = await first;
const [program, rest] = data ?? [];
if (rest) globalThis.separableRest?.take(rest);
await init({ module_or_path: program ?? new URL(script.href.replace(/\.js$/, "_bg.wasm")) });
