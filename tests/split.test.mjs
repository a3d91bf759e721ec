// The program in two parts answers as the whole: a small one, in which each way that functions reach each
// other crosses the border.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { isForLate, isLate as isListed, isNameless } from "../scripts/lib/late.mjs";
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

const features = ["--enable-reference-types", "--enable-bulk-memory", "--enable-multivalue", "--enable-mutable-globals"];

/** Splits the program, and starts its first part; `fetched` counts how often that asks for the rest. */
function start(isLate, isForLate = () => false) {
  const folder = mkdtempSync(join(tmpdir(), "separable-"));
  try {
    const file = (name) => join(folder, name);
    writeFileSync(file("whole.wat"), program);
    execFileSync("wasm-as", [file("whole.wat"), "-g", ...features, "-o", file("whole.wasm")]);
    writeFileSync(file("glue.js"), script);
    const parts = splitFile(file("whole.wasm"), file("glue.js"), { isLate, isForLate, isNameless }, features);
    const [, short] = parts.script.match(/(\w+): function\(a\)/);
    const run = { fetched: 0, short };
    const late = () => {
      run.fetched += 1;
      new WebAssembly.Instance(new WebAssembly.Module(parts.late), { early: run.exports });
    };
    run.exports = new WebAssembly.Instance(new WebAssembly.Module(parts.early), { "./separable_bg.js": { [short]: (a) => 2 * a, late } }).exports;
    return run;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

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
