// Figures, goals and the tables in which they are printed.

/** The middle of some numbers. */
export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

const said = (text, sign, goal, reached) => (goal === undefined ? text : `${text} (${sign} ${goal} ${reached ? "met" : "NOT met"})`);

/** A figure with its goal, if it has one: it is to be at least that. */
export const atLeast = (text, value, goal) => said(text, "≥", goal, value >= goal);

/** A figure with its goal, if it has one: it is to be below that. */
export const below = (text, value, goal) => said(text, "<", goal, value < goal);

/** Lines of cells, the first of them the heads, in columns. */
export function table(lines) {
  const widths = lines[0].map((_, column) => Math.max(...lines.map((line) => line[column].length)));
  const rule = widths.map((width) => "-".repeat(width));
  const draw = (line) => line.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join("  ");
  return [lines[0], rule, ...lines.slice(1)].map(draw).join("\n");
}
