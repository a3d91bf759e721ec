// Which constants of a program come late, with the functions that read them, and how data stands in the parts.

const LANES = /\(v128\.const i32x4((?: 0x[0-9a-f]+){4})\)/g;

/** The numbers in parts of a program that may be addresses: of 32 bits, or a half or quarter of more. */
export function numbers(items) {
  const text = items.map(({ text }) => text).join("\n");
  const found = new Set();
  for (const [, number] of text.matchAll(/(?:\(i32\.const |offset=)(-?\d+)/g)) found.add(Number(number));
  for (const [, number] of text.matchAll(/\(i64\.const (-?\d+)\)/g)) for (const shift of [0n, 32n]) found.add(Number(BigInt.asUintN(32, BigInt(number) >> shift)));
  for (const [, lanes] of text.matchAll(LANES)) for (const lane of lanes.trim().split(" ")) found.add(Number(lane));
  return found;
}

/** How far from a number that the linker did not write things stay: it may be an address to which something was added. */
const NEAR = 1024;

/**
 * Gives the objects to which a number may refer: those that it stands for, and those in which it lies or which it
 * ends; all that are near, where nobody knows what it stands for.
 */
function finder({ asked, at, start }, known) {
  const around = (number, far) => at.slice(Math.max(0, number - start - 1 - far), Math.max(0, number - start + 1 + far)).flat();
  return (number) => (asked.has(number) || known.has(number) ? [...(asked.get(number) ?? []), ...around(number, 0)] : around(number, NEAR));
}

/** The objects to which some refer, themselves included, however many steps apart. */
function reached(some) {
  const found = new Set(some);
  for (const object of found) for (const next of object.refers) found.add(next);
  return found;
}

/**
 * The constants that come late: only functions that move refer to them, and such constants. `early` and `late` are
 * the numbers in functions that stay and that move, `named` those that have names. What the program may change stays,
 * and all to which it refers.
 */
export function lateObjects(memory, { early, late, named }) {
  const find = finder(memory, named);
  const all = (numbers) => [...numbers].flatMap(find);
  const stays = reached([...all(early), ...all(named), ...memory.objects.filter(({ isFixed }) => !isFixed)]);
  return [...reached(all(late))].filter((object) => !stays.has(object));
}

const [STAYS, MOVES, CHANGES] = [0, 1, 2];

/** What becomes of each byte when some objects move, and some others are of no account. */
function fates({ objects, start, bytes }, moving, others = []) {
  const fate = new Uint8Array(bytes.length);
  const mark = (some, as) => some.forEach((object) => fate.fill(as, object.start - start, object.start - start + object.size));
  const those = new Set([...moving, ...others]);
  mark(moving, MOVES);
  // Objects may share bytes.
  mark(objects.filter((object) => !those.has(object)), STAYS);
  mark(objects.filter(({ isFixed }) => !isFixed), CHANGES);
  return fate;
}

/** Bytes at an address, as the text form has them. */
const written = (start, bytes) => ` (data (i32.const ${start}) "${Array.from(bytes, (byte) => `\\${byte.toString(16).padStart(2, "0")}`).join("")}")`;

/** The most bytes between two pieces that are written again, which is shorter than a new piece. */
const GAP = 8;

/** From where to where bytes move: in pieces with short gaps, in which nothing stands that changes. */
function pieces(fate) {
  const found = [];
  for (let at = fate.indexOf(MOVES); at >= 0; at = fate.indexOf(MOVES, at)) {
    const last = found.at(-1);
    const from = at;
    while (fate[at] === MOVES) at += 1;
    if (last && from - last.to <= GAP && !fate.subarray(last.to, from).includes(CHANGES)) last.to = at;
    else found.push({ from, to: at });
  }
  return found;
}

/**
 * The data of all parts in the text form, by the objects that come with the rest and with panels; where something has
 * moved from, the first has `hole` in each byte. What both have comes with the rest.
 */
export function dataApart(memory, { late, panels }, hole) {
  const { start, bytes } = memory;
  const gone = fates(memory, [...late, ...panels]);
  const moved = (fate) => pieces(fate).map(({ from, to }) => written(start + from, bytes.subarray(from, to)));
  return {
    early: [written(start, bytes.map((byte, i) => (gone[i] === MOVES ? hole : byte)))],
    late: moved(fates(memory, late, panels)),
    panels: moved(fates(memory, panels)),
  };
}
