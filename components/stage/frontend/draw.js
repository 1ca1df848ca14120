/** Draws one mark; the kinds differ in shape and border as well as in colour, so a grey print is readable. */

import { drawBucket } from "./draw_bucket.js";
import { drawFunction } from "./draw_function.js";
import { drawGroup, drawVirtual } from "./draw_group.js";
import { grid } from "./grid.js";
import { heatmap } from "./heatmap.js";
import { previewIn } from "./preview.js";
import { boxPath, fits, lastParts, measure, nablaPath, octagonPath, readable, write } from "./shapes.js";

const DRAW = {
  function: drawFunction, bucket: drawBucket, constant: drawConstant, group: drawGroup, virtual: drawVirtual,
  tensor: drawTensor,
};

/** Draws `mark` in the state `fields`; `look` says the colours, the zoom, and how this frame shows the mark. */
export function drawMark(ctx, mark, fields, look) {
  ctx.save();
  ctx.globalAlpha *= look.alpha;
  if (look.grow < 1) grow(ctx, mark, look.grow);
  if (look.selected || look.focused || look.hovered) ring(ctx, mark, look);
  if (look.working > 0) glow(ctx, mark, look);
  DRAW[mark.role](ctx, mark, fields, look);
  if (fields.error) drawOctagon(ctx, mark, look);
  ctx.restore();
}

function grow(ctx, mark, u) {
  const size = 0.96 + 0.04 * u;
  ctx.translate(mark.x, mark.y);
  ctx.scale(size, size);
  ctx.translate(-mark.x, -mark.y);
}

function cornerOf(mark, kind) {
  if (mark.role === "function" || mark.role === "group") return mark.height / 2;
  return kind.startsWith("result") ? 18 : mark.role === "bucket" ? 10 : 3;
}

function ring(ctx, mark, look) {
  const strong = look.selected || look.focused;
  const away = look.focused ? 7 : 5;
  boxPath(ctx, mark.x, mark.y, mark.width + 2 * away, mark.height + 2 * away, cornerOf(mark, mark.kind) + away);
  ctx.lineWidth = (look.focused ? 3 : 2) / Math.min(1, look.scale);
  ctx.strokeStyle = look.paint.primary;
  ctx.globalAlpha *= strong ? 1 : 0.45;
  ctx.stroke();
  ctx.globalAlpha /= strong ? 1 : 0.45;
}

/** While a function computes its answer a ring in the colour of the message stands around it. */
function glow(ctx, mark, look) {
  ctx.save();
  boxPath(ctx, mark.x, mark.y, mark.width + 9, mark.height + 9, cornerOf(mark, mark.kind) + 4.5);
  ctx.globalAlpha *= look.working;
  ctx.lineWidth = 3;
  ctx.strokeStyle = look.paint.pulse;
  ctx.stroke();
  ctx.restore();
}

/** The kind a tensor is drawn as at this moment. */
export function kindOf(mark, fields) {
  return fields.kind ?? mark.kind;
}

function drawTensor(ctx, mark, fields, look) {
  const kind = kindOf(mark, fields);
  const leaf = kind.startsWith("leaf");
  const colors = fields.error ? look.paint.kinds.error : look.paint.kinds[kind];
  const border = fields.error || kind === "leaf_grad" || kind === "result_tracked" ? 3 : 1.5;
  boxPath(ctx, mark.x, mark.y, mark.width - border, mark.height - border, leaf ? 2 : 18);
  ctx.fillStyle = colors.fill;
  ctx.fill();
  ctx.lineWidth = border;
  ctx.strokeStyle = colors.border;
  ctx.stroke();
  if (leaf) {
    ctx.fillStyle = colors.border;
    ctx.fillRect(mark.x - mark.width / 2 + border / 2, mark.y - mark.height / 2 + border / 2, 6, mark.height - border);
  }
  tensorLabels(ctx, mark, fields, look, colors, leaf);
  if (look.level > 0) badge(ctx, mark, fields, look, colors);
}

