/** Draws the messages on their way: a disc with a halo, a comet's tail and a chip that says what it carries. */

import { bucketPath, measure, write } from "./shapes.js";

const RADIUS = 12;
const HALO = 3;
const LEAST_CSS_PX = 5;
const MOST_CHIPS = 12;
// How far a chip keeps from its pulse, so that it covers neither a mark nor its label.
const CLEAR = 36;
const BESIDE = 58;

function disc(ctx, x, y, radius, color, alpha) {
  ctx.save();
  ctx.globalAlpha *= alpha;
  ctx.beginPath();
  ctx.arc(x, y, Math.max(0.1, radius), 0, 2 * Math.PI);
  ctx.fillStyle = color;
  ctx.fill();
  ctx.restore();
}

function radiusOf(pulse, scale) {
  return Math.max(pulse.waiting ? 9 : RADIUS, LEAST_CSS_PX / scale) * pulse.size;
}

function drawDisc(ctx, pulse, look) {
  const color = pulse.failed ? look.paint.error : look.paint.pulse;
  const radius = radiusOf(pulse, look.scale);
  [0.15, 0.3, 0.6].forEach((alpha, k) => {
    const at = pulse.tail[2 - k];
    if (at) disc(ctx, at.x, at.y, radius * (0.55 + 0.13 * k), color, alpha);
  });
  if (radius < 0.5) return;
  disc(ctx, pulse.x, pulse.y, radius + HALO * pulse.size, look.paint.canvas, 1);
  disc(ctx, pulse.x, pulse.y, radius, color, 1);
  disc(ctx, pulse.x - radius * 0.28, pulse.y - radius * 0.3, radius * 0.3, look.paint.canvas, 0.35);
}

/** Lines of the chip of a pulse: what it is, and its value. */
function linesOf(pulse, look) {
  const value = look.value(pulse.value);
  return [pulse.chip, value?.preview].filter((text) => text !== undefined && text !== null && text !== "");
}

/**
 * Boxes of the chips, never over each other: below the marks and their labels, above them when another pulse is close
 * below, and beside a road that runs up or down.
 */
export function placeChips(chips, gap = 4) {
  const placed = [];
  for (const chip of [...chips].sort((a, b) => a.y - b.y || a.x - b.x)) {
    const below = chips.some((other) => other !== chip && other.y > chip.y + 4 && Math.abs(other.x - chip.x) < 90);
    const away = CLEAR + chip.height / 2;
    const box = chip.upright ? { ...chip, cx: chip.x + chip.side * (BESIDE + chip.width / 2), cy: chip.y }
      : { ...chip, cx: chip.x, cy: chip.y + (below ? -away : away) };
    const step = below ? -1 : 1;
    for (let tries = 0; tries < 12 && placed.some((other) => overlaps(box, other, gap)); tries += 1) {
      box.cy += step * (box.height + gap) * 0.5;
    }
    placed.push(box);
  }
  return placed;
}

function overlaps(a, b, gap) {
  return Math.abs(a.cx - b.cx) < (a.width + b.width) / 2 + gap
    && Math.abs(a.cy - b.cy) < (a.height + b.height) / 2 + gap;
}

function chipOf(ctx, pulse, look) {
  const lines = linesOf(pulse, look);
  const unit = Math.max(11 / look.scale, Math.min(13, 17 / look.scale));
  const style = { size: unit, weight: 600, scale: look.scale };
  const width = Math.max(...lines.map((line) => measure(ctx, line, style))) + unit * 1.3;
  const height = lines.length * unit * 1.3 + unit * 0.55;
  return { x: pulse.x, y: pulse.y, upright: pulse.upright, side: look.tall ? -1 : 1, radius: RADIUS, lines, width, height, unit };
}

function drawChip(ctx, box, look) {
  const left = box.cx - box.width / 2;
  const top = box.cy - box.height / 2;
  stem(ctx, box, look);
  ctx.beginPath();
  ctx.roundRect(left, top, box.width, box.height, box.unit * 0.5);
  ctx.fillStyle = look.paint.canvas;
  ctx.shadowColor = look.paint.shadow;
  ctx.shadowBlur = 10 * look.scale;
  ctx.shadowOffsetY = 2 * look.scale;
  ctx.fill();
  ctx.shadowColor = "transparent";
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = look.paint.pulse;
  ctx.stroke();
  box.lines.forEach((line, k) => {
    const y = top + box.unit * 0.28 + box.unit * 1.3 * (k + 0.5);
    const head = k === 0 && box.lines.length > 1;
    const color = head ? look.paint.back : look.paint.text;
    write(ctx, line, box.cx, y, { size: box.unit, weight: head ? 500 : 650, color, scale: look.scale });
  });
}

