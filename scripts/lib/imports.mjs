// No arrow runs back: checks that the files of src/ import each other in no circle, and that a module uses
// only those below it. Reads `use` and paths in code; tests within files do not count.
//
// usage: node imports.mjs [FOLDER]

import { existsSync, readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

/** What each module may use, beside itself. What is not named here is refused. */
const order = {
  nn: [],
  plot: [],
  convert: ["nn"],
  data: ["nn"],
  lab: ["nn", "data"],
  engine: ["nn", "data", "lab"],
  run: ["nn", "plot", "data", "lab", "engine"],
  text: ["nn", "plot", "data", "lab", "engine", "run"],
  message: [],
  worker: ["nn", "data", "lab", "engine", "message"],
  ui: ["nn", "plot", "data", "lab", "engine", "run", "text", "message"],
  api: ["nn", "plot", "data", "lab", "engine", "run", "text", "ui"],
  lib: ["nn", "plot", "data", "lab", "engine", "run", "text", "worker", "ui", "api"],
  main: ["lib"],
};

/** The end of what opens at `at`, just behind its closing bracket. */
function closing(text, at, open, close) {
  let depth = 0;
  for (let i = at; i < text.length; i += 1) {
    if (text[i] === open) depth += 1;
    if (text[i] === close && --depth === 0) return i + 1;
  }
  return text.length;
}

/** Code alone: comments, texts and characters are blanked. */
const code = (text) =>
  text.replace(
    /\/\/[^\n]*|\/\*[\s\S]*?\*\/|\b[bc]?r(#*)"[\s\S]*?"\1|\b[bc]?"(?:\\[\s\S]|[^"\\])*"|"(?:\\[\s\S]|[^"\\])*"|'(?:\\[^\n]{1,9}?|[^'\\\n])'/g,
    (found) => (found.startsWith("/") ? " " : '""'),
  );

/** The same without what is compiled for tests only. */
function withoutTests(text) {
  const mark = /#\[cfg\((?:all\()?test\b[^\]]*\]/g;
  let kept = "";
  let from = 0;
  for (let found = mark.exec(text); found; found = mark.exec(text)) {
    if (found.index < from) continue;
    kept += text.slice(from, found.index);
    const end = /[;{]/g;
    end.lastIndex = mark.lastIndex;
    const stop = end.exec(text);
    from = !stop ? text.length : stop[0] === ";" ? stop.index + 1 : closing(text, stop.index, "{", "}");
    mark.lastIndex = from;
  }
  return kept + text.slice(from);
}

/** All paths of a `use` tree, each a list of names: `a::{b, c::{d as e, self}}`; with the name each gets. */
function expand(tree, before = []) {
  const open = tree.indexOf("{");
  if (open >= 0) {
    const head = tree.slice(0, open).split("::").map((name) => name.trim()).filter(Boolean);
    const parts = [];
    let [depth, from] = [0, open + 1];
    const end = closing(tree, open, "{", "}") - 1;
    for (let i = from; i <= end; i += 1) {
      if (tree[i] === "{") depth += 1;
      if (tree[i] === "}" && i < end) depth -= 1;
      if ((tree[i] === "," && depth === 0) || i === end) {
        parts.push(tree.slice(from, i).trim());
        from = i + 1;
      }
    }
    return parts.filter(Boolean).flatMap((part) => expand(part, [...before, ...head]));
  }
  const [path, as] = tree.split(/\s+as\s+/).map((name) => name.trim());
  const names = [...before, ...path.split("::").map((name) => name.trim()).filter(Boolean)];
  if (names.at(-1) === "self") names.pop();
  return [{ path: names, name: as ?? names.at(-1) }];
}

/** One file: its place among the modules, the paths it uses, and the names it hands on from others. */
function read(folder, file) {
  const parts = file.replace(/\.rs$/, "").split("/");
  if (parts.at(-1) === "mod" || (parts.length === 1 && parts[0] === "lib")) parts.pop();
  const text = withoutTests(code(readFileSync(join(folder, file), "utf8")));
  const [paths, handed] = [[], []];
  const rest = text.replace(/\b(pub(?:\([^)]*\))?\s+)?use\s+([^;]+);/g, (_, isPublic, tree) => {
    (isPublic ? handed : paths).push(...expand(tree));
    return " ";
  });
  for (const [path] of rest.matchAll(/\b(?:crate|super|self)(?:\s*::\s*[A-Za-z_]\w*)+/g)) paths.push({ path: path.split("::").map((name) => name.trim()) });
  return { file, place: parts, paths, handed };
}

/** All edges between files, each with the names that make it. */
export function imports(folder) {
  const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith(".rs")).sort();
  const all = files.map((name) => read(folder, name));
  const at = new Map(all.map((module) => [module.place.join("/"), module]));
  // A package within the folder is a crate of its own: its `crate` is its folder.
  const packages = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, "Cargo.toml"))).map(({ name }) => name);

  /** A path from `module` as names from the top; nothing where it leads out of these files. */
  function absolute(module, path) {
    let [from, names] = [null, [...path]];
    const root = packages.includes(module.place[0]) ? [module.place[0]] : [];
    if (names[0] === "crate") [from, names] = [root, names.slice(1)];
    else if (names[0] === "self") [from, names] = [module.place, names.slice(1)];
    else if (names[0] === "super") {
      from = module.place;
      while (names[0] === "super") [from, names] = [from.slice(0, -1), names.slice(1)];
    } else if (at.has([...module.place, names[0]].join("/"))) from = module.place;
    else if (names[0]?.startsWith("separable_")) [from, names] = [[names[0].slice("separable_".length)], names.slice(1)];
    else if (names[0] === "separable") [from, names] = [[], names.slice(1)];
    return from && [...from, ...names];
  }

  /** The file that a path from the top leads to, through names that are handed on. */
  function target(path, left = 8) {
    for (let length = path.length; length >= 0; length -= 1) {
      const module = at.get(path.slice(0, length).join("/"));
      if (!module) continue;
      const [name, ...further] = path.slice(length);
      if (name === undefined || left === 0) return module;
      const handed = module.handed.find((given) => given.name === name) ?? module.handed.find((given) => given.name === "*" && found(module, given, name));
      const on = handed && absolute(module, handed.name === "*" ? [...handed.path.slice(0, -1), name] : handed.path);
      return on ? target([...on, ...further], left - 1) : module;
    }
    return undefined;
  }

  /** Whether a glob hands on a name, as far as that can be seen. */
  const found = (module, { path }) => Boolean(absolute(module, path.slice(0, -1)));

  const edges = new Map(all.map(({ file }) => [file, new Map()]));
  const isBelow = (place, module) => module.place.every((name, i) => place[i] === name);
  for (const module of all)
    for (const { path, isHanded } of [...module.paths, ...module.handed.map(({ path }) => ({ path, isHanded: true }))]) {
      const whole = absolute(module, path);
      const to = whole && target(whole);
      // What a module hands on from its own parts is no use of them.
      if (to && to !== module && !(isHanded && isBelow(to.place, module))) edges.get(module.file).set(to.file, [...(edges.get(module.file).get(to.file) ?? []), path.at(-1)]);
    }
  return edges;
}

