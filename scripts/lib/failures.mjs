// The failed tests of a Playwright report (JSON), a line each: file, line, title and the first line of what was wrong.

import { readFileSync } from "node:fs";
import { stripVTControlCharacters } from "node:util";

const specs = (suite) => [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(specs)];

function told({ file, line, title, tests }) {
  const errors = tests.flatMap((test) => test.results).flatMap((result) => result.errors ?? []);
  const first = stripVTControlCharacters(errors[0]?.message ?? "").split("\n", 1)[0];
  return `${file}:${line} › ${title}${first && `: ${first}`}`;
}

let report = {};
try {
  report = JSON.parse(readFileSync(process.argv[2], "utf8"));
} catch {
  // The run was broken off, which its status tells.
}
const bad = specs(report).filter((spec) => spec.tests.some((test) => ["unexpected", "flaky"].includes(test.status)));
for (const spec of bad) console.log(told(spec));