/** The line that says whose chip it is. */
function stem(ctx, box, look) {
  const side = box.upright ? box.side : Math.sign(box.cy - box.y);
  ctx.beginPath();
  if (box.upright) {
    ctx.moveTo(box.x + side * box.radius, box.y);
    ctx.lineTo(box.cx - (side * box.width) / 2, box.cy);
  } else {
    ctx.moveTo(box.x, box.y + side * box.radius);
    ctx.lineTo(box.cx, box.cy - (side * box.height) / 2);
  }
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = look.paint.pulse;
  ctx.stroke();
}

/** Draws all messages of a frame and their chips. */
export function drawPulses(ctx, frame, look) {
  if (frame.ring) drawRing(ctx, frame.ring, look);
  for (const each of frame.fading ?? []) drawFading(ctx, each, look);
  for (const pulse of frame.pulses) drawTray(ctx, pulse, look);
  for (const pulse of frame.pulses) drawDisc(ctx, pulse, look);
  if (look.level === 0) return;
  if (frame.sum && drawSum(ctx, frame.sum, look)) return;
  const told = frame.pulses.filter((pulse) => !pulse.quiet && linesOf(pulse, look).length).slice(0, MOST_CHIPS);
  for (const box of placeChips(told.map((pulse) => chipOf(ctx, pulse, look)))) drawChip(ctx, box, look);
}

/** Messages that wait to be added stand in a tray. */
function drawTray(ctx, pulse, look) {
  if (!pulse.waiting || pulse.failed) return;
  const radius = radiusOf(pulse, look.scale) + 5;
  ctx.beginPath();
  ctx.arc(pulse.x, pulse.y, radius, 0.15 * Math.PI, 0.85 * Math.PI);
  ctx.lineWidth = 2.5;
  ctx.lineCap = "round";
  ctx.strokeStyle = look.paint.back;
  ctx.stroke();
}

/** "6 + 2 = 8" where messages are added; says whether that is short enough to be read. */
function drawSum(ctx, { x, y, values, total }, look) {
  const texts = [...values, total].map((value) => look.value(value)?.preview ?? "");
  if (texts.some((text) => !text || [...text].length > 12)) return false;
  const line = `${texts.slice(0, -1).join(" + ")} = ${texts.at(-1)}`;
  const unit = Math.max(11 / look.scale, Math.min(13, 17 / look.scale));
  const width = measure(ctx, line, { size: unit, weight: 650, scale: look.scale }) + unit * 1.3;
  const chip = { x, y, upright: false, side: 1, radius: RADIUS, lines: [line], width, height: unit * 1.85, unit };
  drawChip(ctx, placeChips([chip])[0], look);
  return true;
}

/** What is not kept: it shows for a moment where a bucket would be, and is gone. */
function drawFading(ctx, { who, u, chip, value }, look) {
  const mark = look.marks.get(who);
  if (!mark || look.level < 2) return;
  ctx.save();
  ctx.globalAlpha *= Math.min(1, u * 6) * (1 - u) ** 1.5;
  const y = mark.y + mark.height / 2 + 30 + 14 * u;
  bucketPath(ctx, mark.x, y, mark.width, 44);
  ctx.setLineDash([3, 4]);
  ctx.lineWidth = 1.5;
  ctx.strokeStyle = look.paint.pulse;
  ctx.stroke();
  ctx.setLineDash([]);
  const style = { size: 11, color: look.paint.back, scale: look.scale, room: mark.width - 26, halo: look.paint.canvas };
  write(ctx, chip, mark.x, y - 8, style);
  write(ctx, look.value(value)?.preview ?? "", mark.x, y + 8, { ...style, weight: 650 });
  ctx.restore();
}

/** The ring that shrinks around the tensor where the way back starts. */
function drawRing(ctx, ring, look) {
  const mark = look.marks.get(ring.who);
  if (!mark) return;
  const u = 1 - (1 - ring.u) ** 3;
  const away = 34 * (1 - u) + 5;
  ctx.save();
  ctx.globalAlpha *= Math.min(1, ring.u * 5) * (ring.u > 0.85 ? (1 - ring.u) / 0.15 : 1);
  ctx.beginPath();
  ctx.roundRect(
    mark.x - mark.width / 2 - away, mark.y - mark.height / 2 - away,
    mark.width + 2 * away, mark.height + 2 * away, 18 + away,
  );
  ctx.lineWidth = 3;
  ctx.strokeStyle = look.paint.pulse;
  ctx.stroke();
  ctx.restore();
}
