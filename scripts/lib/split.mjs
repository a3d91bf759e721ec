// Splits a program: functions that the first screen does not need go into files of their own, which are
// fetched when they are first needed: the rest, and what only panels need. Works on Binaryen's text form of
// WebAssembly, in which each function stands under its own name.
//
// A function that has moved leaves a stub behind, which sees to it that its part is there and then calls
// it through the table. A part imports memory, tables, globals and functions from those before it. So
// a call finds what it needs whenever it comes; which functions move decides only when a part is fetched.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dataApart, lateObjects, numbers } from "./apart.mjs";
import { bare, image } from "./objects.mjs";

const NAME = String.raw`\$(?:"(?:[^"\\]|\\.)*"|[^\s()]+)`;

/** The parts of a module's text at its first level, each with its kind and its name. */
function items(text) {
  const found = [];
  for (const line of text.split("\n").slice(1)) {
    const start = line.match(new RegExp(`^ \\((\\w+)(?: (${NAME}))?`));
    if (start) found.push({ kind: start[1], name: start[2], isOwn: true, lines: [line] });
    else if (line.startsWith("  ") || line === " )") found.at(-1).lines.push(line);
  }
  return found.map(({ lines, ...item }) => {
    const whole = { ...item, head: lines[0], text: lines.join("\n") };
    if (item.kind !== "import") return whole;
    const [, kind, name] = whole.head.match(new RegExp(`\\((func|memory|table|global|tag) (${NAME})`));
    return { ...whole, kind, name, isOwn: false };
  });
}

const all = (text, pattern) => [...text.matchAll(new RegExp(pattern, "g"))].map(([whole, found]) => found ?? whole);
const names = (list) => new Set(list.flatMap(({ text }) => all(text, NAME)));

/** The functions that a function calls or refers to by name. */
const callees = ({ text }) => new Set(all(text, `\\((?:(?:return_)?call|ref\\.func) (${NAME})`));

/** The types of a function's parameters, and its result as the text form writes it. */
function signature({ head }) {
  const params = all(head, String.raw`\(param (?:\$\S+ )?([^()]+)\)`).flatMap((types) => types.split(" "));
  return { params, result: head.match(/\(result [^()]+\)/)?.[0] ?? "" };
}

const typed = ({ params, result }) => `${params.length > 0 ? `(param ${params.join(" ")})` : ""} ${result}`;

/** A name without the marks of the text form. */
const plain = (name) => name.replace(/^\$"?|"$/g, "");

/**
 * Whether a function is as small as what it would leave behind, and so had better stay. It may also stand for
 * others of the same code, which were merged into it.
 */
