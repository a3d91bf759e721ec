// Starts the worker's WebAssembly. The page adds its build's name to this file's address
// (`worker-start.js?v=…`); handing it on keeps a new page from meeting an old worker in a cache.
const { search } = new URL(import.meta.url);
const { default: init } = await import(`./worker.js${search}`);
await init({ module_or_path: new URL(`./worker_bg.wasm${search}`, import.meta.url) });
