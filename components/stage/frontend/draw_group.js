/** Draws what stands for others or for nothing in the program: folded capsules, and the hidden L. */

import { colorsOf } from "./draw_function.js";
import { boxPath, hexagonPath, measure, write } from "./shapes.js";

const STACK = 4;

/** Draws a folded group: a stack of capsules with what they compute together. */
export function drawGroup(ctx, mark, fields, look) {
  const state = fields.error ? "error" : fields.state;
  const colors = colorsOf(state, look);
  const [width, height] = [mark.width - 2 * STACK, mark.height - 2 * STACK];
  for (let k = Math.min(2, mark.count - 1); k >= 0; k -= 1) {
    boxPath(ctx, mark.x - STACK + k * STACK, mark.y + STACK - k * STACK, width, height, height / 2);
    ctx.fillStyle = k ? look.paint.canvas : colors.fill;
    ctx.fill();
    ctx.lineWidth = state === "freed" || state === "unrecorded" ? 1.5 : 2;
    ctx.strokeStyle = colors.border;
    ctx.setLineDash(state === "freed" ? [4, 3] : []);
    ctx.stroke();
    ctx.setLineDash([]);
  }
  if (look.level === 0) return;
  const at = { x: mark.x - STACK, y: mark.y + STACK };
  const title = titleOf(mark, look);
  const style = { size: 15, weight: 600, color: colors.text, scale: look.scale, room: width - 20, shrink: true };
  write(ctx, title, at.x, at.y, style);
  if (look.level >= 2) under(ctx, mark, look);
}

/** What a capsule is called: its text, or which pass of a loop it is. */
export function titleOf(mark, look) {
  return mark.group === "pass" ? look.word("ui.draw.pass", { pass: mark.name }) : mark.name;
}

function under(ctx, mark, look) {
  const align = look.tall ? "left" : "center";
  const style = { size: 11, color: look.paint.text2, scale: look.scale, align, halo: look.paint.canvas };
  const text = mark.under || look.word("ui.draw.folded", { count: mark.count });
  const [x, y] = look.tall ? [mark.x + mark.width / 2 + 8, mark.y] : [mark.x - 2, mark.y + mark.height / 2 + 13];
  write(ctx, text, x, y, style);
}

/** Draws the number that a backward pass differentiates without the program ever writing it. */
export function drawVirtual(ctx, mark, fields, look) {
  const colors = look.paint.kinds.virtual_L;
  hexagonPath(ctx, mark.x, mark.y, mark.width - 3, mark.height - 3);
  ctx.fillStyle = colors.fill;
  ctx.fill();
  ctx.lineWidth = 2.5;
  ctx.lineJoin = "round";
  ctx.strokeStyle = colors.border;
  ctx.setLineDash([6, 4]);
  ctx.stroke();
  ctx.setLineDash([]);
  if (look.level === 0) return;
  const style = { color: colors.text, scale: look.scale, room: mark.width - 34, shrink: true };
  const value = `${mark.name} = ${look.value(mark.value)?.preview ?? ""}`;
  const wide = { ...style, size: 16, weight: 650 };
  const both = look.level >= 2;
  const head = measure(ctx, value, wide) <= wide.room * 1.4 ? value : mark.name;
  write(ctx, head, mark.x, both ? mark.y - 9 : mark.y, wide);
  if (both) write(ctx, mark.text, mark.x, mark.y + 12, { ...style, size: 13 });
}
