/** The hidden L of a backward pass that starts from more than one number, as marks and links of the picture. */

const WIDTH = 120;
const HEIGHT = 60;
const GAP = 52;
const ROW = 118;

/** The payload with a hexagon for every hidden L: `L = Σ z·g` with its lanes to z and from the gradient. */
export function withHidden(payload, on) {
  const rows = on ? payload.hidden ?? [] : [];
  if (!rows.length) return payload;
  const known = new Map(payload.marks.map((mark) => [mark.id, mark]));
  const marks = [...payload.marks];
  const links = [...payload.links];
  const steps = [...payload.steps];
  for (const row of rows) {
    const terms = row.terms.filter(([tensor]) => known.has(tensor));
    if (!terms.length) continue;
    const mark = hexagon(row, terms.map(([tensor]) => known.get(tensor)), marks);
    marks.push(mark);
    for (const [tensor, gradient, source] of terms) {
      const lane = { argument: null, tracked: true, born: row.step, way: [] };
      const back = `${row.id}>${tensor}`;
      links.push({ ...lane, id: `${row.id}<${tensor}`, from: tensor, to: row.id, lane: "value" });
      links.push({ ...lane, id: back, from: row.id, to: tensor, lane: "back" });
      const from = known.get(source);
      // Along its own row, then straight up or down to the hexagon.
      const way = from && Math.abs(from.y - mark.y) > HEIGHT ? [[mark.x, from.y]] : [];
      if (from) links.push({ ...lane, id: `${row.id}<${source}`, from: source, to: row.id, lane: "value", tracked: false, way });
      const seed = seedOf(steps, row.step, tensor);
      if (seed >= 0) steps[seed] = { ...steps[seed], in: [{ link: back, value: gradient, chip: chipOf(steps[seed]) }] };
    }
  }
  return { ...payload, marks, links, steps };
}

const chipOf = (step) => String(step.label ?? "").split(" = ")[0];

function seedOf(steps, from, tensor) {
  for (let at = from; steps[at]?.kind === "seed"; at += 1) if (steps[at].who === tensor) return at;
  return -1;
}

/** To the right of what it is summed from, at the nearest height where nothing stands. */
function hexagon(row, tensors, marks) {
  const x = Math.max(...tensors.map((mark) => mark.x + mark.width / 2)) + GAP + WIDTH / 2;
  const y = tensors.reduce((sum, mark) => sum + mark.y, 0) / tensors.length;
  const free = (at) => marks.every((mark) => Math.abs(mark.x - x) >= (mark.width + WIDTH) / 2 + 12
    || Math.abs(mark.y - at) >= (mark.height + HEIGHT) / 2 + 22);
  const away = [0, 1, -1, 2, -2, 3, -3, 4, -4, 5, -5].map((rows) => y + rows * ROW).find(free);
  return {
    id: row.id, role: "virtual", kind: "virtual_L", name: row.name, text: row.text, value: row.value, line: null,
    born: row.step, x, y: away ?? y, width: WIDTH, height: HEIGHT,
  };
}
