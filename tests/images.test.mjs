// What the packed sets of images hold, against what is published of them (scripts/lib/images.mjs).

import { strict as assert } from "node:assert";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";
import { packed, sets } from "../scripts/lib/images.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const even = (count) => Array(10).fill(count);

/** Rows, first labels, how many of each class, and mean and deviation of the pixels as shares of full ink, to four digits. */
const published = {
  mnist: [
    { rows: 60000, first: [5, 0, 4, 1, 9], of: [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949], mean: 0.1307, deviation: 0.3081 },
    { rows: 10000, first: [7, 2, 1, 0, 4], of: [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009], mean: 0.1325, deviation: 0.3105 },
  ],
  fashion_mnist: [
    { rows: 60000, first: [9, 0, 0, 3, 0], of: even(6000), mean: 0.286, deviation: 0.353 },
    { rows: 10000, first: [9, 2, 1, 1, 6], of: even(1000), mean: 0.2868, deviation: 0.3524 },
  ],
};

/** The blocks of IDX files that stand one after another. */
function blocks(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const lengths = Array.from({ length: bytes[at + 3] }, (_, axis) => bytes.readUInt32BE(at + 4 + 4 * axis));
    assert.equal(bytes.readUInt32BE(at), 0x800 + lengths.length);
    const start = at + 4 + 4 * lengths.length;
    at = start + lengths.reduce((a, b) => a * b);
    found.push({ lengths, values: bytes.subarray(start, at) });
  }
  return found;
}

describe("images", () => {
  for (const set of sets) {
    const file = packed(set, root);
    it(`of ${set.label} are those that are published`, { skip: !file && `not here: ${set.from}` }, () => {
      const all = blocks(gunzipSync(readFileSync(file)));
      assert.equal(all.length, 4);
      published[set.name].forEach(({ rows, first, of, mean, deviation }, part) => {
        const [labels, images] = all.slice(2 * part);
        assert.deepEqual([labels.lengths, images.lengths], [[rows], [rows, 28, 28]]);
        assert.deepEqual([...labels.values.subarray(0, 5)], first);
        assert.deepEqual(of.map((_, label) => labels.values.filter((found) => found === label).length), of);
        let [sum, squares] = [0, 0];
        for (const pixel of images.values) [sum, squares] = [sum + pixel, squares + pixel * pixel];
        const [found, count] = [sum / images.values.length, images.values.length];
        assert.equal((found / 255).toFixed(4), mean.toFixed(4));
        assert.equal((Math.sqrt(squares / count - found * found) / 255).toFixed(4), deviation.toFixed(4));
      });
    });
  }

  it("are told where they are not at hand", () => {
    const missing = { name: "none", folders: ["no/such/folder"] };
    assert.equal(packed(missing, root), undefined);
  });
});
