/** What went wrong: the words of whoever stopped the run, then plain words, where it happened, and edits that mend it. */

import { copyButton } from "./copy_button.js";
import { button, fill, h, icon, name, setIcon } from "./dom.js";
import { explanationOf, messageOf } from "./error_note.js";
import { send } from "./events.js";

const SAYS = {
  page: "ui.error.page_says", program: "ui.error.program_says", python: "ui.error.python_says", pytorch: "ui.error.says",
};

/** The error card pane; empty and hidden while there is nothing to say. */
export function createErrorCard(app) {
  const element = h("section", { class: "error-card", role: "alert", hidden: true });
  const self = { element, drawn: "" };
  return { element, update: (what) => update(app, self, what) };
}

/** Whether the tape has reached the error, or the picture is not of this text at all. */
export function isErrorShown({ payload, step }) {
  const { error, dimmed } = payload;
  return Boolean(error) && (dimmed || error.step === null || error.step === undefined || step >= error.step);
}

function update(app, self, what) {
  const shown = isErrorShown(app);
  const warning = shown ? null : warningAt(app);
  const { element } = self;
  const notes = app.payload.notes ?? [];
  element.hidden = !shown && !warning && !notes.length;
  element.classList.toggle("is-warning", Boolean(warning));
  element.classList.toggle("is-note", !shown && !warning);
  element.setAttribute("role", shown || warning ? "alert" : "note");
  app.root.dataset.error = shown ? (app.payload.dimmed ? "dimmed" : "here") : "none";
  // Half-typed text is wrong most of the time: while it is edited one line is enough.
  element.classList.toggle("is-brief", shown && Boolean(app.editing) && app.payload.error.kind === "syntax");
  const key = element.hidden ? "" : `${app.payload.rev}:${app.payload.lang}:${shown}:${warning?.step ?? ""}`;
  if (key === self.drawn && !what.has("payload")) return;
  if (key !== self.drawn) {
    fill(element, [...(shown ? content(app, app.payload.error) : warning ? warningOf(app, warning) : []), ...notesOf(app, notes)]);
  }
  self.drawn = key;
}

/** Modules and devices that are not here, one line each: which lines do nothing, and what to write instead. */
function notesOf(app, notes) {
  return notes.map(({ key, args, use }) =>
    h("p", { class: "left-out" }, app.word(key, args), use ? ` ${app.word(use.key, use.args)}` : null));
}

/** The call chain in Python's own form, innermost call last. */
export function tracebackOf(frames) {
  const rows = frames.flatMap(({ line, name: called, text }) => [`  line ${line}, in ${called}`, `    ${text}`]);
  return ["Traceback (most recent call last):", ...rows].join("\n");
}

/** What PyTorch warns about at the step the tape stands on; while it plays nothing is held up for it. */
export function warningAt({ payload, step, tape }) {
  if (payload.dimmed || tape?.playing) return null;
  return (payload.warnings ?? []).find((warning) => warning.step === step) ?? null;
}

function warningOf(app, warning) {
  const { message, explain, line, moment } = warning;
  const text = `UserWarning: ${message}`;
  return [
    h("div", { class: "error-head" }, icon("alert"), h("h2", null, app.word("ui.warning.says")),
      h("span", { class: "error-where" }, app.word("ui.error.where", { line })), h("span", { class: "toolbar-space" }),
      copyButton(app, text, { class: "quiet" })),
    h("pre", { class: "error-message", lang: "en", tabindex: "0" }, text),
    explain ? h("p", { class: "error-what" }, h("strong", null, app.word("ui.error.what")), " ", app.word(explain.key, explain.args)) : null,
    fixesOf(app, warning, (index) => send(app, "fix_warning", { moment, index })),
  ];
}

/** Two shapes one above the other, their last dimensions in one column, as broadcasting compares them. */
export function alignedShapes(left, right) {
  const rows = [left, right].map((shape) => String(shape).match(/\d+/g) ?? []);
  const most = Math.max(...rows.map((row) => row.length));
  const cells = rows.map((row) => [...Array(most - row.length).fill(""), ...row]);
  return cells[0].map((_, i) => {
    const [a, b] = [cells[0][i], cells[1][i]];
    return { a, b, fits: a === b || [a, b].some((size) => size === "1" || size === "") };
  });
}

function shapesOf({ left, right }) {
  const columns = alignedShapes(left, right);
  const row = (side) => h("tr", null, h("th", { scope: "row" }, side),
    columns.map((column) => h("td", { class: column.fits ? null : "is-odd" }, column[side])));
  return h("table", { class: "shapes" }, h("tbody", null, row("a"), row("b")));
}

function content(app, error) {
  const says = SAYS[error.says] ?? SAYS.python;
  const message = messageOf(error);
  const what = explanationOf(app, error);
  return [
    h("div", { class: "error-head" }, icon("alert"), h("h2", null, app.word(says)), whereOf(app, error),
      h("span", { class: "toolbar-space" }),
      error.says === "pytorch" ? h("span", { class: "error-version" }, app.word("ui.error.version")) : null, copyButton(app, message, { class: "quiet" })),
    error.frames?.length ? h("pre", { class: "error-frames", lang: "en", tabindex: "0", "aria-label": app.word("ui.error.calls") }, tracebackOf(error.frames)) : null,
    h("pre", { class: "error-message", lang: "en", tabindex: "0" }, message),
    what ? h("p", { class: "error-what" }, h("strong", null, app.word("ui.error.what")), " ", what) : null,
    error.shapes ? shapesOf(error.shapes) : null,
    fixesOf(app, error),
  ];
}

function whereOf(app, error) {
  if (!error.line) return null;
  const go = () => {
    const step = error.step ?? null;
    if (step === null || app.payload.dimmed || app.editing) {
      app.do.edit({ line: error.line, error: true });
      return;
    }
    app.do.seek(step);
    if (error.mark) app.do.select(error.mark);
  };
  return h("button", { type: "button", class: "link error-where", onclick: go },
    wordsOfPlace(app, error));
}

/** The line, and the mark it happened at where that is another line's. */
function wordsOfPlace(app, { line, mark }) {
  const at = mark ? app.mark(mark) : null;
  if (!at?.line || at.line === line) return app.word("ui.error.where", { line });
  return app.word("ui.error.where_at", { line, name: at.grad_fn ?? at.name, made: at.line });
}

function fixesOf(app, error, choose = (index) => send(app, "fix", { index })) {
  const buttons = (error.fixes ?? []).map(({ label, preview }, index) => h("button", {
    type: "button", class: "fix", onclick: () => choose(index),
  }, h("span", { class: "fix-label" }, app.word(label.key, label.args)),
  preview ? h("code", { class: "writes", lang: "en" }, preview) : null));
  if (error.partial && app.payload.dimmed) {
    buttons.push(h("button", { type: "button", class: "fix", onclick: () => send(app, "show_partial") },
      h("span", { class: "fix-label" }, app.word("ui.error.show_partial"))));
  }
  return buttons.length ? h("div", { class: "fixes", role: "group", "aria-label": app.word("ui.error.fixes") }, buttons) : null;
}
