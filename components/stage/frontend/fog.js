/** The ground under what ran while the recorder was off, inside torch.no_grad(): a pale band, and a sign that says so. */

import { write } from "./shapes.js";

const AROUND = 15;

/** Draws the bands; `links` tell which results a function made. */
export function drawFog(ctx, links, frame, look) {
  const off = (id) => look.marks.get(id)?.off === true;
  const there = (mark) => mark && mark.born <= frame.born;
  ctx.save();
  ctx.fillStyle = look.paint.plain;
  ctx.globalAlpha = 0.12;
  ctx.beginPath();
  for (const mark of look.marks.values()) if (mark.off && there(mark)) around(ctx, mark);
  for (const link of links) {
    if (link.lane !== "value" || !off(link.from)) continue;
    const [maker, made] = [look.marks.get(link.from), look.marks.get(link.to)];
    if (!there(made) || made.born < maker.born) continue;
    around(ctx, made);
    bridge(ctx, maker, made);
  }
  ctx.fill("nonzero");
  ctx.restore();
  if (look.level < 2) return;
  for (const mark of look.marks.values()) if (mark.off && there(mark)) sign(ctx, mark, look);
}

function around(ctx, mark) {
  ctx.roundRect(mark.x - mark.width / 2 - AROUND, mark.y - mark.height / 2 - AROUND, mark.width + 2 * AROUND,
    mark.height + 2 * AROUND, AROUND);
}

function bridge(ctx, a, b) {
  if (Math.abs(a.y - b.y) > a.height || Math.abs(a.x - b.x) > 220) return;
  const height = Math.min(a.height, b.height);
  ctx.rect(Math.min(a.x, b.x), (a.y + b.y) / 2 - height / 2, Math.abs(b.x - a.x), height);
}

/** A struck record button with its words, under the function. */
function sign(ctx, mark, look) {
  const text = look.word("ui.draw.off");
  const style = { size: 11, italic: true, color: look.paint.text2, scale: look.scale, halo: look.paint.canvas };
  const [x, y] = look.tall ? [mark.x + mark.width / 2 + 44, mark.y] : [mark.x + 6, mark.y + mark.height / 2 + 13];
  const half = write(ctx, text, x, y, style) / 2;
  const [at, radius] = [x - half - 9, 4.5];
  ctx.save();
  ctx.strokeStyle = look.paint.text2;
  ctx.lineWidth = 1.25;
  ctx.beginPath();
  ctx.arc(at, y, radius, 0, 2 * Math.PI);
  ctx.moveTo(at - 6, y + 6);
  ctx.lineTo(at + 6, y - 6);
  ctx.stroke();
  ctx.restore();
}