const isSmall = ({ text, calls }, late) => all(text, /\(/).length < 20 && ![...calls].some((callee) => late.has(callee));

/**
 * The functions that move: those whose names are late, nameless ones that call such, those that are made for
 * late ones and are called by no others, and those that only functions that move call, or that only they know the place of in
 * the table; not those that are reached in other ways.
 */
function moving(functions, { reached, tabled }, { isLate, isForLate, isNameless }) {
  const those = (holds) => functions.filter(holds).map(({ name }) => name);
  const named = new Set(those(({ name }) => isLate(plain(name))));
  const follow = those(({ name, calls }) => isNameless(plain(name)) && [...calls].some((callee) => named.has(callee)));
  const callers = new Map(functions.map(({ name }) => [name, new Set()]));
  for (const { name, calls } of functions) for (const callee of calls) if (callee !== name) callers.get(callee)?.add(name);
  const grown = (late) => {
    const isWanted = (name) => callers.get(name).size > 0 || tabled.has(name);
    const isOnlyForLate = ({ name }) => !late.has(name) && !reached.has(name) && isWanted(name) && [...callers.get(name)].every((caller) => late.has(caller));
    for (let found = [null]; found.length > 0; ) {
      found = those(isOnlyForLate);
      for (const name of found) late.add(name);
    }
    return late;
  };
  for (let made = those(({ name }) => isForLate(plain(name))); ; ) {
    const late = grown(new Set([...named, ...follow, ...made]));
    const apart = made.filter((name) => [...callers.get(name)].every((caller) => late.has(caller)));
    if (apart.length === made.length) return new Set(those((func) => late.has(func.name) && !(reached.has(func.name) && isSmall(func, late))));
    made = apart;
  }
}

/** What is left of a function that has moved to a place in the table, in a part of that name. */
function stub(func, place, table, part) {
  const of = signature(func);
  const params = of.params.map((type, i) => `(param $${i} ${type})`).join(" ");
  const given = of.params.map((_, i) => `(local.get $${i})`).join(" ");
  return ` (func ${func.name} ${params} ${of.result} (call $${part}!there) (call_indirect ${table} ${typed(of)} ${given} (i32.const ${place})))`;
}

/** An item of a part as a later one imports it. */
function imported(item, from, short) {
  const type = {
    func: () => typed(signature(item)),
    memory: () => "1",
    table: () => item.head.match(/(\d+(?: \d+)? \w+)\)?$/)[1],
    global: () => item.head.match(/(\(mut \w+\)|\w+) \(\w+\.const/)[1],
  }[item.kind]();
  return ` (import "${from}" "${short}" (${item.kind} ${item.name} ${type}))`;
}

const PLACES = / (\d+)(?: \d+)? funcref/;

/** How many functions a table has room for. */
const places = ({ head }) => Number(head.match(PLACES)[1]);

/** The table of functions with more places at its end. */
function grown(table, more) {
  const size = places(table) + more;
  const head = table.head.replace(PLACES, ` ${size} ${size} funcref`);
  return { ...table, head, text: head };
}

/** The parts of a program, in the order in which they come. */
const PARTS = ["early", "late", "panels"];

const union = (...sets) => new Set(sets.flatMap((set) => [...set]));

/** The objects of each part, where it is known what refers to them. */
function objects(whole, functions, memory) {
  const [early, late, panels] = PARTS.map((part) => numbers(functions[part]));
  const named = numbers(whole.filter(({ kind }) => kind === "global"));
  const last = new Set(lateObjects(memory, { early: union(early, late), late: panels, named }));
  const moved = new Set(lateObjects(memory, { early, late: union(late, panels), named }));
  const part = (object) => (!moved.has(object) ? "early" : last.has(object) ? "panels" : "late");
  return Object.fromEntries(PARTS.map((name) => [name, memory.objects.filter((object) => part(object) === name)]));
}

/** The data of all parts: that of the program as it is, or taken apart. */
function data(whole, memory, of, hole) {
  if (memory) return dataApart(memory, of, hole);
  return { early: whole.filter(({ kind }) => kind === "data").map(({ text }) => text), late: [], panels: [] };
}

/** The functions of each part: all that move for the one or the other, and those that move for panels alone. */
function parted(own, { late, panels }, of) {
  const either = Object.fromEntries(Object.keys(of.late).map((holds) => [holds, (name) => of.late[holds](name) || of.panels[holds](name)]));
  const [moved, last] = [moving(own, late, either), moving(own, panels, of.panels)];
  const part = ({ name }) => (!moved.has(name) ? "early" : last.has(name) ? "panels" : "late");
  return Object.fromEntries(PARTS.map((name) => [name, own.filter((func) => part(func) === name)]));
}

/** The table's places that are filled from the start: the number of the first, and a function's name for each. */
function elements({ text }) {
  const [, start, list] = text.match(/\(i32\.const (\d+)\)(?: func)?((?: \$[^]*)?)\)$/);
  return { start: Number(start), filled: all(list, NAME) };
}

/** Whether parts know the number of a place in the table: one by one. It may stand in code, also as half of a number, and in data. */
function knowing(functions, memory, of) {
  const known = PARTS.map((name) => ({ inCode: numbers(functions[name]), inData: union(...of[name].map(({ enters }) => enters)) }));
  return known.map(
    ({ inCode, inData }) =>
      (slot) =>
        inData.has(slot) || (memory.entered.has(slot) && inCode.has(slot)),
  );
}

/**
 * What is in which part: functions and objects; and the places of the table, with their functions' names, that are filled as soon as
 * the part of their function is there and no sooner, for nobody before has their number. `asked` are the functions that
 * others ask for, `slots` those of the table by their places. Of places that came after the linker nothing is known.
 * Who knows of a place is found again once more has moved, as long as there is more.
 */
function settled(whole, own, asked, slots, of, memory) {
  const tabled = new Set(slots.values());
  const after = (isKnown) => ({ reached: union(asked, [...slots].filter(([slot]) => !memory?.slots.has(slot) || isKnown(slot)).map(([, name]) => name)), tabled });
  for (let reached = { late: after(() => true), panels: after(() => true) }; ; ) {
    const functions = parted(own, reached, of);
    if (!memory) return { functions, later: new Map() };
    const constants = objects(whole, functions, memory);
    const knows = knowing(functions, memory, constants);
    const isKnownBefore = (part) => (slot) => knows.slice(0, part).some((knows) => knows(slot));
    const next = { late: after(isKnownBefore(1)), panels: after(isKnownBefore(2)) };
    if (next.late.reached.size === reached.late.reached.size && next.panels.reached.size === reached.panels.reached.size) {
      const part = new Map(PARTS.flatMap((name, i) => functions[name].map((func) => [func.name, i])));
      const isLater = ([slot, name]) => memory.slots.has(slot) && part.get(name) > 0 && !isKnownBefore(part.get(name))(slot);
      return { functions, constants, later: new Map([...slots].filter(isLater)) };
    }
    reached = next;
  }
}

