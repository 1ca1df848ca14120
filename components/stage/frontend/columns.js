/** Which cells of a column are taken: cells are only ever taken, and the nearest free start is found. */

/** A column without end in both directions. */
export function createColumn() {
  const taken = new Set();
  const free = (start, height) => {
    for (let cell = start; cell < start + height; cell += 1) if (taken.has(cell)) return false;
    return true;
  };
  return {
    take(start, height) { for (let cell = start; cell < start + height; cell += 1) taken.add(cell); },
    /** The free start nearest to `start`, the lower one of two; `below` looks only downward. */
    nearest(start, height, below = false) {
      for (let away = 0; ; away += 1) {
        if (free(start + away, height)) return start + away;
        if (!below && free(start - away, height)) return start - away;
      }
    },
  };
}
