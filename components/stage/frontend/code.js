/** The program: every line with what it printed, the steps of its backward pass and where the tape is. */

import { loadEditor } from "./assets.js";
import { button, fill, h, icon } from "./dom.js";
import { createEditor } from "./editor.js";
import { isErrorShown } from "./error_card.js";
import { attachNote } from "./error_note.js";
import { hintsAt, momentOf, stepsOf } from "./hints.js";
import { foldWords, openedIn, openedItem, opener } from "./passes.js";
import { blocksOf, codeOf, columnsOf, cutPieces, piecesOf } from "./python_text.js";
import { commonLines, laneOf, linesOf, passesOf, seekOf, subStepsOf, windowOf } from "./steps.js";

const MOST_STEPS = 120;
const MOST_FOLDED = 24;
const MOST_OUTPUTS = 6;
const QUIET = 2500; // milliseconds after which the editor is fetched, so that it never delays the picture

/** The code pane. */
export function createCode(app) {
  const title = h("h2", { class: "pane-title" });
  const edit = button("edit", { class: "edit-button", "data-do": "edit", onclick: () => app.do.edit(true) }, "");
  const head = h("div", { class: "pane-head" }, title, edit);
  const list = h("ol", { class: "code-lines" });
  const trouble = h("div", { class: "editor-trouble", role: "alert", hidden: true });
  const scroll = h("div", { class: "pane-scroll", tabindex: "-1" }, list);
  const notes = h("div", { class: "code-notes" });
  const editor = createEditor(app, () => edit.focus({ preventScroll: true }));
  const element = h("section", { class: "stage-code" }, head, trouble, scroll, notes, editor.element);
  const self = {
    app, element, title, edit, head, trouble, list, scroll, notes, editor,
    rows: [], lines: new Map(), open: new Map(), folded: new Set(), blocks: new Map(),
  };
  list.addEventListener("click", (event) => clickToEdit(self, event));
  setTimeout(() => (globalThis.requestIdleCallback ?? setTimeout)(() => loadEditor().catch(() => {})), QUIET);
  return { element, update: (what) => update(self, what) };
}

function update(self, what) {
  const { app, editor } = self;
  editor.update(what);
  // Until the editor is here the program can still be read.
  const editing = !editor.element.hidden;
  self.head.hidden = editing;
  self.scroll.hidden = editing;
  drawTrouble(self, editor.trouble());
  if (what.has("payload") || what.has("words")) rebuild(self);
  if (what.has("payload") || what.has("step") || what.has("words") || what.has("select")) mark(self);
  else if (what.has("hover")) for (const row of self.rows) pointOut(self, row);
}

/** Says that the editor or the server cannot be had; what was typed is kept, and a page loaded again has it. */
function drawTrouble({ app, trouble }, key) {
  trouble.hidden = !key;
  const words = key ? `${key} ${app.payload.lang}` : "";
  if (trouble.dataset.says === words) return;
  trouble.dataset.says = words;
  const again = () => button("replay", { class: "small", onclick: () => location.reload() }, app.word("ui.reload"));
  fill(trouble, key && h("p", null, app.word(key)), key === "ui.server_silent" ? again() : null);
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
  const lines = text.replace(/\r?\n$/, "").split(/\r?\n/);
  self.blocks = blocksOf(lines);
  self.folded = new Set([...self.folded].filter((number) => self.blocks.has(number)));
  // A row stays where only numbers have changed, which is what an edit mostly does.
  const known = self.lang === app.payload.lang ? self.rows : [];
  self.lang = app.payload.lang;
  self.rows = lines.map((line, i) => renewed(self, known[i], line) ?? makeRow(self, line, i + 1));
  const stay = self.rows.length === known.length && self.rows.every((row, i) => row === known[i]);
  if (!stay) fill(list, self.rows.map((row) => row.element));
  self.at = null;
}

