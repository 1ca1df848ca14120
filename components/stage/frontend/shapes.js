/** Outlines and text helpers shared by everything that draws on the canvas. */

export const SANS = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans CJK SC', sans-serif";
export const MONO = "ui-monospace, 'SF Mono', 'Cascadia Mono', Menlo, Consolas, 'DejaVu Sans Mono', monospace";
const LEAST_CSS_PX = 11;

/** Path of a rectangle with rounded corners around the centre (x, y). */
export function boxPath(ctx, x, y, width, height, radius) {
  ctx.beginPath();
  ctx.roundRect(x - width / 2, y - height / 2, width, height, Math.min(radius, width / 2, height / 2));
}

/** Path of a bucket: a trapezoid, narrower at the bottom, with soft lower corners. */
export function bucketPath(ctx, x, y, width, height) {
  const [top, bottom, half, foot] = [y - height / 2, y + height / 2, width / 2 - 4, width / 2 - 15];
  ctx.beginPath();
  ctx.moveTo(x - half, top);
  ctx.lineTo(x + half, top);
  ctx.arcTo(x + foot, bottom, x, bottom, 8);
  ctx.arcTo(x - foot, bottom, x - half, top, 8);
  ctx.closePath();
}

/** Path of a regular octagon of the given height. */
export function octagonPath(ctx, x, y, height) {
  const radius = height / 2 / Math.cos(Math.PI / 8);
  ctx.beginPath();
  for (let k = 0; k < 8; k += 1) {
    const angle = Math.PI / 8 + (k * Math.PI) / 4;
    ctx.lineTo(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  ctx.closePath();
}

/** Path of a hexagon that points left and right. */
export function hexagonPath(ctx, x, y, width, height) {
  const tip = height * 0.3;
  ctx.beginPath();
  ctx.moveTo(x - width / 2, y);
  ctx.lineTo(x - width / 2 + tip, y - height / 2);
  ctx.lineTo(x + width / 2 - tip, y - height / 2);
  ctx.lineTo(x + width / 2, y);
  ctx.lineTo(x + width / 2 - tip, y + height / 2);
  ctx.lineTo(x - width / 2 + tip, y + height / 2);
  ctx.closePath();
}

/** Path of the nabla triangle, as wide as `size`. */
export function nablaPath(ctx, x, y, size) {
  ctx.beginPath();
  ctx.moveTo(x - size / 2, y - size * 0.4);
  ctx.lineTo(x + size / 2, y - size * 0.4);
  ctx.lineTo(x, y + size * 0.5);
  ctx.closePath();
}

/** Path along points. */
export function linePath(ctx, points) {
  ctx.beginPath();
  points.forEach(([x, y], i) => (i ? ctx.lineTo(x, y) : ctx.moveTo(x, y)));
}

/** 45° hatching over the current clip, `pitch` px apart. */
export function hatch(ctx, x, y, width, height, pitch) {
  ctx.beginPath();
  for (let at = -width / 2 - height; at < width / 2; at += pitch) {
    ctx.moveTo(x + at, y + height / 2);
    ctx.lineTo(x + at + height, y - height / 2);
  }
  ctx.stroke();
}

/** Font size in canvas px that is never smaller than 11 px on the screen. */
export function readable(size, scale) {
  return Math.max(size, LEAST_CSS_PX / scale);
}

const widths = new Map();
let font = ""; // the last one that was set; asking the canvas for it is slow

function widthOf(ctx, text) {
  const key = `${font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    if (widths.size > 4000) widths.clear();
    widths.set(key, (width = ctx.measureText(text).width));
  }
  return width;
}

/** The text, with its middle replaced by an ellipsis when it is wider than `room`. */
export function fitted(ctx, text, room) {
  if (widthOf(ctx, text) <= room) return text;
  const letters = [...text];
  for (let keep = letters.length - 1; keep > 1; keep -= 1) {
    const head = Math.ceil(keep / 2);
    const short = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (keep - head)).join("")}`;
    if (widthOf(ctx, short) <= room) return short;
  }
  return letters.length > 1 ? `${letters[0]}…` : text;
}

/**
 * Writes one line centred on (x, y); returns its width.
 * `style`: {size, weight, italic, mono, color, halo, room, shrink, scale}; the size grows so that it stays readable
 * when zoomed out.
 */
export function write(ctx, text, x, y, style) {
  const size = sizeOf(ctx, text, style);
  ctx.textAlign = style.align ?? "center";
  ctx.textBaseline = "alphabetic";
  ctx.fillStyle = style.color;
  const line = style.room ? fitted(ctx, text, style.room) : text;
  if (style.halo) {
    // Roads that pass behind the words stop short of them.
    ctx.lineJoin = "round";
    ctx.lineWidth = 5;
    ctx.strokeStyle = style.halo;
    ctx.strokeText(line, x, y + size * 0.35);
  }
  ctx.fillText(line, x, y + size * 0.35);
  return widthOf(ctx, line);
}

function setFont(ctx, style, size) {
  font = `${style.italic ? "italic " : ""}${style.weight ?? 400} ${size}px ${style.mono ? MONO : SANS}`;
  ctx.font = font;
  return size;
}

/** Sets the font; text that may shrink does so before it would lose letters, but never below 11 px on the screen. */
function sizeOf(ctx, text, style) {
  const size = setFont(ctx, style, readable(style.size, style.scale));
  if (!style.shrink || !style.room) return size;
  const width = widthOf(ctx, text);
  if (width <= style.room) return size;
  // In half pixels, so that few different fonts are made.
  const smaller = Math.floor((2 * size * style.room) / width) / 2;
  return setFont(ctx, style, Math.min(size, Math.max(smaller, LEAST_CSS_PX / style.scale)));
}

/** Whether `write` would show the whole text. */
export function fits(ctx, text, style) {
  const least = style.shrink ? LEAST_CSS_PX / style.scale : readable(style.size, style.scale);
  setFont(ctx, style, least);
  return !style.room || widthOf(ctx, text) <= style.room;
}

/** A dotted name, or as many of its last parts as there is room for: "weight" says more than "net…ght". */
export function lastParts(ctx, name, style) {
  const parts = name.split(".");
  for (let from = 0; from < parts.length; from += 1) {
    const text = parts.slice(from).join(".");
    if (fits(ctx, text, style)) return text;
  }
  return name;
}

/** Width of a line in the style of `write`. */
export function measure(ctx, text, style) {
  setFont(ctx, style, readable(style.size, style.scale));
  return widthOf(ctx, text);
}

/** Label level 0–3 for a zoom: what fits at that size. */
export function levelOf(scale) {
  if (scale < 0.45) return 0;
  if (scale < 0.65) return 1;
  return scale <= 1.5 ? 2 : 3;
}
