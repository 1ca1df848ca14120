/** What is shown of a tensor's numbers where there is little room: never a text with a hole in a number. */

import { fits } from "./shapes.js";
import { numberOf } from "./value_grid.js";

/** "smallest … largest" of a value whose numbers are all known; null otherwise. */
export function rangeOf(value) {
  const cells = (value?.cells ?? []).filter((cell) => Number.isFinite(numberOf(cell)));
  if (cells.length < 2 || cells.length !== value.cells.length) return null;
  const sorted = [...cells].sort((a, b) => numberOf(a) - numberOf(b));
  return `${sorted[0]} … ${sorted[sorted.length - 1]}`;
}

/** A number or range in fewer digits, marked as such: "≈0.54…0.64". */
export function rough(range) {
  const short = (text) => String(Number(numberOf(text).toPrecision(2))).replace("-", "−");
  return `≈${range.split(" … ").map(short).join("…")}`;
}

/** The shape of a value where its numbers have no room: "2×3", "… ×3" for a row of three. */
export function shapeOf(value) {
  const shape = value?.shape ?? [];
  return shape.length === 1 ? `… ×${shape[0]}` : shape.join("×");
}

/** The preview of a value, or the most that can be read of it in the room of `style`. */
export function previewIn(ctx, value, style) {
  const preview = value?.preview ?? "";
  const range = rangeOf(value) ?? (/^\S+ … \S+$/.test(preview) ? preview : null);
  const texts = [preview];
  if (preview && Number.isFinite(numberOf(preview))) texts.push(rough(preview));
  if (range && range.split(" … ").every((text) => !Number.isNaN(numberOf(text)))) texts.push(range, rough(range));
  texts.push(shapeOf(value));
  return texts.find((text) => text && fits(ctx, text, style)) ?? (preview && "…");
}
