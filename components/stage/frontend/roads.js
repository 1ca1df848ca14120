/** Geometry of the two lanes: the value lane and, beside it, the recorded way back in the other direction. */

export const VALUE_LANE = -9;
export const BACK_LANE = 11;
const SLOT = 14;
const CORNER = 16;
const ASIDE = 10;

/** Signed distance of a point to a mark's outline: negative inside. */
export function distanceTo(mark, x, y) {
  const capsule = mark.role === "function" || mark.role === "group";
  const radius = capsule ? mark.height / 2 : mark.role === "virtual" ? 20 : mark.kind?.startsWith("result") ? 18 : 2;
  const dx = Math.abs(x - mark.x) - (mark.width / 2 - radius);
  const dy = Math.abs(y - mark.y) - (mark.height / 2 - radius);
  return Math.hypot(Math.max(dx, 0), Math.max(dy, 0)) + Math.min(Math.max(dx, dy), 0) - radius;
}

/** A polyline moved sideways by `by`, to the right of its direction on a screen where y points down. */
export function offsetLine(points, by) {
  const line = points.filter((point, i) => i === 0 || gap(point, points[i - 1]) > 0.01);
  if (line.length < 2 || by === 0) return line.map((point) => [...point]);
  const normals = [];
  for (let i = 0; i + 1 < line.length; i += 1) normals.push(normal(line[i], line[i + 1]));
  return line.map((point, i) => {
    const a = normals[Math.max(0, i - 1)];
    const b = normals[Math.min(normals.length - 1, i)];
    const sharp = Math.max(0.35, 1 + a[0] * b[0] + a[1] * b[1]);
    return [point[0] + (by * (a[0] + b[0])) / sharp, point[1] + (by * (a[1] + b[1])) / sharp];
  });
}

function normal(a, b) {
  const length = Math.hypot(b[0] - a[0], b[1] - a[1]) || 1;
  return [-(b[1] - a[1]) / length, (b[0] - a[0]) / length];
}

/** The polyline with its inner corners rounded, as points. */
export function rounded(points, radius = CORNER) {
  if (points.length < 3) return points;
  const out = [points[0]];
  for (let i = 1; i + 1 < points.length; i += 1) {
    const [a, b, c] = [points[i - 1], points[i], points[i + 1]];
    const reach = Math.min(radius, gap(a, b) / 2, gap(b, c) / 2);
    const p = toward(b, a, reach);
    const q = toward(b, c, reach);
    for (let k = 0; k <= 6; k += 1) {
      const u = k / 6;
      out.push([0, 1].map((n) => (1 - u) * (1 - u) * p[n] + 2 * u * (1 - u) * b[n] + u * u * q[n]));
    }
  }
  out.push(points[points.length - 1]);
  return out;
}

function gap(a, b) {
  return Math.hypot(b[0] - a[0], b[1] - a[1]);
}

function toward(from, to, by) {
  const length = gap(from, to) || 1;
  return [from[0] + ((to[0] - from[0]) * by) / length, from[1] + ((to[1] - from[1]) * by) / length];
}