/** The knots: files of which each leads to each; every one as a shortest circle and all its files. */
export function circles(edges) {
  const reach = (from) => {
    const seen = new Set();
    const queue = [...edges.get(from).keys()];
    for (const file of queue) {
      if (seen.has(file)) continue;
      seen.add(file);
      queue.push(...edges.get(file).keys());
    }
    return seen;
  };
  const reached = new Map([...edges.keys()].map((file) => [file, reach(file)]));
  const [knots, tied] = [[], new Set()];
  for (const [file, seen] of reached) {
    if (!seen.has(file) || tied.has(file)) continue;
    const knot = [...seen].filter((other) => reached.get(other).has(file)).sort();
    knot.forEach((other) => tied.add(other));
    knots.push({ files: knot, circle: shortest(edges, knot) });
  }
  return knots;
}

/** A shortest circle within a knot. */
function shortest(edges, knot) {
  let best;
  for (const start of knot) {
    const ways = [[start]];
    const seen = new Set();
    for (const way of ways) {
      const next = [...edges.get(way.at(-1)).keys()].filter((file) => knot.includes(file));
      if (next.includes(start)) {
        if (!best || way.length < best.length) best = way;
        break;
      }
      for (const file of next) if (!seen.has(file)) seen.add(file) && ways.push([...way, file]);
    }
  }
  return [...best, best[0]];
}

const moduleOf = (file) => file.split("/")[0].replace(/\.rs$/, "");

/** Edges from a module to one that it may not use. */
export function backward(edges) {
  const found = [];
  for (const [from, targets] of edges)
    for (const [to, names] of targets) {
      const [user, used] = [moduleOf(from), moduleOf(to)];
      if (user !== used && !order[user]?.includes(used)) found.push({ from, to, names });
    }
  return found;
}

function main(folder) {
  const edges = imports(folder);
  const [knots, back] = [circles(edges), backward(edges)];
  const unknown = [...new Set([...edges.keys()].map(moduleOf))].filter((name) => !(name in order));
  for (const name of unknown) console.log(`${name}: not in the order of modules, see ${fileURLToPath(import.meta.url)}`);
  for (const { from, to, names } of back) console.log(`${from} → ${to} (${[...new Set(names)].join(", ")}): ${moduleOf(from)} may not use ${moduleOf(to)}`);
  for (const { files, circle } of knots) {
    console.log(`a circle: ${circle.join(" → ")}${files.length > circle.length - 1 ? `; it is part of a knot of ${files.length}: ${files.join(", ")}` : ""}`);
    for (const [i, file] of circle.slice(0, -1).entries()) console.log(`    ${file} → ${circle[i + 1]}: ${[...new Set(edges.get(file).get(circle[i + 1]))].join(", ")}`);
  }
  const wrong = unknown.length + back.length + knots.length;
  console.log(wrong ? `${wrong} in all` : `${edges.size} files, ${[...edges.values()].reduce((sum, to) => sum + to.size, 0)} arrows, none back`);
  return wrong;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const source = resolve(process.argv[2] ?? join(dirname(fileURLToPath(import.meta.url)), "../../src"));
  process.exitCode = main(source) ? 1 : 0;
}
