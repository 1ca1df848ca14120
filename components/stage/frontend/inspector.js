/** The inspector: everything about the selected mark as it is at the tape head, and what can be done with it. */

import { button, fill, h, name } from "./dom.js";
import { send } from "./events.js";
import { gradientForm } from "./gradient_form.js";
import { functionView } from "./inspect_function.js";
import { titleOf, walkButtons } from "./inspect_parts.js";
import { bucketView, constantView, lastName, tensorView } from "./inspect_tensor.js";
import { kindOf } from "./legend.js";
import { isTyped } from "./number_field.js";
import { overview, variablesOf } from "./overview.js";
import { swatch } from "./swatch.js";

/** The inspector pane. */
export function createInspector(app) {
  const title = h("h2", { class: "pane-title" });
  const tools = h("span", { class: "pane-tools" });
  const body = h("div", { class: "inspector-body" });
  const scroll = h("div", { class: "pane-scroll", tabindex: "-1" }, body);
  const head = h("div", { class: "pane-head" }, title, tools);
  const element = h("section", { class: "stage-inspector" }, head, scroll);
  const self = { app, element, title, tools, body, scroll, drawn: "", shown: null, form: null };
  return { element, update: (what) => update(self, what) };
}

function update(self, what) {
  const { app } = self;
  if (self.form && (app.selected !== self.form.id || app.payload.rev !== self.form.rev)) self.form = null;
  if (app.askedGradient && app.askedGradient === app.selected) {
    app.askedGradient = null;
    ask(self, app.mark(app.selected));
    return;
  }
  const key = keyOf(self);
  if (key === self.drawn && !what.has("words")) return;
  const same = self.shown === app.selected && self.rev !== app.payload.rev;
  self.drawn = key;
  self.rev = app.payload.rev;
  const before = same ? cellsOf(self) : [];
  keepingFocus(self, () => draw(self));
  flash(before, self);
  if (self.shown !== app.selected) self.scroll.scrollTop = 0;
  self.shown = app.selected;
}

/** What the pane depends on; while it stays the same the pane is left alone, whatever the tape does. */
function keyOf({ app, form }) {
  const { rev, lang } = app.payload;
  const mark = app.selected && app.mark(app.selected);
  if (form) return JSON.stringify([rev, lang, "form", form.id]);
  if (!mark) {
    const rows = variablesOf(app.payload.marks, app.state);
    return JSON.stringify([rev, lang, rows.map((row) => [row.name, row.mark.id, row.fields])]);
  }
  const { state, step } = app;
  const look = (id) => state.get(id)?.kind ?? state.get(id)?.state;
  const others = app.payload.links
    .filter((link) => link.born <= step && (link.from === mark.id || link.to === mark.id))
    .map((link) => [link.id, look(link.from), look(link.to)]);
  const saved = (state.get(mark.id)?.saved ?? []).map((one) => state.get(one.tensor)?.version);
  const answer = app.payload.answer?.mark === mark.id ? app.payload.answer : null;
  const roads = others.map(([, from]) => from);
  return JSON.stringify([rev, lang, answer, app.picked, roads, mark.id, mark.born <= step, state.get(mark.id), state.get(mark.of), others, saved]);
}

function cellsOf({ body }) {
  return [...body.querySelectorAll(".cell")].map((cell) => cell.value ?? cell.textContent);
}

/** Cells that an edit has changed light up once. */
function flash(before, self) {
  const cells = [...self.body.querySelectorAll(".cell")];
  if (before.length !== cells.length) return;
  const now = cellsOf(self);
  cells.forEach((cell, i) => { if (now[i] !== before[i]) cell.classList.add("is-changed"); });
}

/** Runs `draw` and puts the keyboard's focus back on the same control, if it is still there. */
function keepingFocus({ element }, draw) {
  const active = element.getRootNode().activeElement;
  const inside = active && element.contains(active);
  const find = (one) => one.dataset.key ?? one.getAttribute("aria-label");
  const key = inside ? find(active) : null;
  // What was being typed when the answer to something else came in goes on in the new field.
  const typed = inside && isTyped(active) ? { value: active.value, caret: active.selectionStart } : null;
  draw();
  if (!inside || element.contains(active)) return;
  const all = [...element.querySelectorAll("button, input, [tabindex]")];
  const again = key === null ? null : all.find((one) => find(one) === key);
  (again ?? element.querySelector(".pane-scroll"))?.focus({ preventScroll: true });
  if (!again || !typed) return;
  again.value = typed.value;
  again.setSelectionRange(typed.caret, typed.caret);
}

function draw(self) {
  const { app, element } = self;
  const mark = app.selected ? app.mark(app.selected) : null;
  element.dataset.shows = mark ? mark.role : "nothing";
  drawHead(self, mark);
  if (!mark) fill(self.body, overview(app));
  else if (mark.born > app.step || app.state.size === 0) fill(self.body, unborn(app, mark));
  else if (self.form) fill(self.body, self.form.element);
  else fill(self.body, viewOf(self, mark));
}

function drawHead({ app, title, tools, element }, mark) {
  element.setAttribute("aria-label", app.word("insp.title"));
  if (!mark) {
    fill(title, app.word("insp.variables"));
    fill(tools);
    return;
  }
  const fields = app.state.get(mark.id);
  const kind = kindOf(mark, fields);
  const away = button("close", { class: "quiet small", "data-key": "close", onclick: () => app.do.select(null) });
  name(away, app.word("insp.close"), "Esc");
  fill(title, swatch(kind), h("span", { class: "title-name", lang: "en" }, titleOf(mark, fields)),
    h("span", { class: "title-kind" }, app.word(`kind.${kind}`)));
  fill(tools, walkButtons(app, mark), away);
}

function unborn(app, mark) {
  return [
    h("p", { class: "hint" }, app.word("insp.unborn", { line: mark.line ?? "?" })),
    h("button", { type: "button", class: "button", "data-key": "go", onclick: () => app.do.seek(mark.born) },
      app.word("insp.unborn.go")),
  ];
}

function viewOf(self, mark) {
  const { app } = self;
  switch (mark.role) {
    case "function": return functionView(app, mark);
    case "bucket": return bucketView(app, mark);
    case "constant": return constantView(app, mark);
    default: return tensorView(app, mark, { ask: () => ask(self, mark) });
  }
}

/** Opens the form that asks how much each number of the tensor counts. */
function ask(self, mark) {
  const { app } = self;
  const variable = lastName(app, mark.id);
  const leave = () => {
    self.form = null;
    redraw(self);
    self.element.querySelector('[data-do="backward"]')?.focus({ preventScroll: true });
  };
  const run = (gradient) => {
    leave();
    send(app, "backward", gradient === null ? { name: variable } : { name: variable, gradient });
  };
  const element = gradientForm(app, { name: variable, shape: mark.shape ?? [] }, { run, close: leave });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    leave();
  });
  self.form = { id: mark.id, rev: app.payload.rev, element };
  redraw(self);
  self.scroll.scrollTop = 0;
  element.querySelector(".cell-field, .primary")?.focus({ preventScroll: true });
}

function redraw(self) {
  self.drawn = keyOf(self);
  draw(self);
}
