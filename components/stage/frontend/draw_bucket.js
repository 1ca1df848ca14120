/** Draws the bucket a gradient is added into: an empty one and one that holds 0 never look alike. */

import { grid } from "./grid.js";
import { heatmap } from "./heatmap.js";
import { previewIn } from "./preview.js";
import { bucketPath, fits, lastParts, write } from "./shapes.js";

/** Draws a bucket; `look.pour` (0..1 or null) is how far a message has poured in. */
export function drawBucket(ctx, mark, fields, look) {
  const colors = fields.error ? look.paint.kinds.error : look.paint.kinds.accumulate;
  const value = look.value(fields.value);
  const levels = (fields.levels ?? []).length;
  bucketPath(ctx, mark.x, mark.y + 3, mark.width, mark.height - 8);
  ctx.fillStyle = look.paint.canvas;
  ctx.fill();
  if (value) water(ctx, mark, colors, look, levels);
  ctx.lineWidth = 3;
  ctx.lineJoin = "round";
  ctx.strokeStyle = colors.border;
  bucketPath(ctx, mark.x, mark.y + 3, mark.width, mark.height - 8);
  ctx.stroke();
  rim(ctx, mark, colors);
  labels(ctx, mark, fields, look, value ? colors : { ...colors, text: look.paint.text }, value);
}

function water(ctx, mark, colors, look, levels) {
  const [top, high] = [mark.y - mark.height / 2 + 8, mark.height - 12];
  ctx.save();
  bucketPath(ctx, mark.x, mark.y + 3, mark.width, mark.height - 8);
  ctx.clip();
  ctx.fillStyle = colors.fill;
  const u = look.pour === null || look.pour === undefined ? 1 : look.pour;
  const surface = top + high * (levels <= 1 ? 1 - u : 0);
  ctx.fillRect(mark.x - mark.width / 2, surface, mark.width, mark.height);
  ctx.globalAlpha *= 0.45;
  ctx.strokeStyle = colors.border;
  ctx.lineWidth = 1;
  for (let k = 1; k < Math.min(levels, 6); k += 1) {
    const y = top + high * (1 - k / Math.max(2, Math.min(levels, 6)));
    ctx.beginPath();
    for (const side of [-1, 1]) {
      ctx.moveTo(mark.x + side * mark.width / 2, y);
      ctx.lineTo(mark.x + side * (mark.width / 2 - 26), y);
    }
    ctx.stroke();
  }
  ctx.restore();
}

function rim(ctx, mark, colors) {
  ctx.beginPath();
  ctx.roundRect(mark.x - mark.width / 2, mark.y - mark.height / 2, mark.width, 7, 3.5);
  ctx.fillStyle = colors.border;
  ctx.fill();
}

function labels(ctx, mark, fields, look, colors, value) {
  const room = mark.width - 34;
  const placed = look.placed && ((place) => look.placed(mark.id, place));
  const style = { color: colors.text, scale: look.scale, room, shrink: true, placed };
  if (look.level < 1) return;
  if (look.level === 1) {
    // One line: the value, or the name, or the part of it that says what this is; never one with a hole.
    const small = { ...style, size: 14, weight: 600, room: room + 10 };
    const held = value ? previewIn(ctx, value, small) : "None";
    const texts = look.scale >= 0.5 ? [held, mark.name, ".grad"] : [mark.name, ".grad"];
    const line = texts.find((text) => fits(ctx, text, small));
    if (line) write(ctx, line, mark.x, mark.y + 5, { ...small, italic: line === "None" });
    return;
  }
  const heat = { x: mark.x, y: mark.y + 12, width: room - 4, height: 25, ramps: ["minus", "plus"], placed, look };
  const cells = value && (grid(ctx, value, mark.x, mark.y + 10, room + 6, 35, style) || heatmap(ctx, value, heat));
  const name = { ...style, size: cells ? 11 : 12.5, weight: 600 };
  write(ctx, lastParts(ctx, mark.name, name), mark.x, mark.y - (cells ? 15 : 8), name);
  const plain = { ...style, size: 14 };
  if (!value) write(ctx, "None", mark.x, mark.y + 11, { ...style, size: 14, italic: true, color: look.paint.text2 });
  else if (!cells) {
    write(ctx, previewIn(ctx, value, plain), mark.x, mark.y + 11, plain);
    if (value.cells?.length === 1) placed?.({ x: mark.x, y: mark.y + 11, pitch: room, high: 20, rows: 1, columns: 1 });
  }
}
