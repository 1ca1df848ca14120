/** Two runs side by side, or several ways to cut a road: their lines, variables and output, what differs outlined. */

import { button, fill, h, name as nameIt } from "./dom.js";
import { send } from "./events.js";
import { lastName, pyBool } from "./inspect_tensor.js";
import { openMenu } from "./menu.js";
import { valueGrid } from "./value_grid.js";

const FACTS = ["requires_grad", "is_leaf", "grad_fn", "version"];

/** Flat indices of the cells in which two values differ; null where they cannot be compared cell by cell. */
export function differing(value, other) {
  if (!value?.cells || !other?.cells || String(value.shape) !== String(other.shape)) {
    return value?.preview === other?.preview && String(value?.shape) === String(other?.shape) ? [] : null;
  }
  return value.cells.flatMap((cell, flat) => (cell === other.cells[flat] ? [] : [flat]));
}

/** Names of all variables, in the order in which the columns have them. */
export function namesOf(columns) {
  return [...new Set(columns.flatMap((column) => column.rows.map((row) => row.name)))];
}

/** The button of the toolbar and the panel it opens: {button, element, update}. */
export function createCompare(app) {
  const open = button("compare", { class: "wide-only", "data-do": "compare", "aria-haspopup": "menu", onclick: () => choose(app, open) });
  const element = h("section", { class: "compare", role: "dialog", hidden: true, tabindex: "-1" });
  const self = { app, element, open, drawn: "" };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    close(self);
  });
  return { button: open, element, update: (what) => update(self, what) };
}

function choose(app, open) {
  const undo = app.payload.undo;
  const mark = app.selected && app.mark(app.selected);
  const name = mark?.role === "tensor" && mark.made_by ? lastName(app, mark.id) : null;
  openMenu(app, {
    title: app.word("compare.title"), anchor: open.getBoundingClientRect(), from: open,
    items: [
      {
        label: app.word("compare.last"), hint: undo ? app.word(undo.key, undo.args) : null,
        why: undo ? null : app.word("compare.last.none"), act: () => send(app, "compare", { with: "before" }),
      },
      {
        label: app.word("compare.cut", { name: name ?? "…" }), hint: app.word("compare.cut.hint"),
        why: name ? null : app.word("compare.cut.none"), act: () => send(app, "compare", { with: "cut", name }),
      },
    ],
  });
}

function close(self) {
  const { app, element, open } = self;
  element.hidden = true;
  send(app, "dismiss");
  open.focus({ preventScroll: true });
}

function update(self, what) {
  const { app, element, open } = self;
  if (what.has("words") || what.has("payload")) nameIt(open, app.word("compare.title"));
  if (!what.has("payload") && !what.has("words")) return;
  const answer = app.payload.answer?.kind === "compare" ? app.payload.answer : null;
  const key = answer ? JSON.stringify([answer, app.payload.lang]) : "";
  if (key === self.drawn) return;
  const fresh = Boolean(answer) && element.hidden;
  self.drawn = key;
  element.hidden = !answer;
  if (answer) draw(self, answer);
  if (fresh) element.focus({ preventScroll: true });
}

function draw(self, answer) {
  const { app, element } = self;
  const { columns, label } = answer;
  const title = label ? app.word("compare.edit", { what: app.word(label.key, label.args) }) : app.word("compare.ways");
  element.setAttribute("aria-label", title);
  const away = button("close", { class: "quiet", onclick: () => close(self) });
  nameIt(away, app.word("ui.close"), "Esc");
  const names = namesOf(columns);
  fill(element, h("div", { class: "compare-head" }, h("h2", null, title), h("span", { class: "hint" }, app.word("compare.hint")), away),
    h("div", { class: "compare-columns", style: { "--count": String(columns.length) } },
      columns.map((column, i) => columnOf(app, column, i === 0 ? null : columns[0], names))));
}

function columnOf(app, column, first, names) {
  const changed = new Set(column.changed);
  const rows = new Map(column.rows.map((row) => [row.name, row]));
  const before = first && new Map(first.rows.map((row) => [row.name, row]));
  return h("article", { class: "compare-column", "aria-label": app.word(column.title) },
    h("h3", null, app.word(column.title)),
    h("ol", { class: "compare-lines" }, column.lines.map((line, i) => h("li", { class: changed.has(i + 1) ? "is-different" : null },
      h("code", { lang: "en" }, line || " ")))),
    column.error ? h("p", { class: "compare-error", lang: "en" }, column.error) : null,
    names.map((name) => variable(app, name, rows.get(name) ?? null, before ? before.get(name) ?? null : undefined)),
    column.printed ? h("pre", { class: `compare-printed${first && first.printed !== column.printed ? " is-different" : ""}`, lang: "en" }, column.printed) : null);
}

/** One variable of a column; `other` is the same in the first column, null where that has none, undefined for itself. */
function variable(app, name, row, other) {
  if (!row) return h("div", { class: "compare-row is-gone" }, h("b", null, name), h("i", { class: "none" }, app.word("compare.gone")));
  const compare = other !== null && other !== undefined;
  const facts = FACTS.map((fact) => {
    const text = typeof row[fact] === "boolean" ? pyBool(row[fact]) : String(row[fact] ?? "None");
    const differs = compare && row[fact] !== other[fact];
    return h("span", { class: `compare-fact${differs ? " is-different" : ""}` }, h("span", { class: "chip-key" }, fact), text);
  });
  return h("div", { class: `compare-row${other === null ? " is-different" : ""}` }, h("b", null, name),
    h("div", { class: "compare-facts" }, facts),
    h("div", { class: "compare-grids" }, outlined(app, row.value, compare ? other.value : undefined, "value"),
      outlined(app, row.grad, compare ? other.grad : undefined, "grad")));
}

function outlined(app, value, other, kind) {
  const label = kind === "grad" ? "grad" : app.word("insp.value");
  const grid = valueGrid(app, value, kind, { label });
  const differs = other === undefined ? [] : differing(value, other);
  const cells = grid.querySelectorAll(".cell");
  (differs ?? []).forEach((flat) => cells[flat]?.classList.add("is-different"));
  return h("figure", { class: differs === null ? "is-different" : null }, h("figcaption", null, label), grid);
}
