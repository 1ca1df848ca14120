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

/** A range in fewer digits, marked as such: "≈0.54…0.64". */
export function rough(range) {
  const short = (text) => String(Number(numberOf(text).toPrecision(2))).replace("-", "−");
  return `≈${range.split(" … ").map(short).join("…")}`;
}

/** The preview of a value, or the most that can be read of it in the room of `style`. */
export function previewIn(ctx, value, style) {
  const preview = value?.preview ?? "";
  const range = rangeOf(value) ?? (/^\S+ … \S+$/.test(preview) ? preview : null);
  const texts = range ? [preview, range, rough(range)] : [preview];
  return texts.find((text) => fits(ctx, text, style)) ?? "…";
}
