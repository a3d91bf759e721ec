// Finishes the site that trunk has built: makes one file of the styles, names styles and start script
// by their content, writes down how large the program is, and writes the policy into the page. Trunk
// calls it after each build.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** What the page needs: files of its own site, small pictures in its styles, WebAssembly. */
export const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "connect-src 'self'",
  "worker-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
].join("; ");

/** What trunk writes into a page that it serves, to load it anew after a build: an inline script. */
const RELOADER = "__TRUNK_ADDRESS__";

/** A style sheet with all that it imports in place. */
function styles(file) {
  const text = readFileSync(file, "utf8");
  return text.replace(/@import "([^"]+)";/g, (_, name) => styles(join(dirname(file), name)));
}

/** What a browser reads of styles or a script: no lines of comments, no space before a line. */
const lean = (text) => text.replace(/^\s*(\/\*[\s\S]*?\*\/|\/\/.*)\s*?$/gm, "").replace(/^\s+/gm, "");

/** Writes a file named by its content, and gives its name. */
function write(folder, name, text) {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 16);
  const named = name.replace(/(\.\w+)$/, `-${hash}$1`);
  writeFileSync(join(folder, named), text);
  return named;
}

/** Puts a text into the page in place of another, which has to be there. */
function replace(page, from, to) {
  if (!page.includes(from)) throw new Error(`the page has no ${from}`);
  return page.replace(from, to);
}

/** Finishes the site in `folder`, built from `source`. */
function finish(source, folder, base) {
  const html = join(folder, "index.html");
  let page = readFileSync(html, "utf8");
  const named = {
    "www/style/index.css": write(folder, "style.css", lean(styles(join(source, "www/style/index.css")))),
    "www/start.js": write(folder, "start.js", lean(readFileSync(join(source, "www/start.js"), "utf8"))),
  };
  for (const [from, to] of Object.entries(named)) page = replace(page, `"${from}"`, `"${base}${to}"`);
  const program = readdirSync(folder).find((name) => name.endsWith(".wasm"));
  page = replace(page, 'as="fetch"', `as="fetch" data-bytes="${statSync(join(folder, program)).size}"`);
  if (!page.includes(RELOADER)) {
    page = replace(page, '<meta name="viewport"', `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n    <meta name="viewport"`);
  }
  writeFileSync(html, page);
}

const { TRUNK_SOURCE_DIR, TRUNK_STAGING_DIR, TRUNK_PUBLIC_URL } = process.env;
if (TRUNK_STAGING_DIR) finish(TRUNK_SOURCE_DIR, TRUNK_STAGING_DIR, TRUNK_PUBLIC_URL);
