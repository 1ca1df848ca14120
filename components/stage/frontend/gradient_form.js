/** Asks how much each number of a tensor counts before backward() runs on more than one number. */

import { button, fill, h } from "./dom.js";
import { typedNumber } from "./scrub.js";
import { indexOf, layoutOf } from "./value_grid.js";

const MOST = 64;

/** The nested list PyTorch would print for flat texts of a shape: [[1., 0.], [0., 0.]]. */
export function nestedList(texts, shape) {
  if (!shape.length) return texts[0];
  const [size, ...rest] = shape;
  const part = texts.length / size;
  const parts = Array.from({ length: size }, (_, i) => nestedList(texts.slice(i * part, (i + 1) * part), rest));
  return `[${parts.join(", ")}]`;
}

/** A number as a Python float literal: 1 -> "1.", 0.5 -> "0.5". */
export function floatLiteral(text) {
  return /^[-+]?\d+$/.test(text) ? `${text}.` : text;
}

/** The `gradient=` argument for the texts of the fields, or null when one is no number. */
export function gradientText(texts, shape) {
  const numbers = texts.map(typedNumber);
  return numbers.includes(null) ? null : `torch.tensor(${nestedList(numbers.map(floatLiteral), shape)})`;
}

/** The form for tensor `name` of `shape`; `run(gradient or null)` and `close()` come from the inspector. */
export function gradientForm(app, { name, shape }, { run, close }) {
  const count = shape.reduce((product, size) => product * size, 1);
  const word = (key, args) => app.word(`insp.gradient.${key}`, args);
  const preview = h("code", { class: "writes", lang: "en" });
  const go = h("button", { type: "submit", class: "button primary" }, word("run"));
  const without = h("button", { type: "button", class: "button", onclick: () => run(null) }, word("without"));
  const away = button("close", { "data-do": "close", "aria-label": app.word("ui.close"), title: app.word("ui.close"),
    onclick: close });
  const self = { name, shape, fields: count <= MOST ? makeFields(shape) : [], preview, go };
  const body = self.fields.length ? [presets(app, self), grids(self)] : h("p", { class: "hint" }, word("large"));
  const element = h("form", { class: "gradient-form", "aria-label": word("title", { name }) },
    h("div", { class: "form-head" }, h("h3", null, word("title", { name })), away),
    h("p", { class: "hint" }, word("why", { name, count })), body, preview,
    h("div", { class: "actions" }, go, without), h("p", { class: "hint" }, word("without.hint")));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    const gradient = argumentOf(self);
    if (gradient) run(gradient);
  });
  element.addEventListener("input", () => show(self));
  show(self);
  return element;
}

function makeFields(shape) {
  const count = shape.reduce((product, size) => product * size, 1);
  return Array.from({ length: count }, (_, flat) => h("input", {
    class: "cell cell-field", type: "text", inputmode: "decimal", value: "1", size: 1, autocomplete: "off",
    "aria-label": `[${indexOf(flat, shape).join(", ")}]`, onfocus: (event) => event.target.select(),
  }));
}

function presets(app, self) {
  const one = (word, numberAt) => h("button", {
    type: "button", class: "chip chip-button",
    onclick: () => {
      self.fields.forEach((field, i) => { field.value = numberAt(i); });
      show(self);
    },
  }, word);
  return h("div", { class: "chips" }, one(app.word("insp.gradient.ones"), () => "1"), one("0.5", () => "0.5"),
    one(app.word("insp.gradient.one_hot"), (i) => (i === 0 ? "1" : "0")));
}

function grids({ fields, shape }) {
  const { rows, columns, slices } = layoutOf(shape);
  return Array.from({ length: slices }, (_, slice) => h("div", {
    class: "grid", style: { "--columns": String(columns) },
  }, fields.slice(slice * rows * columns, (slice + 1) * rows * columns)));
}

function argumentOf({ fields, shape, name }) {
  return fields.length ? gradientText(fields.map((field) => field.value), shape) : `torch.ones_like(${name})`;
}

function show(self) {
  for (const field of self.fields) {
    if (typedNumber(field.value) === null) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
  const gradient = argumentOf(self);
  self.go.disabled = gradient === null;
  fill(self.preview, gradient === null ? "…" : `${self.name}.backward(gradient=${gradient})`);
}
