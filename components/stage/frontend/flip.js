/** The picture on a narrow screen: the same layout, but it grows downward instead of to the right. */

const ACROSS = 1.45;
const DOWN = 0.72;
const LABEL = 92;
// A constant stands in the gap above its function, on the left of the lanes: [across, down] from the function.
const CONSTANT = [-54, -36];

/** Whether a canvas of this width shows the picture growing downward. */
export function isTall(width) {
  return width > 0 && width < 700;
}

function flipPoint(x, y) {
  return { x: y * ACROSS, y: x * DOWN };
}

/** The mark where it stands on a narrow screen; `marks` are all marks of the payload by id. */
export function flipMark(mark, marks) {
  const over = mark.role === "constant" ? marks.get(mark.of) : null;
  if (!over) return { ...mark, ...flipPoint(mark.x, mark.y) };
  const at = flipPoint(over.x, over.y);
  return { ...mark, x: at.x + CONSTANT[0] - Math.abs(mark.x - over.x), y: at.y + CONSTANT[1] };
}

/** The link with the inner points of its way where they lie on a narrow screen. */
export function flipLink(link) {
  if (!link.way?.length) return link;
  const way = link.way.map(([x, y]) => flipPoint(x, y)).map((point) => [point.x, point.y]);
  return { ...link, way };
}

/** The mark with room for the label that stands beside a function there. */
export function withLabel(mark) {
  if (mark.role !== "function" || !mark.grad_fn) return mark;
  return { ...mark, x: mark.x + LABEL / 2, width: mark.width + LABEL };
}
