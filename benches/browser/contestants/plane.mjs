// Where a map's pixels lie, as in benches/runner.

export const MAP_SIDE = 100;

const REACH = 6;

/** The coordinate of a column's centre; a row's is its negative. */
export const along = (pixel) => REACH * ((2 * (pixel + 0.5)) / MAP_SIDE - 1);
