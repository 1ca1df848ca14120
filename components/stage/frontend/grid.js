/** Writes small matrices cell by cell. */

import { measure, write } from "./shapes.js";

const LARGEST = 15;
const LEAST_CSS_PX = 11;

/**
 * Writes a matrix cell by cell when its cells are readable in the room; says whether it did, and tells `style.placed`
 * where the cells are: {x, y} of the middle, the `pitch` of columns, how `high` a row is, `rows`, `columns`.
 */
export function grid(ctx, value, x, y, width, height, style) {
  const shape = value?.shape ?? [];
  if (!value?.cells || shape.length === 0 || shape.length > 2) return false;
  const [rows, columns] = shape.length === 2 ? shape : [1, shape[0]];
  const size = Math.min(LARGEST, (height / rows) * 0.86);
  if (rows > 6 || columns > 6 || size * style.scale < LEAST_CSS_PX) return false;
  const pitch = Math.min(width / columns, 40);
  const widest = Math.max(...value.cells.map((cell) => measure(ctx, cell, { ...style, size })));
  if (widest > pitch - 3) return false;
  ctx.save();
  ctx.globalAlpha *= 0.28;
  ctx.strokeStyle = style.color;
  ctx.lineWidth = 0.75;
  for (const side of [-1, 1]) bracket(ctx, x + side * ((pitch * columns) / 2 + 1), y, height, side);
  ctx.restore();
  style.placed?.({ x, y, pitch, high: height / rows, rows, columns });
  value.cells.forEach((cell, i) => {
    const column = (i % columns) - (columns - 1) / 2;
    const row = Math.floor(i / columns) - (rows - 1) / 2;
    write(ctx, cell, x + column * pitch, y + (row * height) / rows, { ...style, size, room: pitch - 3 });
  });
  return true;
}

function bracket(ctx, x, y, height, side) {
  ctx.beginPath();
  ctx.moveTo(x - side * 3, y - height / 2);
  ctx.lineTo(x, y - height / 2);
  ctx.lineTo(x, y + height / 2);
  ctx.lineTo(x - side * 3, y + height / 2);
  ctx.stroke();
}
