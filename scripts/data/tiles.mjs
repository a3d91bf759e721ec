// Writes what the gallery shows of the sets of images before they are fetched (www/style/tiles.css): the first four
// of each, as masks of sixteen levels. Run it where the sets are at hand: node scripts/data/tiles.mjs

import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { crc32, deflateSync } from "node:zlib";
import { sets, unpacked } from "../lib/images.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const SIDE = 28;
/** Bytes before the first image to train on: the labels' file, and the head of the images'. */
const FIRST = 8 + 60000 + 16;

/** A part of a PNG file. */
function chunk(name, data) {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}

/** Four images in a square, as a PNG of sixteen black colours that differ in how much they cover. */
function tile(bytes) {
  const side = 2 * SIDE;
  const level = (x, y) => bytes[FIRST + (2 * Math.floor(y / SIDE) + Math.floor(x / SIDE)) * SIDE * SIDE + (y % SIDE) * SIDE + (x % SIDE)] >> 4;
  const rows = Array.from({ length: side }, (_, y) => [0, ...Array.from({ length: side / 2 }, (_, x) => (level(2 * x, y) << 4) | level(2 * x + 1, y))]);
  const head = Buffer.from([0, 0, 0, side, 0, 0, 0, side, 4, 3, 0, 0, 0]);
  const covers = Buffer.from(Array.from({ length: 16 }, (_, level) => 17 * level));
  const parts = [chunk("IHDR", head), chunk("PLTE", Buffer.alloc(48)), chunk("tRNS", covers), chunk("IDAT", deflateSync(Buffer.from(rows.flat()), { level: 9 })), chunk("IEND", Buffer.alloc(0))];
  return Buffer.concat([Buffer.from("89504e470d0a1a0a", "hex"), ...parts]).toString("base64");
}

const rules = sets.map((set) => {
  const bytes = unpacked(set, root);
  if (!bytes) throw new Error(`${set.label} comes with ${set.from}`);
  return `.dataset:has([value="${set.name}"])::after {\n  --tile: url("data:image/png;base64,${tile(bytes)}");\n}\n`;
});
writeFileSync(`${root}www/style/tiles.css`, `/* The first four images of each set, by scripts/data/tiles.mjs. */\n\n${rules.join("\n")}`);
