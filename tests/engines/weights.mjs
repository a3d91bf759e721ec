// Weights as one number, the same that tests/pinned has of them.

import { readFileSync } from "node:fs";

/** All parameters in the network's order: kernels unit by unit, each before its layer's biases. */
const flat = (layers) => layers.flatMap(({ kernel, bias }) => [...bias.flatMap((_, unit) => kernel.map((row) => row[unit])), ...bias]);

/** The FNV-1a hash of the bits of 32-bit floats. */
export function hash(layers) {
  const bytes = new Uint8Array(new Float32Array(flat(layers)).buffer);
  let hash = 0xcbf29ce484222325n;
  for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
  return `0x${hash.toString(16).padStart(16, "0")}`;
}

/** Links, the epochs that each is trained for, and the hash thereafter. */
export const pinned = (file) =>
  readFileSync(new URL(file, import.meta.url), "utf8")
    .trim()
    .split("\n")
    .map((line) => {
      const [fragment, epochs, hash] = line.split(" ");
      return { fragment, epochs: Number(epochs), hash };
    });
