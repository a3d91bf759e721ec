// The program in parts answers as the whole: a small one, in which each way that functions reach each
// other crosses the border; others, in which data is reached in each way; one that the linker has made.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { parts as known } from "../scripts/lib/late.mjs";
import { bare, image, objectsOf, owners } from "../scripts/lib/objects.mjs";
import { splitFile } from "../scripts/lib/split.mjs";

const program = `(module
  (import "./separable_bg.js" "__wbg_twice_0123456789abcdef" (func $twice (param i32) (result i32)))
  (memory (export "memory") 1)
  (table $places 4 4 funcref)
  (global $count (mut i32) (i32.const 0))
  (elem (table $places) (i32.const 1) func $"late::by_table<T>" $by_table)
  (data (i32.const 8) "\\07")
  (func $count_one (global.set $count (i32.add (global.get $count) (i32.const 1))))
  (func $"late::sum" (param $a i32) (param $b f64) (result i32)
    (call $count_one)
    (i32.add (call $"late::only_here" (local.get $a)) (i32.trunc_f64_s (local.get $b))))
  (func $"late::only_here" (param $a i32) (result i32) (i32.add (call $only_for_late (local.get $a)) (i32.load8_u (i32.const 8))))
  (func $only_for_late (param $a i32) (result i32) (call $twice (local.get $a)))
  (func $"late::by_table<T>" (param i32) (result i32) ${"(drop (i32.const 1)) ".repeat(10)}(call_indirect $places (param i32) (result i32) (local.get 0) (i32.const 2)))
  (func $by_table (param i32) (result i32) (i32.mul (local.get 0) (i32.const 100)))
  (func $"<separable[0a1b]::ui::element::El>::on::<separable[0a1b]::ui::key::key::{closure#0}>::{closure#0}" (export "clicked") (result i32) (call $"late::sum" (i32.const 1) (f64.const 2)))
  (func (export "sum") (param $a i32) (param $b f64) (result i32) (call $"late::sum" (local.get $a) (local.get $b)))
  (func (export "through") (param i32) (result i32) (call_indirect $places (param i32) (result i32) (local.get 0) (i32.const 1)))
  (func (export "counted") (result i32) (global.get $count))
)`;
const script = "    const import0 = {\n        __wbg_twice_0123456789abcdef: function(a) { return 2 * a; },\n    };\n";

