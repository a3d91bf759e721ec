// What scripts/lib/setup.sh does on a machine that lacks the tools: with stand-ins for cargo and
// cargo-binstall, and a server in place of the projects' releases.

import { strict as assert } from "node:assert";
import { execFile, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const releases = readFileSync(join(root, "scripts/lib/releases.txt"), "utf8").trim().split("\n").map((line) => line.split(" "));
const system = ["-s", "-m"].map((what) => spawnSync("uname", [what]).stdout.toString().trim()).join("-");
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");

/** A program that says its version. */
const program = (version) => `#!/bin/sh\necho "trunk ${version}"\n`;

let folder, server, address, served;

/** Writes a file that can be run. */
function executable(path, text) {
  writeFileSync(join(folder, path), text);
  chmodSync(join(folder, path), 0o755);
}

/** The archive of a release, as projects make them. */
function archive(version) {
  mkdirSync(join(folder, "release/trunk-x"), { recursive: true });
  executable("release/trunk-x/trunk", program(version));
  writeFileSync(join(folder, "release/trunk-x/README.md"), "no program");
  const { stdout } = spawnSync("tar", ["-czf", "-", "-C", join(folder, "release"), "."]);
  return stdout;
}

const know = (lines) => writeFileSync(join(folder, "releases.txt"), lines.map((line) => `${line.join(" ")}\n`).join(""));

/** Runs shell code after setup.sh; resolves to its status and what it says. */
const shell = (code) =>
  new Promise((resolve) => {
    const env = {
      HOME: folder,
      CARGO_HOME: join(folder, "cargo-home"),
      PATH: `${folder}/stand-ins:${process.env.PATH.split(":").filter((path) => !/\.tools|\.cargo|cargo\/bin/.test(path)).join(":")}`,
      RELEASES: "releases.txt",
    };
    execFile("bash", ["--norc", "-uo", "pipefail", "-c", `source scripts/lib/setup.sh; ${code}`], { cwd: folder, env }, (error, stdout, stderr) =>
      resolve({ status: error ? error.code : 0, said: stdout + stderr }),
    );
  });

const log = (name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name), "utf8") : "");
const trunk = () => spawnSync(join(folder, ".tools/bin/trunk")).stdout?.toString().trim();

before(async () => {
  server = createServer((_, response) => (served ? response.end(served) : response.writeHead(404).end()));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  address = `http://127.0.0.1:${server.address().port}/trunk.tar.gz`;
});
after(() => server.close());

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "separable-setup-"));
  mkdirSync(join(folder, "stand-ins"));
  cpSync(join(root, "scripts"), join(folder, "scripts"), { recursive: true });
  cpSync(join(root, "Cargo.lock"), join(folder, "Cargo.lock"));
  // Notes what it is told, and builds a trunk that tells how.
  executable(
    "stand-ins/cargo",
    `#!/bin/sh
echo "$* lto=$CARGO_PROFILE_RELEASE_LTO" >>${folder}/cargo.log
while [ $# -gt 0 ]; do [ "$1" = --root ] && into=$2; shift; done
mkdir -p "$into/bin" && printf '#!/bin/sh\\necho "trunk 1.2.3 (built)"\\n' >"$into/bin/trunk" && chmod +x "$into/bin/trunk"
`,
  );
});
afterEach(() => rmSync(folder, { recursive: true }));

const need = "need_tool trunk trunk 1.2.3 --no-default-features";

