// What a linked program holds beside its functions: its constants and variables, each with its place, and
// which of them each place refers to. The linker writes that down when it is asked to (`build.rs`), in sections
// that only tools read: https://github.com/WebAssembly/tool-conventions/blob/main/Linking.md

/** Bytes before the first section. */
const HEAD = 8;
const ELEMENTS = 9;
const DATA = 11;
const CUSTOM = 0;
const SEGMENT_NAMES = 5;
const SYMBOLS = 8;
const LINKING = "linking";
/** Kinds of symbols. */
const [FUNCTION, OBJECT, GLOBAL, SECTION, TAG, TABLE] = [0, 1, 2, 3, 4, 5];
/** What the linker calls the piece that never changes. */
const FIXED = ".rodata";
const [IS_ELSEWHERE, IS_NAMED] = [0x10, 0x40];
/** Kinds of places that hold an address: an offset of a load, a number in code, a number in the data. */
const [IN_LOAD, IN_CODE, IN_DATA] = [3, 4, 5];
/** Kinds of places that hold a function's place in the table: in code, in the data. */
const [SLOT_IN_CODE, SLOT_IN_DATA] = [1, 2];
/** Further kinds of places that hold a number to be added; they hold no address of the data. */
const ADDING = [8, 9];
/** Kinds of places that hold neither. */
const PLAIN = [0, 6, 7, 10, 13, 20, 26];

/** Reads what follows in bytes. */
function reader(bytes) {
  let at = 0;
  const byte = () => bytes[at++];
  const number = () => {
    let [value, shift, next] = [0, 0];
    do {
      next = byte();
      value += (next & 0x7f) * 2 ** shift;
      shift += 7;
    } while (next & 0x80);
    return value;
  };
  /** A number with a sign, of 32 bits. */
  const signed = () => {
    let [value, shift, next] = [0, 0];
    do {
      next = byte();
      if (shift < 32) value |= (next & 0x7f) << shift;
      shift += 7;
    } while (next & 0x80);
    return shift < 32 && next & 0x40 ? value | (-1 << shift) : value;
  };
  const take = (size) => bytes.subarray(at, (at += size));
  const text = () => new TextDecoder().decode(take(number()));
  const list = (one) => Array.from({ length: number() }, one);
  return { byte, number, signed, take, text, list, at: () => at, isAtEnd: () => at >= bytes.length };
}

/** The sections of a module, in order; `whole` is one with its head. */
function sections(bytes) {
  const [found, body] = [[], bytes.subarray(HEAD)];
  for (const read = reader(body); !read.isAtEnd(); ) {
    const from = read.at();
    const kind = read.byte();
    const content = read.take(read.number());
    const whole = body.subarray(from, read.at());
    if (kind !== CUSTOM) found.push({ kind, content, whole });
    else {
      const inner = reader(content);
      const name = inner.text();
      found.push({ kind, name, content: content.subarray(inner.at()), whole });
    }
  }
  return found;
}

/** A program without what the linker wrote down. */
export function bare(bytes) {
  const kept = sections(bytes).filter(({ name }) => name !== LINKING && !name?.startsWith("reloc."));
  return Buffer.concat([bytes.subarray(0, HEAD), ...kept.map(({ whole }) => whole)]);
}

/** The pieces of the data in sections, each with its address, and where its bytes begin within their section. */
function segments(found) {
  const section = found.find(({ kind }) => kind === DATA);
  if (!section) return [];
  const read = reader(section.content);
  return read.list(() => {
    const [way, opcode, start, end] = [read.number(), read.byte(), read.signed(), read.byte()];
    if (way !== 0 || opcode !== 0x41 || end !== 0x0b) throw new Error("the program's data does not lie at fixed addresses");
    const size = read.number();
    return { start, at: read.at(), bytes: read.take(size) };
  });
}

/** The pieces of a module's data. */
export const piecesOf = (bytes) => segments(sections(bytes));

/** What a module's data is at its start: the address of its first byte, and all bytes from there. */
export function image(bytes) {
  const pieces = piecesOf(bytes);
  const start = Math.min(...pieces.map((piece) => piece.start));
  const whole = new Uint8Array(Math.max(...pieces.map((piece) => piece.start + piece.bytes.length)) - start);
  for (const piece of pieces) whole.set(piece.bytes, piece.start - start);
  return { start, bytes: whole };
}

/** The parts of the section in which the linker names things. */
function linking(found) {
  const section = found.find(({ name }) => name === LINKING);
  if (!section) throw new Error("the linker did not write down what refers to what: `build.rs` asks it to");
  const read = reader(section.content);
  if (read.number() !== 2) throw new Error("the linker wrote in a form that is not known here");
  const parts = new Map();
  while (!read.isAtEnd()) parts.set(read.byte(), read.take(read.number()));
  return parts;
}

function segmentNames(part) {
  const read = reader(part);
  return read.list(() => {
    const name = read.text();
    read.number();
    read.number();
    return name;
  });
}

