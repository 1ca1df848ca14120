/** The program: every line with what it printed, the steps of its backward pass and where the tape is. */

import { button, fill, h, icon } from "./dom.js";
import { createEditor } from "./editor.js";
import { columnsOf, cutPieces, piecesOf } from "./python_text.js";
import { commonLines, linesOf, passesOf, seekOf, subStepsOf, windowOf } from "./steps.js";

const MOST_STEPS = 120;
const MOST_OUTPUTS = 6;

/** The code pane. */
export function createCode(app) {
  const title = h("h2", { class: "pane-title" });
  const edit = button("edit", { class: "edit-button", "data-do": "edit", onclick: () => app.do.edit(true) }, "");
  const head = h("div", { class: "pane-head" }, title, edit);
  const list = h("ol", { class: "code-lines" });
  const scroll = h("div", { class: "pane-scroll", tabindex: "-1" }, list);
  const editor = createEditor(app, () => edit.focus({ preventScroll: true }));
  const element = h("section", { class: "stage-code" }, head, scroll, editor.element);
  const self = { app, element, title, edit, head, list, scroll, editor, rows: [], lines: new Map(), open: new Map() };
  return { element, update: (what) => update(self, what) };
}

function update(self, what) {
  const { app, editor } = self;
  editor.update(what);
  const editing = Boolean(app.editing);
  self.head.hidden = editing;
  self.scroll.hidden = editing;
  if (what.has("payload") || what.has("words")) rebuild(self);
  if (what.has("payload") || what.has("step") || what.has("words") || what.has("select")) mark(self);
  else if (what.has("hover")) for (const row of self.rows) pointOut(self, row);
}

function rebuild(self) {
  const { app, list } = self;
  const { text, shown, steps, dimmed } = app.payload;
  self.title.textContent = app.word("ui.program");
  self.element.setAttribute("aria-label", app.word("ui.program"));
  self.edit.querySelector(".button-text").textContent = app.word("ui.edit");
  self.edit.title = `${app.word("ui.edit")} (E)`;
  self.lines = linesOf(steps);
  self.common = dimmed ? commonLines(text, shown) : Infinity;
  const lines = text.replace(/\n$/, "").split("\n");
  self.rows = lines.map((line, i) => makeRow(self, line, i + 1));
  fill(list, self.rows.map((row) => row.element));
  self.at = null;
}

function makeRow(self, line, number) {
  const { app } = self;
  const entry = number <= self.common ? self.lines.get(number) : undefined;
  const go = () => { const to = seekOf(entry, app.step); if (to !== null) app.do.seek(to); };
  const key = h("button", {
    type: "button", class: "line-number", disabled: !entry, "aria-label": app.word("ui.go_to_line", { line: number }),
    title: entry ? app.word("ui.go_to_line", { line: number }) : null, onclick: go,
  }, number);
  const code = h("code", { class: "line-text" });
  const pass = h("span", { class: "line-pass", hidden: true });
  const row = { number, line, entry, code, pass, drawn: "", key };
  row.more = makeToggle(self, row);
  row.subs = h("ol", { class: "sub-steps", hidden: true });
  row.output = h("pre", { class: "line-output", lang: "en", hidden: true });
  const main = h("div", { class: "code-row" }, key, h("span", { class: "line-arrow", "aria-hidden": "true" }, "▸"), code,
    pass, row.more);
  row.element = h("li", { class: "code-line" }, main, row.subs, row.output);
  row.element.addEventListener("pointerenter", () => app.do.hover?.(marksOf(app, number)));
  row.element.addEventListener("pointerleave", () => app.do.hover?.([]));
  drawText(row, null);
  return row;
}

function makeToggle(self, row) {
  const count = Math.max(0, ...[...(row.entry?.subs.values() ?? [])].map((run) => run.length));
  if (!count) return null;
  const toggle = () => {
    self.open.set(row.number, row.subs.hidden);
    drawSubSteps(self, row);
  };
  return h("button", { type: "button", class: "line-steps", onclick: toggle },
    self.app.word(count === 1 ? "ui.steps_one" : "ui.steps", { count }), icon("menu", 16));
}

function marksOf(app, line) {
  return app.payload.marks.filter((mark) => mark.line === line).map((mark) => mark.id);
}

function drawText(row, columns) {
  const key = columns ? columns.join() : "-";
  if (row.drawn === key) return;
  row.drawn = key;
  const pieces = cutPieces(piecesOf(row.line), columns);
  fill(row.code, pieces.map(({ text, kind, marked }) => {
    const classes = [kind && `py-${kind}`, marked && "is-span"].filter(Boolean).join(" ");
    return classes ? h("span", { class: classes }, text) : text;
  }));
}