/** What sees to it that a part is there, once; `before` is done first. */
const coming = (part, before = "") => [
  ` (global $${part}!is_there (mut i32) (i32.const 0))`,
  ` (func $${part}!there (if (i32.eqz (global.get $${part}!is_there)) (then ${before} (call $${part}!fetch) (global.set $${part}!is_there (i32.const 1)))))`,
];

/** The table's functions at its start, without those that come later: their places are filled then. */
function withoutLater(item, start, slots, later, table) {
  const filled = [...slots].map(([slot, name]) => (later.has(slot) ? "$absent" : name));
  const text = ` (elem ${item.name} (table ${table.name}) (i32.const ${start}) func ${filled.join(" ")})`;
  return { ...item, head: text, text };
}

/** What fills places of the table, given in order: each with a function's name. */
function filling(list, table) {
  const runs = [];
  for (const [slot, name] of list) {
    const last = runs.at(-1);
    if (last && last.slot + last.names.length === slot) last.names.push(name);
    else runs.push({ slot, names: [name] });
  }
  return runs.map(({ slot, names }) => ` (elem (table ${table.name}) (i32.const ${slot}) func ${names.join(" ")})`);
}

/** In the order of the functions, so that their numbers compress. */
const inOrder = (list) => [...list].sort((a, b) => (plain(a.name) < plain(b.name) ? -1 : 1));

/**
 * The texts of a program's parts, by what is to be known of functions' names for the rest and for panels, and of its
 * data. The first imports `late` and `panels`, functions that put those in place.
 */
function split(text, of, memory, hole) {
  const whole = items(text);
  const own = whole.filter(({ kind, isOwn }) => kind === "func" && isOwn).map((func) => ({ ...func, calls: callees(func) }));
  const tabled = whole.find(({ kind }) => kind === "elem");
  const asked = names(whole.filter(({ kind }) => ["export", "start"].includes(kind)));
  const { start, filled } = tabled ? elements(tabled) : { start: 0, filled: [] };
  const slots = new Map(filled.map((name, i) => [start + i, name]));
  const { functions, constants, later } = settled(whole, own, asked, slots, of, memory);
  const called = (part) => union(...functions[part].map(({ calls }) => calls));
  const entries = (part, from) => functions[part].filter(({ name }) => from.has(name));
  const fromEarly = union(asked, called("early"), filled.filter((_, i) => !later.has(start + i)));
  const entered = { late: entries("late", fromEarly), panels: entries("panels", fromEarly) };
  // What the rest alone calls of the panels' part has its stub there.
  const fromLate = called("late");
  const within = entries("panels", fromLate).filter(({ name }) => !fromEarly.has(name));
  const inTable = [...entered.late, ...entered.panels, ...within];

  const table = whole.find(({ kind, head }) => kind === "table" && head.includes("funcref"));
  const first = places(table);
  const place = new Map(inTable.map(({ name }, i) => [name, first + i]));
  const stubs = (list, part) => list.map((func) => stub(func, place.get(func.name), table.name, part));
  const inPart = (part) => new Set(functions[part].map(({ name }) => name));
  const tables = (part, entries) => {
    const own = inPart(part);
    return filling([...[...later].filter(([, name]) => own.has(name)), ...entries.map(({ name }) => [place.get(name), name])], table);
  };

  const stayed = inPart("early");
  const stays = whole.filter(({ kind, name, isOwn }) => kind !== "data" && (kind !== "func" || !isOwn || stayed.has(name))).map((item) => (item === table ? grown(table, inTable.length) : item === tabled ? withoutLater(item, start, slots, later, table) : item));
  const apart = data(whole, memory, constants, hole);
  const used = { late: names(functions.late), panels: names(functions.panels) };
  const isFor = (part) => ({ kind, name }) => ["memory", "table", "global"].includes(kind) || (kind === "func" && used[part].has(name));
  const [isForLate, isForPanels] = [isFor("late"), isFor("panels")];
  // The stub of a function goes by its name.
  const shared = inOrder([...stays.filter((item) => isForLate(item) || isForPanels(item)), ...entered.panels.filter(isForLate)]);
  const numbered = shared.map((item, i) => ({ item, imported: imported(item, "early", i), exported: ` (export "${i}" (${item.kind} ${item.name}))` }));
  const given = inOrder(functions.late.filter(isForPanels));
  const inPanels = inPart("panels");
  const types = whole.filter(({ kind }) => kind === "type");
  const texts = (list) => list.map(({ text }) => text);

  const early = [
    ...texts(stays.filter(({ isOwn }) => !isOwn)),
    ...["late", "panels"].map((part) => ` (import "./separable_bg.js" "${part}" (func $${part}!fetch))`),
    ...texts(stays.filter(({ isOwn }) => isOwn)),
    " (func $absent unreachable)",
    ...coming("late"),
    ...coming("panels", "(call $late!there)"),
    ...stubs(entered.late, "late"),
    ...stubs(entered.panels, "panels"),
    ...apart.early,
    ...numbered.map(({ exported }) => exported),
    ' (export "panels" (func $panels!there))',
  ];
  const late = [
    ...texts(types),
    ...numbered.filter(({ item }) => isForLate(item)).map(({ imported }) => imported),
    ' (import "early" "panels" (func $panels!there))',
    ...texts(functions.late),
    ...stubs(within, "panels"),
    ...apart.late,
    ...tables("late", entered.late),
    ...given.map(({ name }, i) => ` (export "${i}" (func ${name}))`),
  ];
  const panels = [
    ...texts(types),
    ...numbered.filter(({ item }) => isForPanels(item) && !inPanels.has(item.name)).map(({ imported }) => imported),
    ...given.map((item, i) => imported(item, "late", i)),
    ...texts(functions.panels),
    ...apart.panels,
    ...tables("panels", [...entered.panels, ...within]),
  ];
  const module = (parts) => `(module\n${parts.join("\n")}\n)\n`;
  return { early: module(early), late: module(late), panels: module(panels) };
}

