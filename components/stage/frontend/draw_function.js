/** Draws a function: the capsule with its sign, what it saved, and its recorded name under it. */

import { boxPath, hatch, readable, write } from "./shapes.js";

const DASHES = [4, 3];

/** Draws a function capsule; `look.fade` (0..1 or null) is how far its buffers have been freed. */
export function drawFunction(ctx, mark, fields, look) {
  const state = fields.error ? "error" : fields.state ?? (mark.grad_fn ? "recorded" : "unrecorded");
  if (state === "freed" && look.fade !== null && look.fade !== undefined && look.fade < 1) {
    capsule(ctx, mark, "recorded", look);
    ctx.save();
    ctx.globalAlpha *= look.fade;
    capsule(ctx, mark, "freed", look);
    ctx.restore();
  } else {
    capsule(ctx, mark, state, look);
  }
  if (look.level >= 2) {
    under(ctx, mark, state, look);
    tags(ctx, mark, fields, state, look);
  }
}

/** The colours of a function in a state. */
export function colorsOf(state, look) {
  const kinds = look.paint.kinds;
  if (state === "freed") return kinds.freed;
  if (state === "error") return kinds.error;
  if (state === "unrecorded") return { ...kinds.leaf_plain, fill: look.paint.canvas };
  return kinds.fn;
}

function capsule(ctx, mark, state, look) {
  const colors = colorsOf(state, look);
  const thin = state === "freed" || state === "unrecorded";
  boxPath(ctx, mark.x, mark.y, mark.width - 2, mark.height - 2, mark.height / 2);
  ctx.fillStyle = colors.fill;
  ctx.fill();
  if (state === "freed") hatched(ctx, mark, colors);
  ctx.lineWidth = thin ? 1.5 : 2;
  ctx.strokeStyle = colors.border;
  ctx.setLineDash(state === "freed" ? DASHES : []);
  boxPath(ctx, mark.x, mark.y, mark.width - 2, mark.height - 2, mark.height / 2);
  ctx.stroke();
  ctx.setLineDash([]);
  if (look.level === 0) return;
  const sign = mark.glyph || mark.op;
  const size = [...sign].length <= 2 ? 22 : [...sign].length <= 4 ? 15 : 12.5;
  // A sign grows less than a name when zoomed out: a whole word says more than large letters with a hole.
  const style = { size, weight: 600, color: colors.text, scale: Math.max(look.scale, 0.8), room: mark.width - 8 };
  style.shrink = true;
  const width = write(ctx, sign, mark.x, mark.y, style);
  if (state === "freed") strike(ctx, mark, width, colors);
}

function hatched(ctx, mark, colors) {
  ctx.save();
  ctx.clip();
  ctx.globalAlpha *= 0.4;
  ctx.lineWidth = 1.25;
  ctx.strokeStyle = colors.border;
  hatch(ctx, mark.x, mark.y, mark.width, mark.height, 8);
  ctx.restore();
}

function strike(ctx, mark, width, colors) {
  ctx.beginPath();
  ctx.moveTo(mark.x - width / 2 - 4, mark.y + 1);
  ctx.lineTo(mark.x + width / 2 + 4, mark.y + 1);
  ctx.lineWidth = 1.75;
  ctx.strokeStyle = colors.text;
  ctx.stroke();
}

function under(ctx, mark, state, look) {
  const align = look.tall ? "left" : "center";
  const style = { size: 11, color: look.paint.text2, scale: look.scale, align, halo: look.paint.canvas };
  const lines = [];
  if (mark.grad_fn) lines.push([mark.grad_fn, style, 14]);
  if (state === "freed") lines.push([look.word("ui.draw.freed"), { ...style, italic: true }, 14]);
  const small = { ...style, size: 9.5, mono: true, color: look.paint.back };
  const rules = look.level < 3 ? [] : (mark.rules ?? []).slice(0, 3);
  for (const rule of rules) lines.push([`${rule.input}: ${rule.formula}`, small, 12]);
  // Below the capsule; beside it where the roads run downward.
  const x = look.tall ? mark.x + mark.width / 2 + 8 : mark.x;
  let y = look.tall ? mark.y - (lines.length - 1) * 7 : mark.y + mark.height / 2 + 13;
  for (const [text, each, height] of lines) {
    write(ctx, text, x, y, each);
    y += height * (readable(each.size, each.scale) / each.size); // as far apart as the letters have grown
  }
}

/** What the function kept for the way back hangs on it as luggage tags; freed ones are empty. */
function tags(ctx, mark, fields, state, look) {
  const kept = fields.saved ?? [];
  const empty = state === "freed";
  const count = empty ? 1 : Math.min(kept.length, 3);
  for (let k = 0; k < count; k += 1) {
    const [x, y] = [mark.x + mark.width / 2 - 15 + k * 9, mark.y - mark.height / 2 + 1 - k * 2];
    const text = look.level === 3 ? kept[k]?.text : null;
    tag(ctx, x, y, look, text, empty);
    if (text) break;
  }
}

function tag(ctx, x, y, look, text, empty) {
  const plain = look.paint.kinds.leaf_plain;
  const width = text ? 12 + text.length * 5.2 : 15;
  ctx.beginPath();
  ctx.moveTo(x - 7, y);
  ctx.lineTo(x - 2.5, y - 5);
  ctx.lineTo(x - 7 + width, y - 5);
  ctx.lineTo(x - 7 + width, y + 5);
  ctx.lineTo(x - 2.5, y + 5);
  ctx.closePath();
  ctx.fillStyle = empty ? look.paint.canvas : plain.fill;
  ctx.fill();
  ctx.lineWidth = 1.25;
  ctx.lineJoin = "round";
  ctx.setLineDash(empty ? [2, 2] : []);
  ctx.strokeStyle = plain.border;
  ctx.stroke();
  ctx.setLineDash([]);
  ctx.beginPath();
  ctx.arc(x - 2.6, y, 1.3, 0, 2 * Math.PI);
  ctx.stroke();
  if (text) write(ctx, text, x - 7 + width / 2 + 3, y, { size: 7.5, color: plain.text, scale: 2, room: width - 8 });
}
