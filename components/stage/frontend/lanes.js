/** Draws the roads: grey lanes carry values, dashed magenta lanes are the recorded way back. */

import { drawnPart } from "./frame.js";
import { part, pointAt } from "./roads.js";
import { linePath, write } from "./shapes.js";

const ORDERED = new Set(["sub", "rsub", "div", "true_divide", "matmul", "mm", "mv", "pow", "rpow"]);
const ARROW = 8;

function styleOf(link, frame, look) {
  const { paint } = look;
  if (look.failed.has(link.id)) return { color: paint.error, width: 3, dash: [], alpha: 1 };
  if (link.lane === "back") {
    if (look.activeLinks.has(link.id)) return { color: paint.back, width: 3, dash: [], alpha: 1 };
    return { color: paint.back, width: 2, dash: [5, 3], alpha: 0.65 };
  }
  if (link.tracked) return { color: paint.value, width: 2, dash: [], alpha: 1 };
  return { color: paint.plain, width: 1.5, dash: [2, 3], alpha: 1 };
}

function viewAlpha(link, view) {
  if (view === "forward" && link.lane === "back") return 0.12;
  if (view === "back" && link.lane === "value") return 0.25;
  return 1;
}

function arrowHead(ctx, road, u, size) {
  const tip = pointAt(road, u);
  const tail = pointAt(road, Math.max(0, u - size / Math.max(size, road.length)));
  const length = Math.hypot(tip.x - tail.x, tip.y - tail.y) || 1;
  const [dx, dy] = [(tip.x - tail.x) / length, (tip.y - tail.y) / length];
  ctx.beginPath();
  ctx.moveTo(tip.x, tip.y);
  ctx.lineTo(tip.x - dx * size - dy * size * 0.5, tip.y - dy * size + dx * size * 0.5);
  ctx.lineTo(tip.x - dx * size * 0.72, tip.y - dy * size * 0.72);
  ctx.lineTo(tip.x - dx * size + dy * size * 0.5, tip.y - dy * size - dx * size * 0.5);
  ctx.closePath();
  ctx.fill();
}

function drawLane(ctx, road, drawn, style, level) {
  ctx.strokeStyle = style.color;
  ctx.fillStyle = style.color;
  ctx.lineWidth = style.width;
  ctx.lineJoin = "round";
  ctx.lineCap = "butt";
  const size = level === 0 ? 0 : ARROW + style.width - 2;
  const stop = Math.max(0.01, drawn - (size * 0.7) / Math.max(1, road.length));
  ctx.setLineDash(style.dash);
  linePath(ctx, part(road, 0, stop));
  ctx.stroke();
  ctx.setLineDash([]);
  if (size) arrowHead(ctx, road, drawn, size);
}

function isAway(box, [x0, y0, x1, y1]) {
  return box[2] < x0 || box[0] > x1 || box[3] < y0 || box[1] > y1;
}

/** Draws all roads of the frame; active ones last so that nothing covers them. */
export function drawLanes(ctx, links, frame, roads, look) {
  const order = links.filter((link) => !look.activeLinks.has(link.id));
  for (const link of order.concat(links.filter((each) => look.activeLinks.has(each.id)))) {
    const road = roads.get(link.id);
    const drawn = drawnPart(frame, link);
    if (!road || drawn <= 0 || road.length < 1 || isAway(road.box, look.window)) continue;
    const merged = look.level === 0 && link.lane === "back" && look.paired.has(link.id);
    if (merged && !look.activeLinks.has(link.id)) continue;
    const style = styleOf(link, frame, look);
    const dimmed = look.activeLinks.has(link.id) ? 0 : Math.max(frame.dim(link.from), frame.dim(link.to));
    ctx.save();
    ctx.globalAlpha *= style.alpha * viewAlpha(link, look.view) * (1 - 0.6 * dimmed);
    drawLane(ctx, road, drawn, style, look.level);
    if (look.level >= 2 && drawn === 1) port(ctx, link, road, look);
    ctx.restore();
  }
}

function port(ctx, link, road, look) {
  const target = look.marks.get(link.to);
  if (link.lane !== "value" || target?.role !== "function" || !ORDERED.has(target.op)) return;
  if (!Number.isInteger(link.argument) || link.argument > 1) return;
  const at = pointAt(road, Math.max(0, 1 - 14 / Math.max(14, road.length)));
  const style = { size: 11, italic: true, color: look.paint.text2, scale: look.scale };
  write(ctx, "ab"[link.argument], at.x + at.dy * 9, at.y - Math.abs(at.dx) * 9, style);
}