/** Shortens the names by which a program asks its script for functions: in the program's text and in the script. */
function shorten(text, script) {
  const asked = /(?<=^ \(import "\.\/separable_bg\.js" ")(?!late"|panels")[^"]+/gm;
  const short = new Map([...new Set(text.match(asked))].map((name, i) => [name, `_${i.toString(36)}`]));
  const defined = /^( +)(\w+)(?=: function)/gm;
  return [text.replace(asked, (name) => short.get(name)), script.replace(defined, (whole, space, name) => (short.has(name) ? space + short.get(name) : whole))];
}

/** Whether both programs begin with the same data: of what is written here, one may leave out zeros at the ends. */
function isSame(one, other) {
  const at = (memory, address) => memory.bytes[address - memory.start] ?? 0;
  const ends = [one, other].map(({ start, bytes }) => start + bytes.length);
  for (let address = Math.min(one.start, other.start); address < Math.max(...ends); address += 1) if (at(one, address) !== at(other, address)) return false;
  return true;
}

/**
 * Splits the program in a file, with the file of its script: gives the parts' bytes and the script that
 * belongs to them. `of` has, for `late` and for `panels`, `isLate`, `isForLate` and `isNameless`, which are asked for functions' names; `features` are
 * the options by which Binaryen's tools, which are found on the path, know what the program may use; `memory` is
 * what `objectsOf` knows of its data, which all stays in the first part otherwise; each byte that has moved is `hole` there.
 */
export function splitFile(file, script, of, features, { memory, hole = 0 } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "separable-"));
  const run = (tool, ...args) => execFileSync(tool, [...args, ...features], { stdio: ["ignore", "ignore", "inherit"] });
  const make = (name, text) => {
    const [written, made] = [join(folder, `${name}.wat`), join(folder, `${name}.wasm`)];
    writeFileSync(written, text);
    run("wasm-as", written, "-g", "-o", made);
    // Laid out anew and made small twice: it then compresses better than when it is made small once.
    run("wasm-opt", made, "-Oz", "--flatten", "--rereloop", "-Oz", "-Oz", "--reorder-functions-by-name", "--strip-debug", "--strip-producers", "-o", made);
    return readFileSync(made);
  };
  try {
    const given = readFileSync(file);
    if (memory && !isSame(memory, image(given))) throw new Error("the data of the program is not as it was linked: what refers to it is not known");
    const [linked, whole] = [join(folder, "linked.wasm"), join(folder, "whole.wat")];
    writeFileSync(linked, bare(given));
    run("wasm-dis", linked, "-o", whole);
    const { early, late, panels } = split(readFileSync(whole, "utf8"), of, memory, hole);
    const [text, renamed] = shorten(early, readFileSync(script, "utf8"));
    return { early: make("early", text), late: make("late", late), panels: make("panels", panels), script: renamed };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
