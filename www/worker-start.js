// Starts the page's own WebAssembly in a worker. The page names its script in this file's address, so
// that both always run the same build.
const script = new URL(new URL(import.meta.url).searchParams.get("script"), import.meta.url);
const { default: init } = await import(script);
await init({ module_or_path: new URL(script.href.replace(/\.js$/, "_bg.wasm")) });