const features = ["--enable-simd", "--enable-reference-types", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"];

/** Makes something in a folder that is gone then. */
function within(make) {
  const folder = mkdtempSync(join(tmpdir(), "separable-"));
  try {
    return make((name) => join(folder, name));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A program's bytes, of its text. */
function assembled(text) {
  return within((file) => {
    writeFileSync(file("whole.wat"), text);
    execFileSync("wasm-as", [file("whole.wat"), "-g", ...features, "-o", file("whole.wasm")]);
    return readFileSync(file("whole.wasm"));
  });
}

const { isForLate, isLate: isListed, isNameless } = known.late;

const none = { isLate: () => false, isForLate: () => false, isNameless: () => false };

/** Splits a program, and starts its first part; `fetched` and `forPanels` count how often that asks for the others. */
function startedParts(bytes, late, options, panels = none) {
  return within((file) => {
    writeFileSync(file("whole.wasm"), bytes);
    writeFileSync(file("glue.js"), script);
    const parts = splitFile(file("whole.wasm"), file("glue.js"), { late, panels }, features, options);
    const [, short] = parts.script.match(/(\w+): function\(a\)/);
    const run = { fetched: 0, forPanels: 0, short, parts };
    const start = (part, given) => new WebAssembly.Instance(new WebAssembly.Module(parts[part]), given).exports;
    const asked = {
      [short]: (a) => 2 * a,
      late() {
        run.fetched += 1;
        run.rest = start("late", { early: run.exports });
      },
      panels() {
        run.forPanels += 1;
        start("panels", { early: run.exports, late: run.rest });
      },
    };
    run.exports = start("early", { "./separable_bg.js": asked });
    return run;
  });
}

const start = (isLate, isForLate = () => false) => startedParts(assembled(program), { isLate, isForLate, isNameless });

test("both parts answer as the whole, and the rest is fetched once, when it is needed", () => {
  const run = start((name) => name.startsWith("late::"));
  const { exports } = run;
  assert.equal(exports.counted(), 0);
  assert.equal(run.fetched, 0);
  assert.equal(exports.sum(5, 3.9), 2 * 5 + 7 + 3);
  assert.equal(run.fetched, 1);
  assert.equal(exports.through(4), 400);
  assert.equal(exports.clicked(), 2 + 7 + 2);
  assert.equal(exports.counted(), 2);
  assert.equal(run.fetched, 1);
});

test("what is reached by the table alone is fetched as well", () => {
  const run = start((name) => name.startsWith("late::by_table"));
  assert.equal(run.exports.sum(5, 3.9), 2 * 5 + 7 + 3);
  assert.equal(run.fetched, 0);
  assert.equal(run.exports.through(4), 400);
  assert.equal(run.fetched, 1);
});

test("a closure goes with the late function that it calls", () => {
  const run = start((name) => name === "late::only_here");
  assert.equal(run.exports.clicked(), 2 + 7 + 2);
  assert.equal(run.fetched, 1);
});

test("what is made for something late comes late where nothing else calls it", () => {
  const run = start(() => false, (name) => name === "count_one" || name === "late::by_table<T>");
  // The one is called by `late::sum`, which is early here; the other stands in the table alone.
  assert.equal(run.exports.sum(5, 3.9), 2 * 5 + 7 + 3);
  assert.equal(run.fetched, 0);
  assert.equal(run.exports.through(4), 400);
  assert.equal(run.fetched, 1);
});

/** Whether a name is one of these; nothing is made for them. */
const those = (...names) => ({ ...none, isLate: (name) => names.some((start) => name.startsWith(start)) });

test("what panels need has its own part, and the rest is there before it", () => {
  // What only the rest calls, what is called by the table and by the first part, and what calls the rest.
  for (const [late, panels] of [
    [["late::"], ["late::only_here"]],
    [["late::"], ["only_for_late", "late::by_table"]],
    [["late::only_here", "late::by_table"], ["late::sum"]],
    [[], ["late::"]],
  ]) {
    const run = startedParts(assembled(program), those(...late), undefined, those(...panels));
    const { exports } = run;
    assert.deepEqual([exports.counted(), run.fetched, run.forPanels], [0, 0, 0]);
    assert.equal(exports.sum(5, 3.9), 2 * 5 + 7 + 3);
    assert.equal(exports.through(4), 400);
    assert.equal(exports.clicked(), 2 + 7 + 2);
    assert.equal(exports.counted(), 2);
    assert.deepEqual([run.fetched, run.forPanels], [1, 1], `${late} ${panels}`);
  }
});

test("panels are not fetched for what the rest does by itself", () => {
  const run = startedParts(assembled(program), those("late::"), undefined, those("late::by_table"));
  assert.equal(run.exports.sum(5, 3.9), 2 * 5 + 7 + 3);
  assert.deepEqual([run.fetched, run.forPanels], [1, 0]);
  assert.equal(run.exports.through(4), 400);
  assert.deepEqual([run.fetched, run.forPanels], [1, 1]);
});

test("what is smaller than a stub stays, though its name is late", () => {
  const run = start((name) => name === "by_table");
  assert.equal(run.exports.through(4), 400);
  assert.equal(run.fetched, 0);
});

test("names say what is late as the compiler writes them", () => {
  const path = "separable[181490dd6a93cb37]::ui";
  const anew = (...closures) => `<${path}::element::El>::anew::<bool, ${closures.join(", ")}>::{closure#1}`;
  const [late, early] = [`${path}::walk::region::region::{closure#1}`, `${path}::key::key::{closure#0}`];
  assert.ok(isListed("<separable[181490dd6a93cb37]::run::lab::Lab>::edit"));
  assert.ok(isListed(late) && isListed(`<${path}::element::El>::click::<${early}>::{closure#0}`));
  assert.ok(!isListed(early) && !isListed(anew(late, late)));
  assert.ok(isForLate(anew(late, late)) && isForLate(`<${late} as core[c5930c85a12de822]::ops::function::FnOnce<()>>::call_once::{shim:vtable#0}`));
  assert.ok(!isForLate(anew(late, early)) && !isForLate(anew(early, early)) && !isForLate(`<${path}::element::El>::child`));
});

test("names by which the script is asked are short", () => {
  assert.equal(start(() => false).short, "_0");
});

/** Far enough from the numbers that functions have for other reasons. */
const FIRST = 8192;

const word = (number) => [0, 8, 16, 24].map((shift) => (number >> shift) & 0xff);

/**
 * A program with objects one behind the other, four bytes each and the size of its list if it has one: of
 * letters, or of the addresses of others. `early` and `late` are what one function each reads, in the text form: of a
 * byte's address, or of its own. Gives what `startedParts` does, and which objects the first part has.
 */
function withData(objects, early, late, { asked = [], changing = [], hole = 0xff, panels = () => [] } = {}) {
  const found = new Map();
  let next = FIRST;
  for (const [name, content] of Object.entries(objects)) {
    const size = Array.isArray(content) ? 4 * content.length : content.length;
    found.set(name, { start: next, size, isFixed: !changing.includes(name), refers: new Set(), enters: new Set() });
    next += size;
  }
  const start = (name) => found.get(name).start;
  const bytes = new Uint8Array(next - FIRST);
  for (const [name, content] of Object.entries(objects)) {
    if (Array.isArray(content)) for (const other of content) found.get(name).refers.add(found.get(other));
    bytes.set(Array.isArray(content) ? content.flatMap((other) => word(start(other))) : Buffer.from(content), start(name) - FIRST);
  }
  const read = (what) => (typeof what === "number" ? `(i32.load8_u (i32.const ${what}))` : what);
  const reads = (list) => list(start).reduceRight((sum, what) => `(i32.add ${read(what)} ${sum})`, "(i32.const 0)");
  const text = `(module
    (import "./separable_bg.js" "__wbg_twice_0123456789abcdef" (func $twice (param i32) (result i32)))
    (memory (export "memory") 1) (table $places 1 1 funcref)
    (data (i32.const ${FIRST}) "${[...bytes].map((byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("")}")
    (func $early (export "early") (param $i i32) (result i32) ${reads(early)})
    (func $late (param $i i32) (result i32) ${reads(late)})
    (func $panels (param $i i32) (result i32) ${reads(panels)})
    (func $ask (export "late") (param i32) (result i32) (call $late (local.get 0)))
    (func $ask_panels (export "forPanels") (param i32) (result i32) (call $panels (local.get 0))))`;
  const whole = assembled(text);
  const memory = { start: FIRST, bytes, objects: [...found.values()] };
  // What the linker knows: the starts of all objects, and what it is said to know beside.
  const known = new Map(memory.objects.map((object) => [object.start, new Set([object])]));
  for (const [name, more] of asked) known.set(start(name) + more, (known.get(start(name) + more) ?? new Set()).add(found.get(name)));
  const run = startedParts(whole, { ...none, isLate: (name) => name === "late" }, { memory: { ...memory, at: owners(memory.objects, memory), asked: known, entered: new Set(), slots: new Set() }, hole }, { ...none, isLate: (name) => name === "panels" });
  const of = new WebAssembly.Instance(new WebAssembly.Module(whole), { "./separable_bg.js": { __wbg_twice_0123456789abcdef: () => 0 } }).exports;
  const first = image(run.parts.early);
  const isThere = ({ start, size }) => Array.from({ length: size }, (_, i) => first.bytes[start + i - first.start] ?? 0).every((byte, i) => byte === bytes[start + i - FIRST]);
  const there = [...found].filter(([, object]) => isThere(object)).map(([name]) => name);
  return Object.assign(run, { there, isSame: (i = 0) => assert.deepEqual(["early", "late", "forPanels", "early"].map((part) => run.exports[part](i)), ["early", "late", "forPanels", "early"].map((part) => of[part](i))) });
}

test("a constant comes late that only late functions read; in its place the first part has zeros", () => {
  const objects = { mine: "abcd", ours: "efgh", yours: "ijklmnopqrstuvwx", last: "yz" };
  const run = withData(objects, (at) => [at("mine"), at("ours")], (at) => [at("ours"), at("yours")], { hole: 0 });
  // Nothing reads the last: it is not known what does, and so it stays.
  assert.deepEqual(run.there, ["mine", "ours", "last"]);
  assert.equal(Buffer.from(run.parts.early).includes("ijkl"), false);
  assert.equal(run.exports.early(0), 97 + 101);
  assert.equal(run.fetched, 0);
  run.isSame();
  assert.equal(run.fetched, 1);
});

test("a constant that panels alone read comes with them; one that the rest reads too comes with the rest", () => {
  const objects = { mine: "abcd", yours: "efgh", both: "ijkl", room: "m".repeat(20), theirs: "nopqrstu", end: "vwxy", more: "1234", holder: ["held"], held: "zabc" };
  const through = (at) => `(i32.load8_u (i32.load (i32.const ${at("holder")})))`;
  const run = withData(objects, (at) => [at("mine")], (at) => [at("yours"), at("both"), at("more")], { panels: (at) => [at("both"), at("theirs"), through(at)] });
  // What ends where another starts goes with it.
  assert.deepEqual(run.there, ["mine"]);
  assert.ok(Buffer.from(run.parts.late).includes("efghijkl") && !Buffer.from(run.parts.late).includes("nopq"));
  assert.ok(Buffer.from(run.parts.panels).includes("nopq") && !Buffer.from(run.parts.panels).includes("ijkl"));
  run.isSame();
  assert.deepEqual([run.fetched, run.forPanels], [1, 1]);
});

test("what a constant points at goes with it, and stays where another stays that points at it", () => {
  const objects = { late: ["far"], far: ["further", "both"], further: "abcd", none: "ijkl", mine: ["both"], both: "efgh" };
  const through = (at, name) => `(i32.load8_u (i32.load (i32.const ${at(name)})))`;
  const run = withData(objects, (at) => [through(at, "mine")], (at) => [through(at, "late"), `(i32.load8_u (i32.load (i32.load (i32.const ${at("late")}))))`]);
  assert.deepEqual(run.there, ["none", "mine", "both"]);
  run.isSame();
});

test("the end of one constant is the start of the next: both stay", () => {
  const run = withData({ one: "efgh", next: "ijkl", yours: "mnop" }, (at) => [`(i32.load8_u (i32.sub (i32.const ${at("next")}) (i32.const 1)))`], (at) => [at("one"), at("next"), at("yours")]);
  assert.deepEqual(run.there, ["one", "next"]);
  run.isSame();
});

test("a table stays that is entered by an address before its start", () => {
  const entered = (at) => `(i32.load8_u offset=${at("table") - 8} (i32.add (local.get $i) (i32.const 8)))`;
  const run = withData({ first: "abcdefgh", yours: "ijkl", there: "mnop", table: "qrst" }, (at) => [entered(at)], (at) => [at("first"), at("yours"), at("there"), at("table")], { asked: [["table", -8]] });
  assert.deepEqual(run.there, ["first", "yours", "table"]);
  for (const i of [0, 1, 3]) run.isSame(i);
});

test("all stays that is near a number of which nothing is known", () => {
  const run = withData({ near: "abcd", room: "e".repeat(2000), far: "fghi" }, (at) => [`(i32.load8_u (i32.add (local.get $i) (i32.const ${at("near") - 100})))`], (at) => [at("near"), at("far")]);
  assert.deepEqual(run.there, ["near", "room"]);
  run.isSame(100);
});

test("what the program changes stays, and what it points at", () => {
  const counted = (at) => `(block (result i32) (i32.store (i32.const ${at("count")}) (i32.add (i32.load (i32.const ${at("count")})) (i32.const 1))) (i32.load (i32.const ${at("count")})))`;
  const run = withData({ yours: "abcd", count: "efgh", also: "ijkl", holder: ["held"], held: "mnop" }, () => [], (at) => [at("yours"), counted(at), at("also"), `(i32.load8_u (i32.load (i32.const ${at("holder")})))`, at("held")], { changing: ["count", "holder"] });
  assert.deepEqual(run.there, ["count", "holder", "held"]);
  run.isSame();
});

test("an address counts as half of a number, as part of a vector and in a load", () => {
  const objects = { low: "abcd", a: "efgh", high: "ijkl", b: "mnop", lane: "qrst", c: "uvwx", load: "yzab", d: "cdef" };
  const wide = (number) => `(i32.wrap_i64 (i64.shr_u (i64.xor (i64.extend_i32_u (local.get $i)) (i64.const ${number})) (i64.const 60)))`;
  const early = (at) => [
    wide((BigInt(at("high")) << 32n) | BigInt(at("low"))),
    `(i32x4.extract_lane 0 (i32x4.add (i32x4.splat (local.get $i)) (v128.const i32x4 1 2 3 ${at("lane")})))`,
    `(i32.load8_u offset=${at("load")} (local.get $i))`,
  ];
  const run = withData(objects, early, (at) => Object.keys(objects).map((name) => at(name)));
  // The one before each ends where it starts.
  assert.deepEqual(run.there, Object.keys(objects).filter((name) => name !== "d"));
  run.isSame();
});

const rust = `#![no_std]
#![no_main]
#[panic_handler] fn panicked(_: &core::panic::PanicInfo) -> ! { loop {} }
static NAMES: [&str; 3] = ["alpha", "beta", "gamma"];
static OWN: [&str; 2] = ["delta", "gamma"];
static TABLE: [u32; 6] = [10, 20, 30, 40, 50, 60];
static ROOM: [u32; 4] = [1, 2, 3, 4];
static LATE_TABLE: [u32; 6] = [11, 21, 31, 41, 51, 61];
static COUNT: core::sync::atomic::AtomicU32 = core::sync::atomic::AtomicU32::new(7);
static WAYS: [fn(u32) -> u32; 2] = [|a| a * 2, |a| a * 3];
static LATE_WAYS: [fn(u32) -> u32; 3] = [|a| a * 5 + 1, |a| a * 7 + 2, |a| a * 3];
fn letter(name: &str, i: usize) -> u32 { name.as_bytes().get(i).copied().unwrap_or(0) as u32 }
#[unsafe(no_mangle)] pub extern "C" fn early_name(i: usize, at: usize) -> u32 { OWN.get(i).map_or(0, |name| letter(name, at)) }
#[unsafe(no_mangle)] pub extern "C" fn early_table(i: usize) -> u32 { let at = ROOM.get(i).copied().unwrap_or(0); if i >= 3 && i < 9 { TABLE[i - 3] + at } else { at } }
#[unsafe(no_mangle)] pub extern "C" fn early_way(i: usize, a: u32) -> u32 { WAYS.get(i).map_or(0, |way| way(a)) }
#[unsafe(no_mangle)] pub extern "C" fn early_count() -> u32 { COUNT.fetch_add(1, core::sync::atomic::Ordering::Relaxed) }
#[inline(never)] fn late_name(i: usize, at: usize) -> u32 { if i < 3 { letter(NAMES[i], at) } else { letter("epsilon", at) } }
#[inline(never)] fn late_table(i: usize) -> u32 { if i >= 3 && i < 9 { TABLE[i - 3] + LATE_TABLE[i - 3] } else { 0 } }
#[inline(never)] fn late_way(i: usize, a: u32) -> u32 { LATE_WAYS.get(i).map_or(0, |way| way(a)) }
#[unsafe(no_mangle)] pub extern "C" fn ask_way(i: usize, a: u32) -> u32 { late_way(i, a) }
#[unsafe(no_mangle)] pub extern "C" fn ask_name(i: usize, at: usize) -> u32 { late_name(i, at) }
#[unsafe(no_mangle)] pub extern "C" fn ask_table(i: usize) -> u32 { late_table(i) }
`;

/** A program as the compiler and the linker make it. */
function linked(...args) {
  return within((file) => {
    writeFileSync(file("whole.rs"), rust);
    execFileSync("rustc", ["--edition", "2024", "--target", "wasm32-unknown-unknown", "--crate-type", "bin", "-O", "-C", "panic=abort", "-C", "strip=debuginfo", ...args, file("whole.rs"), "-o", file("whole.wasm")]);
    return readFileSync(file("whole.wasm"));
  });
}

test("what the linker writes down says what comes late", () => {
  const whole = linked("-C", "link-arg=--emit-relocs");
  const memory = objectsOf(whole);
  const run = startedParts(whole, { ...none, isLate: (name) => /late_|LATE_WAYS/.test(name) }, { memory, hole: 0xff });
  const first = Buffer.from(image(run.parts.early).bytes);
  // The names stay, for the table behind them is entered by an address within them.
  const texts = ["delta", "gamma", "alpha", "\x0a\0\0\0\x14", "epsilon"];
  assert.deepEqual(texts.filter((text) => first.includes(text)), texts.slice(0, -1));
  // Of the functions that late data alone leads to there is nothing, but of the one that early data has as well.
  const table = Object.values(run.exports).find((item) => item instanceof WebAssembly.Table);
  const ways = memory.objects.flatMap(({ enters }) => [...enters]).map((slot) => table.get(slot));
  assert.equal(new Set(ways).size, 3);
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(whole));
  const same = (part) => {
    for (const i of [0, 1, 2, 3]) for (const at of [0, 4, 9]) assert.equal(run.exports[`${part}_name`](i, at), exports[`${part}_name`](i, at), `${part} ${i} ${at}`);
    for (const i of [0, 2, 3, 8, 9]) assert.equal(run.exports[`${part}_table`](i), exports[`${part}_table`](i), `${part} ${i}`);
    for (const i of [0, 1, 2, 3]) assert.equal(run.exports[`${part}_way`](i, 5), exports[`${part}_way`](i, 5), `${part} ${i}`);
    assert.equal(run.exports.early_count(), exports.early_count());
  };
  same("early");
  assert.equal(run.fetched, 0);
  same("ask");
  assert.equal(run.fetched, 1);
  same("early");
});

test("a program is refused whose linker has written nothing down, or that was linked otherwise", () => {
  const [silent, whole] = [linked(), linked("-C", "link-arg=--emit-relocs")];
  assert.throws(() => objectsOf(silent), /did not write down/);
  const memory = objectsOf(whole);
  memory.bytes[0] ^= 1;
  assert.throws(() => startedParts(whole, none, { memory }), /not as it was linked/);
});

test("a program can be freed of what the linker wrote down", () => {
  const whole = linked("-C", "link-arg=--emit-relocs");
  assert.throws(() => objectsOf(bare(whole)), /did not write down/);
  const names = (bytes) => WebAssembly.Module.exports(new WebAssembly.Module(bytes)).map(({ name }) => name);
  assert.deepEqual(names(bare(whole)), names(whole));
});