/** What a row shows of the tape besides its text; `undefined` for a line that never ran. */
function entryOf(self, number) {
  return number <= self.common ? self.lines.get(number) : undefined;
}

/** The row that stood here, with the steps of the new run; null if it would look different. */
function renewed(self, row, line) {
  if (!row || row.line !== line || row.shape !== shapeOf(self, row.number)) return null;
  row.entry = entryOf(self, row.number);
  row.listed = null;
  return row;
}

/** What of the tape the parts of a row were made of. */
function shapeOf(self, number) {
  const entry = entryOf(self, number);
  const subs = [...(entry?.subs.values() ?? [])].map((run) => [run.length, foldedIn(self.app, run)]);
  return JSON.stringify([entry && stepsOf(entry), subs, self.blocks.get(number)]);
}

function makeRow(self, line, number) {
  const { app } = self;
  const entry = entryOf(self, number);
  const go = () => { const to = seekOf(row.entry, app.step); if (to !== null) app.do.seek(to); };
  const moment = h("span", { class: "line-moment" });
  const key = h("button", {
    type: "button", class: "line-key", disabled: !entry, "aria-label": app.word("ui.go_to_line", { line: number }),
    title: entry ? app.word("ui.moment", { line: number, steps: stepsOf(entry) }) : null, onclick: go,
  }, h("span", { class: "line-number" }, number), moment);
  const code = h("code", { class: "line-code" });
  const hint = h("span", { class: "line-hint" });
  const pass = h("span", { class: "line-pass", hidden: true });
  const row = { number, line, entry, code, hint, pass, moment, drawn: "", key, shape: shapeOf(self, number) };
  row.more = makeToggle(self, row);
  row.subs = h("ol", { class: "sub-steps", hidden: true });
  row.output = h("pre", { class: "line-output", lang: "en", hidden: true });
  row.fold = makeFold(self, row);
  const text = h("span", { class: "line-text" }, code, hint, row.fold?.rest);
  const main = h("div", { class: "code-row" }, key, row.fold?.button ?? h("span", { class: "fold-none" }), text, pass, row.more);
  row.element = h("li", { class: "code-line" }, main, row.subs, row.output);
  row.element.addEventListener("pointerenter", () => app.do.hover?.(marksOf(app, number)));
  row.element.addEventListener("pointerleave", () => app.do.hover?.([]));
  drawText(self, row, null, null);
  return row;
}

/** The two ways to fold the block below a header: a chevron, and what stands for the lines while they are away. */
function makeFold(self, row) {
  const last = self.blocks.get(row.number);
  if (!last) return null;
  const toggle = () => {
    if (!self.folded.delete(row.number)) self.folded.add(row.number);
    mark(self);
    row.fold.button.focus({ preventScroll: true });
  };
  const words = self.app.word("ui.code.folded", { count: last - row.number });
  return {
    last,
    button: h("button", { type: "button", class: "fold-mark", onclick: toggle }),
    rest: h("button", { type: "button", class: "fold-rest", tabindex: "-1", "aria-hidden": "true", onclick: toggle }, words),
  };
}

function drawFold({ app, folded }, row) {
  if (!row.fold) return;
  const open = !folded.has(row.number);
  row.fold.button.dataset.open = String(open);
  row.fold.button.setAttribute("aria-expanded", String(open));
  const words = `${app.word(open ? "ui.code.fold" : "ui.code.unfold")} ${row.number}–${row.fold.last}`;
  row.fold.button.setAttribute("aria-label", words);
  row.fold.button.title = words;
  row.fold.rest.hidden = open;
}

/** A click into the text opens the editor there; a finger reads and scrolls, and has the button. */
function clickToEdit({ app }, event) {
  const code = event.target.closest?.(".line-code");
  const root = app.root.getRootNode();
  const selected = (root.getSelection?.() ?? document.getSelection())?.toString();
  if (!code || selected || event.pointerType === "touch" || event.detail > 1) return;
  const at = document.caretPositionFromPoint?.(event.clientX, event.clientY, { shadowRoots: [root] });
  const before = document.createRange();
  before.selectNodeContents(code);
  if (at && code.contains(at.offsetNode)) before.setEnd(at.offsetNode, at.offset);
  app.do.edit({ line: [...code.closest("ol").children].indexOf(code.closest("li")) + 1, column: before.toString().length });
}

