/** A number that is dragged or stepped through: what the next number is, in as many digits as it is written with. */

const DIGITS = 6;
const PX_PER_STEP = 7;

/** A number as Python can read it: the true minus of the screen is no minus there. */
export function plain(text) {
  return String(text).trim().replaceAll("−", "-");
}

/** The number as the screen writes it. */
export function shown(text) {
  return plain(text).replaceAll("-", "−");
}

/** One step of a number: 1 for whole numbers, else one in its last written digit, "0.25" -> 0.01. */
export function unitOf(text) {
  const [, fraction = "", power = "0"] = /^[-+]?\d*\.?(\d*)(?:e([-+]?\d+))?$/i.exec(plain(text)) ?? [];
  return 10 ** (Number(power) - Math.min(DIGITS, fraction.replace(/0+$/, "").length));
}

/** `text` moved by `count` steps; Shift makes them ten times as large, Alt ten times as small. */
export function nudged(text, count, { shiftKey = false, altKey = false } = {}) {
  const number = Number(plain(text));
  if (!Number.isFinite(number)) return null;
  const unit = unitOf(text) * (shiftKey ? 10 : 1) * (altKey ? 0.1 : 1);
  const next = number + count * unit;
  const places = Math.max(0, Math.min(12, -Math.floor(Math.log10(unitOf(text) * (altKey ? 0.1 : 1)) + 1e-9)));
  const written = Math.abs(next) >= 1e15 ? String(next) : next.toFixed(places);
  return written.includes("e") ? written : written.replace(/(\.\d*?)0+$/, "$1").replace(/\.$/, "").replace(/^-0$/, "0");
}

/** Whole steps in a drag over `distance` px. */
export function stepsIn(distance) {
  return Math.trunc(distance / PX_PER_STEP);
}

/** What was typed as a number Python can read, or null. */
export function typedNumber(text) {
  const number = plain(text);
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(number) ? number : null;
}
