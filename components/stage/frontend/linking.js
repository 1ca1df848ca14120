/** Cell linking: which cells a cell was computed from, and where they light up in the picture. */

const MOST_MARKS = 200; // that one cell is followed through

/** Index of flat cell `at` of a shape, one number per dimension. */
function indexIn(at, shape) {
  const index = [];
  let rest = at;
  for (let d = shape.length - 1; d >= 0; d -= 1) {
    index.unshift(rest % shape[d]);
    rest = Math.floor(rest / shape[d]);
  }
  return index;
}

function flatIn(index, shape) {
  return shape.reduce((flat, size, d) => flat * size + index[d], 0);
}

function every(shape, keep = () => true) {
  const count = shape.reduce((all, size) => all * size, 1);
  return Array.from({ length: count }, (_, at) => at).filter((at) => keep(indexIn(at, shape)));
}

/** The cells of an input of shape `from` that cell `at` of a result of shape `to` was computed from. */
export function cellsFrom(rule, at, to, from) {
  const index = indexIn(at, to);
  switch (rule) {
    case "all": return every(from);
    case "flat": return [at];
    case "turned": return [flatIn([...index].reverse(), from)];
    case "row": return every(from, (other) => other.slice(0, -1).every((place, d) => place === index[d]));
    case "column": return every(from, (other) => other[other.length - 1] === index[index.length - 1]
      && other.slice(0, -2).every((place, d) => place === index[d]));
    case "each": {
      const away = to.length - from.length;
      return away < 0 ? [] : [flatIn(from.map((size, d) => (size === 1 ? 0 : index[d + away])), from)];
    }
    default: return [];
  }
}

/** Mark id -> Set of its cells that cell `at` of tensor `id` was computed from, itself among them; buckets follow. */
export function linkedCells(payload, id, at) {
  const marks = new Map(payload.marks.map((mark) => [mark.id, mark]));
  const start = marks.get(id)?.role === "bucket" ? marks.get(id).of : id;
  const found = new Map([[start, new Set([at])]]);
  const into = new Map();
  for (const link of payload.links) if (link.lane === "value") into.set(link.to, [...(into.get(link.to) ?? []), link]);
  // Later marks only depend on earlier ones: one walk from the newest to the oldest is enough.
  for (const mark of [...payload.marks].reverse()) {
    const cells = found.get(mark.id);
    if (mark.role !== "tensor" || !cells || found.size > MOST_MARKS) continue;
    for (const made of into.get(mark.id) ?? []) follow(marks.get(made.from), mark, cells, { marks, into, found });
  }
  for (const mark of payload.marks) {
    if (mark.role === "bucket" && found.has(mark.of)) found.set(mark.id, found.get(mark.of));
  }
  return found;
}

function follow(maker, mark, cells, { marks, into, found }) {
  for (const link of into.get(maker?.id) ?? []) {
    const source = marks.get(link.from);
    const rule = maker.cells?.[link.argument];
    if (!rule || source?.role !== "tensor" || source.id === mark.id) continue;
    const lit = found.get(source.id) ?? new Set();
    for (const cell of cells) for (const from of cellsFrom(rule, cell, mark.shape, source.shape)) lit.add(from);
    if (lit.size) found.set(source.id, lit);
  }
}

/** Watches the pointer and the focus over the cells of the picture; `canvas` = {shown(), marks(), redraw(), toCanvas()}. */
export function createLinking(app, canvas, cells, element) {
  const self = { lit: new Map(), key: "" };
  const point = (id, at) => {
    const key = id === null ? "" : `${app.payload.rev}:${id}:${at}`;
    if (key === self.key) return;
    self.key = key;
    self.lit = id === null ? new Map() : linkedCells(app.payload, id, at);
    canvas.redraw();
  };
  element.addEventListener("pointermove", (event) => {
    const found = cellAt(canvas, cells, canvas.toCanvas(event));
    point(found?.[0] ?? null, found?.[1]);
  });
  element.addEventListener("pointerleave", () => point(null));
  element.addEventListener("focusin", (event) => {
    const [where, id, at] = (event.target.dataset?.key ?? "").split(":");
    if (where === "canvas") point(id, Number(at));
  });
  element.addEventListener("focusout", () => point(null));
  return { point, draw: (ctx, look) => draw(self, cells, ctx, look) };
}

function cellAt(canvas, cells, { x, y }) {
  for (const mark of canvas.shown()) {
    if (Math.abs(x - mark.x) > mark.width / 2 || Math.abs(y - mark.y) > mark.height / 2) continue;
    const at = cells.where(mark.id);
    if (!at) return null;
    const column = Math.floor((x - at.x) / at.pitch + at.columns / 2);
    const row = Math.floor((y - at.y) / at.high + at.rows / 2);
    const inside = column >= 0 && row >= 0 && column < at.columns && row < at.rows;
    return inside && at.rows * at.columns > 1 ? [mark.id, row * at.columns + column] : null;
  }
  return null;
}

function draw({ lit }, cells, ctx, look) {
  ctx.save();
  ctx.strokeStyle = look.paint.primary;
  ctx.fillStyle = look.paint.primary;
  ctx.lineWidth = 2 / Math.max(1, look.scale);
  for (const [id, flats] of lit) {
    const at = cells.where(id);
    if (!at) continue;
    for (const flat of flats) {
      const left = at.x + ((flat % at.columns) - at.columns / 2) * at.pitch;
      const top = at.y + (Math.floor(flat / at.columns) - at.rows / 2) * at.high;
      ctx.globalAlpha = 0.14;
      ctx.fillRect(left, top, at.pitch, at.high);
      ctx.globalAlpha = 1;
      ctx.strokeRect(left + 0.5, top + 0.5, at.pitch - 1, at.high - 1);
    }
  }
  ctx.restore();
}