function makeToggle(self, row) {
  const count = Math.max(0, ...[...(row.entry?.subs.values() ?? [])].map((run) => run.length));
  if (!count) return null;
  const toggle = () => {
    self.open.set(row.number, row.subs.hidden);
    drawSubSteps(self, row);
  };
  const folded = [...row.entry.subs.values()].map((run) => foldedIn(self.app, run));
  const words = folded[0] ? self.app.word("ui.passes_folded", { count: Math.max(...folded) })
    : self.app.word(count === 1 ? "ui.steps_one" : "ui.steps", { count });
  return h("button", { type: "button", class: `line-steps${folded[0] ? " is-folded" : ""}`, onclick: toggle }, words,
    icon("menu", 16));
}

/** How many passes are folded into these steps. */
function foldedIn(app, run) {
  return run.reduce((sum, index) => {
    const { fold } = app.stepOf(index);
    return fold ? sum + fold.last - fold.first + 1 : sum;
  }, 0);
}

function marksOf(app, line) {
  return app.payload.marks.filter((mark) => mark.line === line).map((mark) => mark.id);
}

function drawText(self, row, columns, error) {
  const key = `${columns?.join() ?? "-"} ${error ? self.app.payload.rev : "-"} ${self.app.payload.lang}`;
  if (row.drawn === key) return;
  row.drawn = key;
  const pieces = cutPieces(piecesOf(row.line), columns).map(({ text, kind, marked }) => {
    const classes = [kind && `py-${kind}`, marked && !error && "is-span"].filter(Boolean).join(" ");
    const code = kind === "hidden" ? codeOf(text) : null;
    return { marked: marked || !columns, node: classes ? h("span", { class: classes, "data-code": code }, text) : text };
  });
  if (!error) {
    fill(row.code, pieces.map(({ node }) => node));
    return;
  }
  const wrong = h("span", { class: "code-error" });
  const from = pieces.findIndex(({ marked }) => marked);
  const to = pieces.findLastIndex(({ marked }) => marked) + 1;
  const nodes = pieces.map(({ node }) => node);
  wrong.append(...nodes.slice(from, to));
  fill(row.code, nodes.slice(0, from), wrong, nodes.slice(to));
  fill(self.notes, attachNote(self.app, wrong, error));
}

/** Marks where the tape is; touches only what has changed. */
function mark(self) {
  const { app, rows } = self;
  const here = app.stepOf(app.step);
  const { error } = app.payload;
  const chosen = app.selected ? app.mark(app.selected)?.line : null;
  const origin = here?.who && here.kind !== "statement" ? app.mark(here.who)?.line : null;
  const hints = hintsAt(app.store, app.step);
  const shownError = isErrorShown(app) ? error : null;
  const away = new Set([...self.folded].flatMap((number) => between(number, self.blocks.get(number))));
  if (!shownError) fill(self.notes);
  for (const row of rows) {
    const { classList } = row.element;
    hide(row.element, away.has(row.number));
    const last = self.folded.has(row.number) ? row.fold.last : row.number;
    const current = here && row.number <= self.common && last >= here.span[0] && row.number <= here.span[2];
    classList.toggle("is-current", Boolean(current));
    classList.toggle("is-back", Boolean(current) && laneOf(here) === "back");
    classList.toggle("is-origin", origin === row.number && !current);
    classList.toggle("is-selected", chosen === row.number);
    pointOut(self, row);
    const wrong = shownError?.line === row.number ? shownError : null;
    classList.toggle("is-error", Boolean(wrong));
    if (current) row.key.setAttribute("aria-current", "step");
    else row.key.removeAttribute("aria-current");
    const span = wrong ? wrong.span : current && here.span;
    drawText(self, row, span ? columnsOf(span, row.number, row.line) : null, wrong);
    drawFold(self, row);
    drawMoment(app, row);
    const hint = row.number <= self.common ? hints.get(row.number) ?? "" : "";
    say(row.hint, hint);
    drawPass(self, row, current ? here : null);
    drawSubSteps(self, row);
    drawOutput(self, row);
  }
  reveal(self, here);
}

