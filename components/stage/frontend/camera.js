/** Where the view looks: fits once, then stays put unless something new would be outside it. */

export const MIN_SCALE = 0.1;
export const MAX_SCALE = 4;
const MARGIN = 22;

/** Scale and centre that show `bounds` inside a view of width x height CSS px. */
export function fitView(bounds, width, height, most = 1.35) {
  const [x0, y0, x1, y1] = bounds;
  const wide = Math.max(1, x1 - x0);
  const high = Math.max(1, y1 - y0);
  const free = { width: Math.max(40, width - 2 * MARGIN), height: Math.max(40, height - 2 * MARGIN) };
  const scale = Math.max(MIN_SCALE, Math.min(most, free.width / wide, free.height / high));
  return { scale, position: { x: (x0 + x1) / 2, y: (y0 + y1) / 2 } };
}

/** The box around marks, each {x, y, width, height}; null when there are none. */
export function boundsOf(marks) {
  if (!marks.length) return null;
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  for (const mark of marks) {
    box[0] = Math.min(box[0], mark.x - mark.width / 2);
    box[1] = Math.min(box[1], mark.y - mark.height / 2);
    box[2] = Math.max(box[2], mark.x + mark.width / 2);
    box[3] = Math.max(box[3], mark.y + mark.height / 2);
  }
  return box;
}

/** Whether `mark` is drawn wholly inside a view {scale, position} of width x height CSS px. */
export function isInside(mark, view, width, height) {
  const halfX = width / 2 / view.scale;
  const halfY = height / 2 / view.scale;
  return Math.abs(mark.x - view.position.x) + mark.width / 2 <= halfX
    && Math.abs(mark.y - view.position.y) + mark.height / 2 <= halfY;
}

/** The smallest change of `view` that also shows `marks`; null when they are all inside already. */
export function viewWith(marks, everything, view, width, height) {
  if (marks.every((mark) => isInside(mark, view, width, height))) return null;
  const box = boundsOf(marks);
  const need = fitView(box, width, height, view.scale);
  if (need.scale < view.scale) return fitView(boundsOf(everything), width, height, view.scale);
  const reachX = width / 2 / view.scale - MARGIN / view.scale;
  const reachY = height / 2 / view.scale - MARGIN / view.scale;
  return {
    scale: view.scale,
    position: {
      x: slide(view.position.x, box[0], box[2], reachX),
      y: slide(view.position.y, box[1], box[3], reachY),
    },
  };
}

function slide(centre, low, high, reach) {
  if (high > centre + reach) return high - reach;
  if (low < centre - reach) return low + reach;
  return centre;
}

/** The place to look at that is nearest to `at` and shows nothing beyond `bounds`; a small picture is in the middle. */
export function within(at, bounds, scale, width, height) {
  const [x0, y0, x1, y1] = bounds;
  const room = { x: (width / 2 - MARGIN) / scale, y: (height / 2 - MARGIN) / scale };
  return { x: inside(at.x, x0 + room.x, x1 - room.x), y: inside(at.y, y0 + room.y, y1 - room.y) };
}

function inside(centre, low, high) {
  return low > high ? (low + high) / 2 : Math.max(low, Math.min(high, centre));
}
