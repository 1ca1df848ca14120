/** Matrices whose numbers have no room, as cells whose colour says how each compares with the largest. */

import { numberOf, rampStep } from "./value_grid.js";

const LEAST = 4; // cells that make a map
const ZERO = "f".charCodeAt(0);
const GAP = 0.5;

/** {rows, columns, steps: −5…5 or NaN for each cell} of a value, or null where there is no map to draw. */
export function heatOf(value) {
  if (value?.heat) {
    const steps = [...value.heat.steps].map((letter) => (letter === "?" ? NaN : letter.charCodeAt(0) - ZERO));
    return { ...value.heat, steps, whole: value.heat.steps.length === value.shape.reduce((all, size) => all * size, 1) };
  }
  const shape = value?.shape ?? [];
  if (!value?.cells || value.cells.length < LEAST || shape.length < 1 || shape.length > 2) return null;
  const numbers = value.cells.map(numberOf);
  if (numbers.some(Number.isNaN) && !value.cells.includes("nan")) return null; // words, or complex numbers
  const most = Math.max(0, ...numbers.map(Math.abs).filter(Number.isFinite));
  const steps = numbers.map((number) => (Number.isNaN(number) ? NaN : Math.sign(number) * rampStep(number, most)));
  return { rows: shape.length === 2 ? shape[0] : 1, columns: shape[shape.length - 1], steps, whole: true };
}

/**
 * Draws the map of `value` in a box and says whether it did; `ramps` are those of negative and of positive cells.
 * `placed` hears where the cells are, if each stands for one number.
 */
export function heatmap(ctx, value, { x, y, width, height, ramps, placed, look }) {
  const map = heatOf(value);
  if (!map || map.rows * map.columns < LEAST) return false;
  const pitch = Math.min(width / map.columns, 18);
  const high = Math.min(height / map.rows, 18);
  if (Math.min(pitch, high) < 1.5) return false;
  map.steps.forEach((step, i) => {
    const left = x + ((i % map.columns) - map.columns / 2) * pitch;
    const top = y + (Math.floor(i / map.columns) - map.rows / 2) * high;
    ctx.fillStyle = colorOf(step, ramps, look.paint);
    ctx.fillRect(left, top, pitch - GAP, high - GAP);
  });
  ctx.lineWidth = 0.75;
  ctx.strokeStyle = look.paint.text2;
  ctx.strokeRect(x - (map.columns * pitch) / 2 - 1, y - (map.rows * high) / 2 - 1, map.columns * pitch + 1.5, map.rows * high + 1.5);
  if (map.whole) placed?.({ x, y, pitch, high, rows: map.rows, columns: map.columns, heat: true });
  return true;
}

function colorOf(step, [minus, plus], paint) {
  if (Number.isNaN(step)) return paint.error;
  if (step === 0) return paint.canvas;
  return paint.ramp[step < 0 ? minus : plus][Math.abs(step) - 1];
}