const between = (first, last) => Array.from({ length: last - first }, (_, i) => first + 1 + i);

/** The step of the tape that this line is: filled once it has run. */
function drawMoment(app, row) {
  const index = momentOf(row.entry, app.step);
  say(row.moment, index === null ? "" : String(index + 1));
  const at = index === null ? "never" : index <= app.step ? "past" : "ahead";
  if (row.moment.dataset.at !== at) row.moment.dataset.at = at;
}

/** Points out the line that made the mark under the pointer. */
function pointOut({ app }, row) {
  row.element.classList.toggle("is-hovered", app.hovered?.line === row.number);
}

function drawPass({ app }, row, here) {
  const passes = here ? passesOf(here, row.entry, app.payload.steps) : [];
  hide(row.pass, !passes.length);
  say(row.pass, passes.map(([pass, of]) => app.word("ui.pass", { pass, of })).join(" · "));
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
  const part = windowOf(run, app.step, app.stepOf(run[0])?.fold ? MOST_FOLDED : MOST_STEPS);
  const key = `${part.shown[0]}:${part.shown.length}:${app.payload.lang}:${openedIn(app.payload, row.number)}`;
  if (row.listed !== key) {
    row.listed = key;
    const rest = (count, word) => count ? h("li", { class: "sub-rest" }, app.word(word, { count })) : null;
    fill(row.subs, rest(part.before, "ui.steps_before"),
      openedIn(app.payload, row.number).map((one) => openedItem(app, one)),
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
  if (step.fold) return passItem(app, index);
  const text = step.label || app.caption(step);
  return h("li", null, h("button", {
    type: "button", class: `sub-step${step.kind === "error" ? " is-error" : ""}`, "data-index": index,
    title: app.caption(step), onclick: () => app.do.seek(index),
  }, h("span", { class: "sub-number" }, number), h("span", { class: "sub-text" }, text)));
}

/** The list item of folded passes: a step to go to, and the button that opens them. */
function passItem(app, index) {
  const step = app.stepOf(index);
  return h("li", { class: "sub-pass" }, h("button", { type: "button", class: "sub-step", "data-index": index,
    title: app.caption(step), onclick: () => app.do.seek(index) },
  h("span", { class: "sub-text" }, foldWords(app, step))), opener(app, step));
}

function drawOutput({ app, common }, row) {
  const { console: printed } = app.payload;
  const mine = row.number > common ? [] : printed.filter(([step, , line]) => step <= app.step
    && (line ?? app.stepOf(step)?.line) === row.number);
  const text = mine.slice(-MOST_OUTPUTS).map(([, output]) => output.replace(/\n$/, "")).join("\n");
  hide(row.output, !mine.length);
  say(row.output, text);
}

// What stays the same is not written again: the browser would style and lay it out again.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function hide(element, away) {
  if (element.hidden !== away) element.hidden = away;
}

/** Scrolls only the pane itself, and only when what is current would be out of sight. */
function reveal(self, here) {
  const { selected } = self.app;
  const chosen = selected && selected !== self.chosen ? self.rows[(self.app.mark(selected)?.line ?? 0) - 1] : null;
  self.chosen = selected;
  if (!chosen && (!here || self.at === placeKey(self.app))) return;
  self.at = placeKey(self.app);
  const header = [...self.folded].find((number) => number < here?.line && here.line <= self.blocks.get(number));
  const row = chosen ?? self.rows[(header ?? here.line) - 1];
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