/** Marks where the tape is; touches only what has changed. */
function mark(self) {
  const { app, rows } = self;
  const here = app.stepOf(app.step);
  const { error } = app.payload;
  const chosen = app.selected ? app.mark(app.selected)?.line : null;
  const origin = here?.who && here.kind !== "statement" ? app.mark(here.who)?.line : null;
  for (const row of rows) {
    const { classList } = row.element;
    const current = here && row.number <= self.common && row.number >= here.span[0] && row.number <= here.span[2];
    classList.toggle("is-current", Boolean(current));
    classList.toggle("is-back", Boolean(current) && !["statement", "error"].includes(here.kind));
    classList.toggle("is-origin", origin === row.number && !current);
    classList.toggle("is-selected", chosen === row.number);
    pointOut(self, row);
    classList.toggle("is-error", error?.line === row.number && (app.payload.dimmed || app.step >= (error.step ?? 0)));
    if (current) row.key.setAttribute("aria-current", "step");
    else row.key.removeAttribute("aria-current");
    drawText(row, current ? columnsOf(here.span, row.number, row.line) : null);
    drawPass(self, row, current ? here : null);
    drawSubSteps(self, row);
    drawOutput(self, row);
  }
  reveal(self, here);
}

/** Points out the line that made the mark under the pointer. */
function pointOut({ app }, row) {
  row.element.classList.toggle("is-hovered", app.hovered?.line === row.number);
}

function drawPass({ app }, row, here) {
  const passes = here ? passesOf(here, row.entry, app.payload.steps) : [];
  row.pass.hidden = !passes.length;
  row.pass.textContent = passes.map(([pass, of]) => app.word("ui.pass", { pass, of })).join(" · ");
}

function drawSubSteps(self, row) {
  if (!row.more) return;
  const { app, open } = self;
  const run = subStepsOf(row.entry, app.step);
  const inside = run.includes(app.step);
  const shown = inside || (open.get(row.number) ?? false);
  row.subs.hidden = !shown;
  row.more.setAttribute("aria-expanded", String(shown));
  if (!shown) return;
  const part = windowOf(run, app.step, MOST_STEPS);
  const key = `${part.shown[0]}:${part.shown.length}:${app.payload.lang}`;
  if (row.listed !== key) {
    row.listed = key;
    const rest = (count, word) => count ? h("li", { class: "sub-rest" }, app.word(word, { count })) : null;
    fill(row.subs, rest(part.before, "ui.steps_before"),
      part.shown.map((index, i) => subStep(app, index, part.before + i + 1)), rest(part.after, "ui.steps_after"));
  }
  for (const item of row.subs.querySelectorAll("button")) {
    const now = Number(item.dataset.index) === app.step;
    item.classList.toggle("is-now", now);
    if (now) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}

function subStep(app, index, number) {
  const step = app.stepOf(index);
  const text = step.label || app.caption(step);
  return h("li", null, h("button", {
    type: "button", class: `sub-step${step.kind === "error" ? " is-error" : ""}`, "data-index": index,
    title: app.caption(step), onclick: () => app.do.seek(index),
  }, h("span", { class: "sub-number" }, number), h("span", { class: "sub-text" }, text)));
}

function drawOutput({ app, common }, row) {
  const { console: printed } = app.payload;
  const mine = row.number > common ? [] : printed.filter(([step]) => step <= app.step
    && app.stepOf(step)?.line === row.number);
  const text = mine.slice(-MOST_OUTPUTS).map(([, output]) => output.replace(/\n$/, "")).join("\n");
  row.output.hidden = !mine.length;
  if (row.output.textContent !== text) row.output.textContent = text;
}

/** Scrolls only the pane itself, and only when what is current would be out of sight. */
function reveal(self, here) {
  const { selected } = self.app;
  const chosen = selected && selected !== self.chosen ? self.rows[(self.app.mark(selected)?.line ?? 0) - 1] : null;
  self.chosen = selected;
  if (!chosen && (!here || self.at === placeKey(self.app))) return;
  self.at = placeKey(self.app);
  const row = chosen ?? self.rows[here.line - 1];
  const target = (chosen ? null : row?.subs.querySelector(".is-now")) ?? row?.element;
  if (!target || self.scroll.hidden) return;
  const box = self.scroll.getBoundingClientRect();
  const at = target.getBoundingClientRect();
  const height = Math.min(at.height, box.height - 24);
  if (at.top < box.top + 4) self.scroll.scrollTop += at.top - box.top - 8;
  else if (at.top + height > box.bottom - 4) self.scroll.scrollTop += at.top + height - box.bottom + 8;
}

function placeKey(app) {
  return `${app.payload.rev}:${app.step}`;
}