function tensorLabels(ctx, mark, fields, look, colors, leaf) {
  const x = mark.x + (leaf ? 3 : 0);
  const room = mark.width - (leaf ? 26 : 22);
  const placed = look.placed && ((place) => look.placed(mark.id, place));
  const style = { color: colors.text, scale: look.scale, room, shrink: true, placed };
  const name = { ...style, size: 16, weight: 650, italic: Boolean(mark.temp), room: room - 4 };
  // A dotted name uses all there is left of the badge, a little smaller: two weights of one model are told apart.
  const dotted = mark.name.includes(".");
  const at = dotted ? x - 7 : x;
  if (dotted) Object.assign(name, { room: room - 1, scale: look.scale * (look.level < 2 ? 1 : 1.15) });
  const title = titleOf(ctx, mark, look.level < 2 ? { ...name, size: 19, room: room + 8 } : name);
  const value = look.value(fields.value);
  if (look.level < 2) {
    if (mark.height * look.scale < 18) return;
    short(ctx, { x, y: mark.y, title, value }, { ...name, room: room + 8 });
    return;
  }
  const tall = look.level === 3 && grid(ctx, value, x, mark.y + 2, room + 6, 27, style);
  if (!tall && grid(ctx, value, x, mark.y + 10, room + 13, 36, style)) {
    write(ctx, title, at, mark.y - 20, name);
    return;
  }
  const box = { x, y: mark.y + 10, width: room + 6, height: 38, ramps: ["value", "value"], placed, look };
  if (!tall && heatmap(ctx, value, box)) {
    write(ctx, title, at, mark.y - 21, name);
    return;
  }
  const small = { ...style, size: look.level === 3 ? 8.5 : 11 };
  const last = foot(ctx, mark, fields, look, small);
  const up = last || tall ? 0 : 8;
  write(ctx, title, at, mark.y - (tall ? 23 : 18 - up), tall ? { ...name, size: 12.5 } : name);
  const plain = { ...style, size: 14 };
  if (!tall) write(ctx, previewIn(ctx, value, plain), x, mark.y + 4 + up, plain);
  if (value?.cells?.length === 1) placed?.({ x, y: mark.y + 4 + up, pitch: room, high: 20, rows: 1, columns: 1 });
  write(ctx, last, x, mark.y + (tall ? 25 : 23), small);
}

/** The name alone, or with its value where both can be read. */
function short(ctx, { x, y, title, value }, name) {
  const plain = { ...name, size: 16, weight: 400, italic: false };
  const text = previewIn(ctx, value, plain);
  const both = value && name.scale >= 0.5 && fits(ctx, text, plain);
  write(ctx, title, x, both ? y - 13 : y, { ...name, size: both ? 17 : 19 });
  if (both) write(ctx, text, x, y + 13, plain);
}

/** The name; a tensor that no variable holds also shows what it is, where there is room. */
function titleOf(ctx, mark, style) {
  if (!mark.temp || !mark.expression) return lastParts(ctx, mark.name, style);
  const long = `${mark.name} = ${mark.expression}`;
  return measure(ctx, long, style) <= style.room ? long : mark.name;
}

/** The last line: the shape, and as many of the finer facts as there is room for. */
function foot(ctx, mark, fields, look, style) {
  const dims = /^\d+$/.test(mark.dims ?? "") ? `(${mark.dims},)` : mark.dims; // "3" alone reads as a value
  const parts = [dims, fields.version ? `v${fields.version}` : ""];
  if (look.level === 3) {
    parts.push(mark.dtype);
    if (kindOf(mark, fields) === "result_untracked") parts.push(look.word("ui.draw.not_recorded"));
  }
  const told = parts.filter(Boolean);
  while (told.length > 1 && measure(ctx, told.join(" · "), style) > style.room) told.pop();
  return told.join(" · ");
}

function badge(ctx, mark, fields, look, colors) {
  const [x, y] = [mark.x + mark.width / 2 - 9, mark.y - mark.height / 2 + 9];
  const solid = fields.requires_grad ?? (mark.kind === "leaf_grad" || mark.kind === "result_tracked");
  ctx.beginPath();
  ctx.arc(x + 5, y - 5, 10, 0, 2 * Math.PI);
  ctx.fillStyle = solid ? colors.border : look.paint.canvas;
  ctx.fill();
  ctx.lineWidth = solid ? 2 : 1.5;
  ctx.strokeStyle = solid ? look.paint.canvas : colors.border;
  ctx.stroke();
  nablaPath(ctx, x + 5, y - 4.5, 9.5);
  ctx.lineJoin = "round";
  ctx.lineWidth = 1.4;
  ctx.strokeStyle = solid ? look.paint.canvas : colors.border;
  ctx.stroke();
  if (solid) return;
  ctx.beginPath();
  ctx.moveTo(x - 1.5, y + 1.5);
  ctx.lineTo(x + 11.5, y - 11.5);
  ctx.stroke();
}

function drawConstant(ctx, mark, fields, look) {
  const colors = fields.error ? look.paint.kinds.error : look.paint.kinds.constant;
  if (look.level === 0) return;
  const size = 15;
  const width = write(ctx, mark.name, mark.x, mark.y, { size, weight: 500, color: colors.text, scale: look.scale });
  const under = mark.y + readable(size, look.scale) * 0.62;
  ctx.beginPath();
  ctx.moveTo(mark.x - width / 2 - 3, under);
  ctx.lineTo(mark.x + width / 2 + 3, under);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = colors.border;
  ctx.stroke();
}

function drawOctagon(ctx, mark, look) {
  const [x, y] = [mark.x - mark.width / 2, mark.y - mark.height / 2];
  octagonPath(ctx, x, y, 28);
  ctx.fillStyle = look.paint.kinds.error.fill;
  ctx.fill();
  ctx.lineWidth = 3;
  ctx.strokeStyle = look.paint.canvas;
  ctx.stroke();
  write(ctx, "!", x, y, { size: 18, weight: 800, color: look.paint.kinds.error.text, scale: 1 });
}