describe("a tool that is missing", () => {
  it("is fetched where its release is known by its checksum", async () => {
    served = archive("1.2.3");
    know([["trunk", "1.2.3", system, sha256(served), address]]);
    assert.equal((await shell(need)).status, 0);
    assert.equal(trunk(), "trunk 1.2.3");
    assert.equal(log("cargo.log"), "");
    assert.ok(!existsSync(join(folder, ".tools/bin/README.md")));
    assert.ok(!existsSync(join(folder, ".tools/fetched/trunk")));
  });

  it("is built, and what was fetched left alone, where that is not the release", async () => {
    served = archive("1.2.3");
    know([["trunk", "1.2.3", system, sha256("another"), address]]);
    const { status, said } = await shell(need);
    assert.equal(status, 0);
    assert.match(said, /not what its project released/);
    assert.equal(trunk(), "trunk 1.2.3 (built)");
  });

  for (const [how, lines, is] of [
    ["nothing answers", () => [["trunk", "1.2.3", system, sha256(""), "http://127.0.0.1:9/trunk.tar.gz"]], null],
    ["it is not there any more", () => [["trunk", "1.2.3", system, sha256(""), address]], null],
    ["its release is another version", () => [["trunk", "1.2.2", system, sha256(""), address]], null],
    ["its release is for another system", () => [["trunk", "1.2.3", "Plan9-mips", sha256(""), address]], null],
    ["no release is known", () => [], null],
    ["the release is of another version than it says", () => [["trunk", "1.2.3", system, sha256(served), address]], "1.0.0"],
  ]) {
    it(`is built without link-time optimization where ${how}`, async () => {
      served = is && archive(is);
      know(lines());
      const { status, said } = await shell(need);
      assert.equal(status, 0, said);
      assert.equal(trunk(), "trunk 1.2.3 (built)");
      assert.match(log("cargo.log"), /^install .*--version =1\.2\.3 --no-default-features trunk lto=off\n$/);
      assert.match(said, /building trunk 1\.2\.3/);
    });
  }

  it("is asked of cargo-binstall where that is at hand and no release is known", async () => {
    know([]);
    executable("stand-ins/cargo-binstall", "#!/bin/sh\n");
    executable(
      "stand-ins/cargo",
      `#!/bin/sh
echo "$*" >>${folder}/cargo.log
mkdir -p .tools/bin && printf '#!/bin/sh\\necho "trunk 1.2.3"\\n' >.tools/bin/trunk && chmod +x .tools/bin/trunk
`,
    );
    assert.equal((await shell(need)).status, 0);
    assert.match(log("cargo.log"), /^binstall .*trunk@1\.2\.3\n$/);
  });

  it("takes the place of another version, and is left alone where it is the right one", async () => {
    served = archive("1.2.3");
    know([["trunk", "1.2.3", system, sha256(served), address]]);
    mkdirSync(join(folder, ".tools/bin"), { recursive: true });
    executable(".tools/bin/trunk", program("1.2.30"));
    assert.equal((await shell(need)).status, 0);
    assert.equal(trunk(), "trunk 1.2.3");
    const { status, said } = await shell(need);
    assert.deepEqual([status, said], [0, ""]);
  });

  it("is said, with what to do, where it cannot be built", async () => {
    know([]);
    executable("stand-ins/cargo", "#!/bin/sh\nexit 101\n");
    const { status, said } = await shell(need);
    assert.notEqual(status, 0);
    assert.match(said, /Install trunk: cargo install --locked trunk@1\.2\.3/);
  });
});

describe("what is done side by side", () => {
  // Each waits for the other to have begun; alone it would wait in vain.
  const meet = (mine, other) => `${mine}() { : >${mine}; for i in $(seq 600); do [ -e ${other} ] && return; sleep 0.1; done; return 1; };`;

  it("goes on at the same time", async () => {
    assert.equal((await shell(`${meet("a", "b")} ${meet("b", "a")} together a b`)).status, 0);
  });

  it("fails if one of it fails, after all have ended", async () => {
    assert.notEqual((await shell("yes() { :; }; no() { return 3; }; last() { sleep 0.3; : >ended; }; together yes no last")).status, 0);
    assert.ok(existsSync(join(folder, "ended")));
  });
});

describe("the releases that are known", () => {
  it("are of the versions in use", () => {
    const lock = readFileSync(join(root, "Cargo.lock"), "utf8");
    const setup = readFileSync(join(root, "scripts/lib/setup.sh"), "utf8");
    const versions = {
      trunk: setup.match(/TRUNK_VERSION=(.+)/)[1],
      "wasm-bindgen-cli": lock.match(/name = "wasm-bindgen"\nversion = "(.+)"/)[1],
      geckodriver: setup.match(/GECKODRIVER_VERSION=(.+)/)[1],
    };
    for (const [crate, version] of releases) assert.equal(version, versions[crate], crate);
  });

  it("serve whoever builds the page on Linux and macOS", () => {
    const systems = ["Linux-x86_64", "Linux-aarch64", "Darwin-x86_64", "Darwin-arm64"];
    for (const tool of ["trunk", "wasm-bindgen-cli"]) {
      const known = releases.filter(([crate]) => crate === tool).map(([, , system]) => system);
      assert.deepEqual(known.sort(), systems.toSorted());
    }
  });

  it("have a checksum and the address of that version each", () => {
    for (const [, version, , sum, url] of releases) {
      assert.match(sum, /^[0-9a-f]{64}$/);
      assert.ok(url.startsWith("https://") && url.includes(`${version}/`), url);
    }
    assert.equal(new Set(releases.map(([, , , sum]) => sum)).size, releases.length);
  });
});
