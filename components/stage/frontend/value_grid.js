/** A tensor as a grid: numbers on a colour ramp, and fields to type in where a leaf can be changed. */

import { h } from "./dom.js";
import { numberField } from "./number_field.js";

const NUMBERS = 6;

/** The number a cell shows, or NaN; cells use the true minus sign. */
export function numberOf(cell) {
  return Number(String(cell).replaceAll("−", "-").replace(/^inf$/, "Infinity").replace(/^-inf$/, "-Infinity"));
}

/** Ramp step 1..5 of |number| on a scale up to `most`, 0 for zero and whatever is no number. */
export function rampStep(number, most) {
  const size = Math.abs(number);
  if (!Number.isFinite(size)) return size === Infinity ? 5 : 0;
  return size === 0 || most === 0 ? 0 : Math.max(1, Math.min(5, Math.ceil((size / most) * 5 - 1e-9)));
}

/** Index of cell `flat` of a tensor, one number for each dimension. */
export function indexOf(flat, shape) {
  const index = [];
  let rest = flat;
  for (const size of [...shape].reverse()) {
    index.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return index;
}

/** Row count, column count and slice count of a shape as it is laid out on the page. */
export function layoutOf(shape) {
  const columns = shape[shape.length - 1] ?? 1;
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const slices = shape.slice(0, -2).reduce((product, size) => product * size, 1);
  return { rows, columns, slices };
}

/**
 * The grid of `value`; `kind` is "value" or "grad"; `edit(index, number, gesture)` makes its cells fields, and
 * `pick(flat)` makes them buttons of which `picked` is pressed.
 */
export function valueGrid(app, value, kind, { edit = null, label = "", pick = null, picked = null } = {}) {
  if (!value) return h("p", { class: "none" }, "None");
  if (!value.cells) return summary(app, value);
  const { rows, columns, slices } = layoutOf(value.shape);
  if (!rows || !columns || !slices) return h("p", { class: "mono" }, value.text);
  const most = Math.max(0, ...value.cells.map((cell) => Math.abs(numberOf(cell))).filter(Number.isFinite));
  const large = rows > NUMBERS || columns > NUMBERS;
  const one = (slice) => h("div", {
    class: `grid${large ? " is-large" : ""}`, role: "group", "aria-label": label, style: { "--columns": String(columns) },
  }, Array.from({ length: rows * columns }, (_, i) => cellOf(app, value, slice * rows * columns + i, { kind, most, large, edit, pick, picked })));
  if (slices === 1) return one(0);
  return h("div", { class: "slices" }, Array.from({ length: slices }, (_, slice) => h("figure", { class: "slice" }, one(slice),
    h("figcaption", null, `[${indexOf(slice, value.shape.slice(0, -2)).join(", ")}]`))));
}

function cellOf(app, value, flat, { kind, most, large, edit, pick, picked }) {
  const text = value.cells[flat];
  const number = numberOf(text);
  const ramp = kind === "value" ? "value" : number < 0 ? "minus" : "plus";
  const index = indexOf(flat, value.shape);
  const attributes = {
    class: `cell ramp-${ramp}-${rampStep(number, most)}${Number.isFinite(number) ? "" : " is-odd"}`,
    title: large ? `[${index.join(", ")}] ${text}` : null,
  };
  if (edit && !large) return fieldOf(app, value.shape, { text, flat, index }, attributes, edit);
  if (pick && !large) {
    return h("button", {
      ...attributes, class: `${attributes.class} cell-button`, type: "button", "data-key": `pick:${flat}`,
      "aria-label": `[${index.join(", ")}] ${text}`, "aria-pressed": String(flat === picked), onclick: () => pick(flat),
    }, text);
  }
  return h("span", attributes, large ? h("span", { class: "visually-hidden" }, text) : text);
}

function fieldOf(app, shape, { text, flat, index }, attributes, edit) {
  const step = { ArrowLeft: -1, ArrowRight: 1 };
  const field = numberField(app, {
    key: `cell:${flat}`, label: `[${index.join(", ")}]`, text, edit: (number, gesture) => edit(index, number, gesture),
    move: (key) => field.closest(".part, .stage-inspector")?.querySelector(`[data-key="cell:${flat + step[key]}"]`),
    attributes: { ...attributes, class: `${attributes.class} cell-field` },
  });
  return field;
}

function summary(app, value) {
  const rows = Object.entries(value.stats ?? {}).map(([what, number]) => h("div", null,
    h("dt", null, what), h("dd", null, number)));
  return h("div", { class: "summary" }, h("p", { class: "mono" }, value.preview),
    rows.length ? h("dl", { class: "stats" }, rows) : null);
}