/** A road {points, reach, length, box}: reach[i] is the arc length at points[i], box [x0, y0, x1, y1] is around it. */
export function makeRoad(points) {
  const reach = [0];
  for (let i = 1; i < points.length; i += 1) reach.push(reach[i - 1] + gap(points[i - 1], points[i]));
  const [xs, ys] = [points.map((point) => point[0]), points.map((point) => point[1])];
  const box = [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  return { points, reach, length: reach[reach.length - 1], box };
}

/** Point and unit direction at fraction u (0..1) of the arc length. */
export function pointAt(road, u) {
  const target = Math.max(0, Math.min(1, u)) * road.length;
  let i = 1;
  while (i < road.reach.length - 1 && road.reach[i] < target) i += 1;
  const [a, b] = [road.points[i - 1] ?? road.points[0], road.points[i] ?? road.points[0]];
  const part = road.reach[i] - road.reach[i - 1] || 1;
  const f = Math.max(0, Math.min(1, (target - (road.reach[i - 1] ?? 0)) / part));
  const length = gap(a, b) || 1;
  return {
    x: a[0] + (b[0] - a[0]) * f,
    y: a[1] + (b[1] - a[1]) * f,
    dx: (b[0] - a[0]) / length,
    dy: (b[1] - a[1]) / length,
  };
}

/** The points of the road between fractions u0 and u1. */
export function part(road, u0, u1) {
  if (u0 <= 0 && u1 >= 1) return road.points;
  const [from, to] = [u0 * road.length, u1 * road.length];
  const a = pointAt(road, u0);
  const b = pointAt(road, u1);
  const inner = road.points.filter((_, i) => road.reach[i] > from && road.reach[i] < to);
  return [[a.x, a.y], ...inner, [b.x, b.y]];
}

function leave(points, mark, room) {
  let i = points.length - 1;
  while (i > 0 && distanceTo(mark, ...points[i - 1]) > room) i -= 1;
  if (i === 0) return points;
  let [low, high] = [points[i - 1], points[i]];
  if (distanceTo(mark, ...high) <= room) return points.slice(-2);
  for (let k = 0; k < 18; k += 1) {
    const middle = [(low[0] + high[0]) / 2, (low[1] + high[1]) / 2];
    if (distanceTo(mark, ...middle) > room) high = middle;
    else low = middle;
  }
  return [high, ...points.slice(i)];
}

/** The points with the parts that lie inside the marks at both ends cut off. */
export function clip(points, source, target, roomFrom = 2, roomTo = 3) {
  const cut = leave(points, source, roomFrom);
  return leave([...cut].reverse(), target, roomTo).reverse();
}

/** Sideways place of lane `slot` of `count` parallel ones on an end that has room for `most` px. */
export function slotOffset(slot, count, most) {
  return (slot - (count - 1) / 2) * Math.min(SLOT, most / Math.max(1, count - 1));
}

/** The middle line of a link in the direction of the value lane. */
function middleLine(link, marks) {
  const forward = link.lane === "value";
  const [a, b] = (forward ? [link.from, link.to] : [link.to, link.from]).map((id) => marks.get(id));
  const inner = forward ? link.way ?? [] : [...(link.way ?? [])].reverse();
  const past = inner.length ? inner : pastBucket(a, b, marks);
  return [[a.x, a.y], ...past, [b.x, b.y]];
}

/** A road that leaves downward from a tensor over its bucket first goes out sideways. */
function pastBucket(a, b, marks) {
  if (a.role !== "tensor" || b.x <= a.x + a.width / 2 || b.y - a.y < a.height) return [];
  const below = (mark) => mark.of === a.id && mark.role === "bucket" && mark.x === a.x && mark.y < b.y;
  return [...marks.values()].some(below) ? [[a.x + a.width / 2 + ASIDE, a.y]] : [];
}

/** Several pairs between the same two marks lie in evenly spaced slots: value, back, value, back. */
function slotLine(link, marks, place) {
  const line = middleLine(link, marks);
  const slot = 2 * place.index + (link.lane === "value" ? 0 : 1);
  const count = 2 * place.count;
  if (line.length > 2) return offsetLine(line, slotOffset(slot, count, 38));
  const [nx, ny] = normal(line[0], line[1]);
  const ends = link.lane === "value" ? [link.from, link.to] : [link.to, link.from];
  return line.map(([x, y], i) => {
    const by = slotOffset(slot, count, ["function", "group"].includes(marks.get(ends[i]).role) ? 36 : 44);
    return [x + nx * by, y + ny * by];
  });
}

function places(links) {
  const groups = new Map();
  for (const link of links) {
    const key = JSON.stringify([link.lane, link.from, link.to]);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(link);
  }
  const found = new Map();
  for (const group of groups.values()) {
    const sorted = [...group].sort((a, b) => (a.argument ?? 0) - (b.argument ?? 0));
    sorted.forEach((link, index) => found.set(link.id, { index, count: sorted.length }));
  }
  return found;
}

function sideways(link, marks) {
  const roles = [marks.get(link.from).role, marks.get(link.to).role];
  if (roles.includes("bucket") || roles.includes("constant")) return 0;
  return link.lane === "value" ? VALUE_LANE : BACK_LANE;
}

/** All roads of a payload by link id; `marks` is a Map of {id, x, y, width, height, role, kind}. */
export function makeRoads(links, marks) {
  const roads = new Map();
  const usable = links.filter((link) => marks.has(link.from) && marks.has(link.to));
  const at = places(usable);
  for (const link of usable) {
    const place = at.get(link.id);
    const alone = () => offsetLine(middleLine(link, marks), sideways(link, marks));
    const moved = place.count > 1 ? slotLine(link, marks, place) : alone();
    const line = rounded(moved);
    const way = link.lane === "value" ? line : line.reverse();
    roads.set(link.id, makeRoad(clip(way, marks.get(link.from), marks.get(link.to))));
  }
  return roads;
}
