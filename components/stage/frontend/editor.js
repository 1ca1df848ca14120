/** The code pane while it is edited: a plain text field with line numbers that never loses what was typed. */

import { button, fill, h } from "./dom.js";
import { isWaiting, send } from "./events.js";

const PAUSE = 600;
const INDENT = "    ";

/** What the field holds after a payload: typing that was not sent, or not answered, is kept. */
export function mergeText({ value, sent, waiting }, server) {
  return value !== sent || waiting ? value : server;
}

/** The white space a new line after `before` (the text up to the caret) begins with. */
export function indentAfter(before) {
  const line = before.slice(before.lastIndexOf("\n") + 1);
  const indent = /^[ \t]*/.exec(line)[0];
  return /:\s*(#.*)?$/.test(line) ? indent + INDENT : indent;
}

/** The editor inside the code pane; `leave` puts the focus back where it came from. */
export function createEditor(app, leave) {
  const title = h("h2", { class: "pane-title" });
  const run = button("play", { class: "primary" }, "");
  const done = button("done", {}, "");
  const hint = h("p", { class: "editor-hint", id: "stage-editor-hint" });
  const field = h("textarea", {
    class: "editor-field", spellcheck: "false", autocapitalize: "off", autocorrect: "off", autocomplete: "off",
    wrap: "off", "aria-describedby": "stage-editor-hint",
  });
  const gutter = h("pre", { class: "editor-gutter", "aria-hidden": "true" });
  const element = h("div", { class: "editor", hidden: true },
    h("div", { class: "pane-head" }, title, run, done), h("div", { class: "editor-box" }, gutter, field), hint);
  const self = { app, element, field, gutter, title, run, done, hint, leave, sent: null, timer: 0 };
  run.addEventListener("click", () => apply(self, true));
  done.addEventListener("click", () => close(self));
  field.addEventListener("input", () => onInput(self));
  field.addEventListener("keydown", (event) => onKey(self, event));
  field.addEventListener("scroll", () => { gutter.scrollTop = field.scrollTop; });
  return { element, update: (what) => update(self, what) };
}

function update(self, what) {
  const { app, element } = self;
  if (what.has("payload") || what.has("words")) rename(self);
  if (what.has("payload")) takeText(self);
  const open = Boolean(app.editing);
  if (open && element.hidden) show(self);
  else if (!open && !element.hidden) hide(self);
  if (open) drawGutter(self);
}

function takeText(self) {
  const { app, field } = self;
  const { text } = app.payload;
  const value = self.sent === null ? text : mergeText({ value: field.value, sent: self.sent, waiting: isWaiting(app) }, text);
  if (value === text) self.sent = text;
  if (value === field.value) return;
  const { selectionStart, scrollTop } = field;
  field.value = value;
  field.setSelectionRange(selectionStart, selectionStart);
  field.scrollTop = scrollTop;
}

function show(self) {
  const { app, element, field } = self;
  element.hidden = false;
  const broken = app.payload.error?.kind === "syntax" ? app.payload.error.line : null;
  const line = broken ?? app.stepOf(app.step)?.line ?? 1;
  const end = field.value.split("\n").slice(0, line).join("\n").length;
  field.setSelectionRange(end, end);
  field.focus({ preventScroll: true });
  drawGutter(self);
  field.scrollTop = Math.max(0, (line - 3) * parseFloat(getComputedStyle(field).lineHeight));
}

function hide(self) {
  apply(self, false);
  const inside = self.element.contains(self.element.getRootNode().activeElement);
  self.element.hidden = true;
  if (inside) setTimeout(self.leave, 0);
}

function close({ app }) {
  app.do.edit(false);
}

function rename({ app, title, run, done, hint, field }) {
  title.textContent = app.word("ui.editing");
  field.setAttribute("aria-label", app.word("ui.program"));
  run.querySelector(".button-text").textContent = app.word("ui.run");
  run.title = `${app.word("ui.run")} (Ctrl+Enter)`;
  done.querySelector(".button-text").textContent = app.word("ui.done");
  done.title = `${app.word("ui.done")} (Esc)`;
  hint.textContent = app.word("ui.editor_hint");
}

function onInput(self) {
  drawGutter(self);
  clearTimeout(self.timer);
  self.timer = setTimeout(() => apply(self, false), PAUSE);
}

/** Sends the text if it is new, or because it was asked for. */
function apply(self, asked) {
  clearTimeout(self.timer);
  const { app, field } = self;
  if (!asked && field.value === self.sent) return;
  self.sent = field.value;
  send(app, "replace_all", { text: field.value });
}

function onKey(self, event) {
  if (event.isComposing) return;
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) apply(self, true);
  else if (event.key === "Escape") close(self);
  else if (event.key === "Tab" && !event.ctrlKey && !event.altKey) indent(self.field, event.shiftKey);
  else if (event.key === "Enter" && !event.shiftKey && !event.altKey) breakLine(self.field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

// The old command is the only way to write into a field that keeps the browser's own undo.
function insert(field, text) {
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input"));
  }
}

function breakLine(field) {
  insert(field, `\n${indentAfter(field.value.slice(0, field.selectionStart))}`);
}

function indent(field, back) {
  if (!back) {
    insert(field, INDENT);
    return;
  }
  const start = field.value.lastIndexOf("\n", field.selectionStart - 1) + 1;
  const spaces = /^ {0,4}/.exec(field.value.slice(start))[0].length;
  if (!spaces) return;
  const caret = Math.max(start, field.selectionStart - spaces);
  field.setSelectionRange(start, start + spaces);
  document.execCommand("delete");
  field.setSelectionRange(caret, caret);
}

function drawGutter({ app, field, gutter }) {
  const count = field.value.split("\n").length;
  const { error, text } = app.payload;
  const bad = error && text === field.value ? error.line : null;
  const key = `${count}:${bad}`;
  if (gutter.dataset.key !== key) {
    gutter.dataset.key = key;
    fill(gutter, Array.from({ length: count }, (_, i) => h("span", { class: i + 1 === bad ? "is-bad" : null }, `${i + 1}\n`)));
  }
  gutter.scrollTop = field.scrollTop;
}
