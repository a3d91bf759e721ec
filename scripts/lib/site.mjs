// Finishes the site that trunk has built: splits a release's program and styles, makes its texts small,
// names files by their content, writes down how large the program is, writes the policy into the page, and puts
// the sets of images beside it.
// Trunk calls it after each build.

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { putImages } from "./images.mjs";
import { parts } from "./late.mjs";
import { bare, objectsOf } from "./objects.mjs";
import { splitFile } from "./split.mjs";

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

const { TRUNK_PROFILE, TRUNK_SOURCE_DIR, TRUNK_STAGING_DIR, TRUNK_PUBLIC_URL } = process.env;

/** Set for a trial: what is read before it has come is then not zero but shows (`split.mjs`). */
const { SEPARABLE_HOLES } = process.env;

/** What trunk writes into a page that it serves, to load it anew after a build: an inline script. */
const RELOADER = "__TRUNK_ADDRESS__";

/** A style sheet with all that it imports in place. */
function styles(file) {
  const text = readFileSync(file, "utf8");
  return text.replace(/@import "([^"]+)";/g, (_, name) => styles(join(dirname(file), name)));
}

/**
 * What makes styles ("css") and scripts ("js") as short as a browser can read them; names that others know
 * stay. Only a release asks for the package that does it.
 */
async function shortener() {
  if (TRUNK_PROFILE !== "release") return (text) => text;
  const { transformSync } = await import("esbuild");
  return (text, loader) => transformSync(text, { loader, minify: true, charset: "utf8", target: "es2022", legalComments: "none" }).code.trim();
}

/** The page as a browser reads it: no comments, no space before a line. */
const lean = (page) => page.replace(/<!--[\s\S]*?-->/g, "").replace(/^\s+/gm, "");

/** What names a file by its contents. */
const hashOf = (...contents) => contents.reduce((hash, part) => hash.update(part), createHash("sha256")).digest("hex").slice(0, 16);

/** Writes a file named by its content, and gives its name. */
function write(folder, name, text) {
  const named = name.replace(/(\.\w+)$/, `-${hashOf(text)}$1`);
  writeFileSync(join(folder, named), text);
  return named;
}

/** Puts a text into the page in place of another, which has to be there. */
function replace(page, from, to) {
  if (!page.includes(from)) throw new Error(`the page has no ${from}`);
  return page.replace(from, to);
}

/** Whether Binaryen's tools are at hand. */
function hasBinaryen() {
  try {
    for (const tool of ["wasm-dis", "wasm-as", "wasm-opt"]) execFileSync(tool, ["--version"], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

/** A release's program as it was linked, with what the linker wrote down of it. */
function linked(source) {
  const about = execFileSync("cargo", ["metadata", "--no-deps", "--offline", "--format-version=1"], { cwd: source, maxBuffer: Infinity });
  return readFileSync(join(JSON.parse(about).target_directory, "wasm32-unknown-unknown/release/separable.wasm"));
}

/** Splits the program in three, and gives the page that names it; the rest comes with the styles of that name. */
function apart(source, folder, page, sheet, short) {
  const [, name] = page.match(/([\w-]+)_bg\.wasm/);
  const [program, script] = [`${name}_bg.wasm`, `${name}.js`].map((file) => join(folder, file));
  // What the program may use is said once, where trunk reads it.
  const features = readFileSync(join(source, "index.html"), "utf8").match(/--enable-[\w-]+/g);
  const made = splitFile(program, script, parts, features, { memory: objectsOf(linked(source)), hole: SEPARABLE_HOLES ? 0xff : 0 });
  const loader = replace(readFileSync(join(source, "www/late.js"), "utf8"), "LATE_STYLES", sheet);
  const whole = replace(made.script, "const import0 = {", "const import0 = {\n        late, panels,") + loader;
  const named = `separable-${hashOf(made.early, made.late, made.panels, whole)}`;
  const files = { bg: made.early, late: made.late, panels: made.panels };
  for (const [part, bytes] of Object.entries(files)) writeFileSync(join(folder, `${named}_${part}.wasm`), bytes);
  const loading = replace(replace(whole, "LATE_PROGRAM", `${named}_late.wasm`), "PANELS_PROGRAM", `${named}_panels.wasm`);
  writeFileSync(join(folder, `${named}.js`), short(loading, "js"));
  for (const old of [program, script]) rmSync(old);
  return page.replaceAll(name, named);
}

/** The program for model files with its worker's script, named by their content: the script's name. */
function converter(source, folder, short) {
  const [program, script] = ["separable-convert_bg.wasm", "separable-convert.js"].map((file) => join(folder, file));
  const named = write(folder, "convert.wasm", readFileSync(program));
  const worker = replace(readFileSync(join(source, "www/convert.js"), "utf8"), "CONVERT_PROGRAM", named);
  const text = short(readFileSync(script, "utf8") + worker, "js");
  for (const old of [program, script]) rmSync(old);
  return write(folder, "convert.js", text);
}

/** Finishes the site in `folder`, built from `source`. */
async function finish(source, folder, base) {
  const html = join(folder, "index.html");
  const isRelease = TRUNK_PROFILE === "release";
  const isApart = isRelease && hasBinaryen();
  const short = await shortener();
  const [first, late] = ["index", "late"].map((name) => styles(join(source, `www/style/${name}.css`)));
  const named = {
    "www/style/index.css": write(folder, "style.css", short(isApart ? first : first + late, "css")),
    "www/convert.js": converter(source, folder, short),
    "www/start.js": write(folder, "start.js", short(readFileSync(join(source, "www/start.js"), "utf8"), "js")),
  };
  let page = readFileSync(html, "utf8");
  for (const [from, to] of Object.entries(named)) page = replace(page, `"${from}"`, `"${base}${to}"`);
  const worker = join(folder, "worker-start.js");
  writeFileSync(worker, short(readFileSync(worker, "utf8"), "js"));
  if (isApart) page = apart(source, folder, page, write(folder, "late.css", short(late, "css")), short);
  const program = readdirSync(folder).find((name) => name.endsWith("_bg.wasm"));
  if (isRelease && !isApart) {
    console.error("Binaryen’s tools are not on the path: the program stays in one file.");
    writeFileSync(join(folder, program), bare(readFileSync(join(folder, program))));
  }
  page = replace(page, 'as="fetch"', `as="fetch" data-bytes="${statSync(join(folder, program)).size}"`);
  if (!page.includes(RELOADER)) {
    page = replace(page, '<meta name="viewport"', `<meta http-equiv="Content-Security-Policy" content="${policy}" />\n    <meta name="viewport"`);
  }
  writeFileSync(html, isRelease ? lean(page) : page);
  putImages(source, folder);
}

if (TRUNK_STAGING_DIR) await finish(TRUNK_SOURCE_DIR, TRUNK_STAGING_DIR, TRUNK_PUBLIC_URL);