/** All symbols; those of objects with their place, others with the number of what they name. */
function symbols(part) {
  const read = reader(part);
  return read.list(() => {
    const [kind, flags] = [read.byte(), read.number()];
    if (kind === OBJECT) {
      const name = read.text();
      return flags & IS_ELSEWHERE ? { kind, name } : { kind, name, segment: read.number(), offset: read.number(), size: read.number() };
    }
    if (![FUNCTION, GLOBAL, SECTION, TAG, TABLE].includes(kind)) throw new Error("the linker names something of a kind that is not known here");
    const index = read.number();
    if (kind !== SECTION && (!(flags & IS_ELSEWHERE) || flags & IS_NAMED)) read.text();
    return { kind, index };
  });
}

/**
 * The places that hold addresses or functions' places in the table, in the section of that name: each with the symbol,
 * and what is added to its address.
 */
function places(found, name) {
  const section = found.find((section) => section.name === name);
  if (!section) return [];
  const read = reader(section.content);
  read.number();
  const all = read.list(() => {
    const [kind, at, symbol] = [read.byte(), read.number(), read.number()];
    const [holds, enters] = [[IN_LOAD, IN_CODE, IN_DATA].includes(kind), [SLOT_IN_CODE, SLOT_IN_DATA].includes(kind)];
    if (!holds && !enters && !ADDING.includes(kind) && !PLAIN.includes(kind)) throw new Error("the linker wrote a place of a kind that is not known here");
    return { holds, enters, at, symbol, more: holds || ADDING.includes(kind) ? read.signed() : 0 };
  });
  return all.filter(({ holds, enters }) => holds || enters);
}

/** The functions' places in the table, by their numbers. */
function slots(found) {
  const section = found.find(({ kind }) => kind === ELEMENTS);
  const all = new Map();
  if (!section) return all;
  const read = reader(section.content);
  read.list(() => {
    const [way, opcode, start, end] = [read.number(), read.byte(), read.signed(), read.byte()];
    if (way !== 0 || opcode !== 0x41 || end !== 0x0b) throw new Error("the program's table is not filled at fixed places");
    read.list(read.number).forEach((func, i) => all.set(func, start + i));
  });
  return all;
}

/** What each symbol stands for, if that is an object of some size; one where several stand for the same. */
function placed(parts, pieces) {
  const names = segmentNames(parts.get(SEGMENT_NAMES));
  const at = new Map();
  return symbols(parts.get(SYMBOLS)).map(({ segment, offset, size }) => {
    if (!(size > 0)) return undefined;
    const start = pieces[segment].start + offset;
    const place = `${start} ${size}`;
    if (!at.has(place)) at.set(place, { start, size, isFixed: names[segment] === FIXED, refers: new Set(), enters: new Set() });
    return at.get(place);
  });
}

/** The objects to which each byte belongs. */
export function owners(objects, { start, bytes }) {
  const found = Array.from(bytes, () => []);
  for (const object of objects) for (let i = 0; i < object.size; i += 1) found[object.start - start + i].push(object);
  return found;
}

/**
 * The data of a linked program: the address of its first byte, and all bytes; its objects, which are constants and
 * variables, each with its address and size, whether it never changes, the objects whose addresses stand in it, and the
 * places of the table that it `enters`, whose numbers stand in it; the objects at each byte. `asked` says for each
 * address that stands in the code which objects are reached by it, which need not be those that lie there: a table may
 * be entered by an address before its start. `entered` are the places of the table whose numbers stand in the code;
 * nothing is known of those that are not among `slots`.
 */
export function objectsOf(bytes) {
  const found = sections(bytes);
  const [parts, pieces, memory] = [linking(found), segments(found), image(bytes)];
  const meant = placed(parts, pieces);
  const objects = [...new Set(meant.filter((object) => object))];
  const at = owners(objects, memory);
  const [asked, entered] = [new Map(), new Set()];
  const [named, table] = [symbols(parts.get(SYMBOLS)), slots(found)];
  const slot = (symbol) => table.get(named[symbol].index);
  for (const { enters, symbol, more } of places(found, "reloc.CODE")) {
    if (enters) entered.add(slot(symbol));
    const object = meant[symbol];
    if (object) asked.set(object.start + more, (asked.get(object.start + more) ?? new Set()).add(object));
  }
  for (const { enters, at: place, symbol } of places(found, "reloc.DATA")) {
    const piece = pieces.findLast((piece) => piece.at <= place);
    const holders = at[piece.start + place - piece.at - memory.start];
    if (holders.length === 0) throw new Error("an address stands in no object of the program");
    for (const holder of holders) {
      if (enters) holder.enters.add(slot(symbol));
      else if (meant[symbol]) holder.refers.add(meant[symbol]);
    }
  }
  return { ...memory, objects, at, asked, entered, slots: new Set(table.values()) };
}
