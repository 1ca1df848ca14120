/** Why a number of a gradient is what it is: the chain rule for one cell, road by road, in symbols and in numbers. */

import { h } from "./dom.js";
import { send } from "./events.js";
import { markButton, section } from "./inspect_parts.js";
import { indexOf } from "./value_grid.js";

const MOST_PRODUCTS = 6;
const SIGNED = /^−/;

function flatOf(index, shape) {
  return shape.reduce((flat, size, d) => flat * size + index[d], 0);
}

/** The cell of a value that stands at `index` of a larger shape: what is stretched is read where it comes from. */
export function cellAt(value, index) {
  if (!value?.cells) return null;
  const away = index.length - value.shape.length;
  if (away < 0) return value.cells.length === 1 ? value.cells[0] : null;
  const inside = value.shape.map((size, d) => (size === 1 ? 0 : index[d + away]));
  return value.cells[flatOf(inside, value.shape)] ?? null;
}

/** Every index of shape `large` that is added up into `index` of shape `small`. */
export function foldedInto(index, small, large) {
  const count = large.reduce((all, size) => all * size, 1);
  const away = large.length - small.length;
  return Array.from({ length: count }, (_, flat) => indexOf(flat, large))
    .filter((one) => small.every((size, d) => index[d] === (size === 1 ? 0 : one[d + away])));
}

function braced(text, first) {
  return SIGNED.test(text) && !first ? `(${text})` : text;
}

function product(road, valueAt, index) {
  const texts = road.pieces.map(([text, value], i) => (value === null ? text : braced(cellAt(valueAt(value), index) ?? "?", i === 0)));
  return texts.includes("?") ? null : texts.join("");
}

/** The products of a cell of a matrix product: a row of one factor times a column of the other. */
function dotProducts(road, valueAt, [row, column]) {
  const [arrived, other] = road.pieces.map(([, value]) => valueAt(value));
  if (!arrived?.cells || !other?.cells) return [];
  const left = road.way === "left";
  const length = left ? arrived.shape[1] : arrived.shape[0];
  return Array.from({ length }, (_, at) => {
    const one = cellAt(arrived, left ? [row, at] : [at, column]);
    const two = cellAt(other, left ? [column, at] : [at, row]);
    return left ? `${one} · ${braced(two)}` : `${two} · ${braced(one)}`;
  });
}

/** What one road sends to the cell at `index`, with the numbers in it: {numbers, sent}; numbers null where unknown. */
export function workedOut(road, valueAt, index) {
  const value = valueAt(road.sent);
  const sent = cellAt(value, index);
  let products = [];
  if (road.way === "each") {
    const raw = road.raw === null ? null : valueAt(road.raw);
    const places = raw ? foldedInto(index, value.shape, raw.shape) : [index];
    products = places.map((place) => product(road, valueAt, place));
  } else if (road.way && index.length === 2) products = dotProducts(road, valueAt, index);
  if (!products.length || products.includes(null)) return { numbers: null, sent };
  const shown = products.slice(0, MOST_PRODUCTS).map((text, i) => (i > 0 && SIGNED.test(text) ? `(${text})` : text));
  return { numbers: shown.join(" + ") + (products.length > MOST_PRODUCTS ? " + …" : ""), sent };
}

/** The roads on which messages came to tensor `id` in the pass that last went through it. */
export function roadsInto(id, links, state) {
  const functions = new Set(links.filter((link) => link.lane === "back" && link.to === id).map((link) => link.from));
  const ride = state.get(id)?.ride;
  return [...functions].flatMap((from) => (state.get(from)?.roads ?? []).filter((road) => road.to === id && road.ride === ride)
    .map((road) => ({ ...road, from })));
}

/** The part of the inspector for tensor `mark`; nothing while no gradient has passed. */
export function whyPart(app, mark) {
  const fields = app.state.get(mark.id) ?? {};
  const passed = app.value(fields.passed);
  if (!passed?.cells) return null;
  const flat = Math.min(app.picked ?? 0, passed.cells.length - 1);
  const index = indexOf(flat, passed.shape);
  const at = index.length ? `[${index.join(", ")}]` : "";
  const roads = roadsInto(mark.id, app.payload.links, app.state);
  const over = roads[0]?.over;
  const name = `∂${over}/∂${mark.name}`;
  const rows = roads.map((road) => roadRow(app, road, { at, name, index }));
  const sums = roads.map((road) => cellAt(app.value(road.sent), index) ?? "?");
  return section(app.word("insp.why.title", { name: `${mark.name}.grad${at}` }),
    roads.length ? null : h("p", { class: "hint" }, app.word("insp.why.start")),
    h("ol", { class: "why-roads" }, rows),
    roads.length > 1 ? line(app.word("insp.why.sum"), `${name}${at} = ${sums.map((text, i) => braced(text, !i)).join(" + ")} = ${passed.cells[flat]}`) : null,
    checkRow(app, mark, index));
}

function line(key, text) {
  return h("p", { class: "why-line" }, h("span", { class: "road-key" }, key), h("code", { lang: "en" }, text));
}

function roadRow(app, road, { at, name, index }) {
  const { numbers, sent } = workedOut(road, app.value, index);
  const symbols = road.way === "each" ? road.pieces.map(([text]) => text).join("") : road.rule;
  return h("li", { class: "why-road" },
    h("p", { class: "why-through" }, markButton(app, road.from), h("span", { class: "road-key" }, road.input)),
    road.local ? line(app.word("insp.why.local"), `∂${road.result}/∂${road.input.replace(/ \(.*/, "")} = ${road.local}`) : null,
    line(app.word("insp.why.symbols"), `${name} = ${symbols}`),
    line(app.word("insp.why.numbers"), `${at ? `${at}: ` : ""}${numbers && numbers !== sent ? `${numbers} = ` : ""}${sent ?? "?"}`));
}

/** Compares with the central difference, which Python works out by running the program twice more. */
function checkRow(app, mark, index) {
  const { answer } = app.payload;
  const mine = answer?.kind === "check" && answer.mark === mark.id && String(answer.index) === String(index);
  const ask = () => send(app, "check", { mark: mark.id, index });
  return h("div", { class: "why-check" },
    h("button", { type: "button", class: "button", "data-key": "check", onclick: ask }, app.word("insp.check")),
    mine ? h("p", { class: "hint", role: "status" }, app.word(answer.sent ? "insp.check.says" : "insp.check.cannot", answer)) : null);
}
