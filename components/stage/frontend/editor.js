/** The code pane while it is edited: CodeMirror, loaded when it is wanted, and a text that is never lost. */

import { loadEditor } from "./assets.js";
import { button, h } from "./dom.js";
import { draftOver, keepDraft, settleDraft } from "./drafts.js";
import { createMarks } from "./editor_marks.js";
import { createView } from "./editor_view.js";
import { isErrorShown } from "./error_card.js";
import { errorNote, explanationOf, messageOf } from "./error_note.js";
import { isWaiting, send } from "./events.js";
import { hintsAt, momentOf, namesAt, stepsOf } from "./hints.js";
import { commonLines, laneOf, linesOf, seekOf } from "./steps.js";

const PAUSE = 600;
const SILENCE = 12_000; // milliseconds after which a server that does not answer is spoken of
const PATIENCE = 3; // pauses that a text is waited for while it does not parse

const MAC = /Mac|iP/.test(globalThis.navigator?.platform ?? "");
const RUN_KEY = MAC ? "⌘Enter" : "Ctrl+Enter";
const TAB_KEY = MAC ? "⇧⌥M" : "Ctrl+M";

/** What the editor holds after a payload: typing that was not sent, or not answered, is kept. */
export function mergeText({ value, sent, waiting }, server) {
  return value !== sent || waiting ? value : server;
}

/** The editor inside the code pane; `leave` puts the focus back where it came from. */
export function createEditor(app, leave) {
  const title = h("h2", { class: "pane-title" });
  const tabs = button("tab", { class: "tab-button quiet", "aria-pressed": "false", onclick: () => toggleTab(self) }, "");
  const run = button("play", { class: "primary", onclick: () => apply(self, true) }, "");
  const done = button("done", { onclick: () => close(self) }, "");
  const hint = h("p", { class: "editor-hint", id: "stage-editor-hint", role: "status" });
  const box = h("div", { class: "editor-box" });
  const element = h("div", { class: "editor", hidden: true }, h("div", { class: "pane-head" }, title, run, done), box,
    h("div", { class: "editor-foot" }, hint, tabs));
  const text = app.payload.text;
  const self = {
    app, element, box, title, tabs, run, done, hint, leave, value: text, sent: null, timer: 0, indents: false, parts: null,
    trouble: null, silence: 0, lit: null, toggled: false, rev: 0, seq: 0, askedAt: 0, askedRev: -1, unheard: false,
  };
  return { element, update: (what) => update(self, what), trouble: () => self.trouble };
}

const textOf = (self) => self.parts?.editor.text() ?? self.value;

function update(self, what) {
  const { app, element } = self;
  if (what.has("payload") || what.has("words")) rename(self);
  if (what.has("payload")) takeText(self);
  if (app.editing && element.hidden) open(self);
  else if (!app.editing && !element.hidden) hide(self);
  else if (app.editing && app.editing !== self.place) goTo(self);
  if (!element.hidden && (what.has("payload") || what.has("step") || what.has("words"))) say(self);
}

// ── the text ─────────────────────────────────────────────────────────────────────────────────────────────────────

function takeText(self) {
  const { app } = self;
  const { text, rev, seq = 0 } = app.payload;
  if (self.sent === null) {
    self.sent = text;
    const draft = draftOver(text, location.search);
    if (draft !== null) {
      self.value = draft;
      wait(self);
    }
  } else {
    // A server that counts from the start again was away and knows nothing of what was sent.
    if (rev < self.rev || seq < self.seq) self.unheard = true;
    else if (seq > self.askedAt) self.unheard = false;
    if (!self.unheard) clearTimeout(self.silence);
    if (!self.unheard && self.trouble === "ui.server_silent") self.trouble = null;
    merge(self, text);
  }
  Object.assign(self, { rev, seq });
}

function merge(self, text) {
  const waiting = isWaiting(self.app, "replace_all") || self.unheard;
  // Heard, and nothing came of it: the server takes no text as long as this, and it stays here.
  const refused = self.app.payload.rev === self.askedRev;
  const value = mergeText({ value: textOf(self), sent: self.sent, waiting: waiting || refused }, text);
  if (value === text) {
    self.sent = text;
    self.unheard = false;
    settleDraft(text);
  } else {
    keepDraft(text, value);
    if (waiting) wait(self, true);
  }
  self.value = value;
  self.parts?.editor.replace(value);
}

function onChange(self) {
  const { app } = self;
  keepDraft(app.payload.text, textOf(self));
  wait(self);
}

/**
 * Runs what was typed after a pause; a name half chosen is waited for, and a text that does not parse yet gets longer.
 * `again`: what was sent may not have been heard.
 */
function wait(self, again = false, waited = 0) {
  clearTimeout(self.timer);
  self.timer = setTimeout(() => {
    const editor = self.element.hidden ? null : self.parts?.editor;
    if (editor?.isChoosing() || (waited < PATIENCE && editor?.isBroken())) wait(self, again, waited + 1);
    else apply(self, again && (self.unheard || isWaiting(self.app, "replace_all")));
  }, PAUSE);
}

/** Sends the text if it is new, or because it was asked for. */
function apply(self, asked) {
  clearTimeout(self.timer);
  const value = textOf(self);
  if (!asked && value === self.sent) return;
  Object.assign(self, { sent: value, unheard: true, askedAt: self.seq, askedRev: self.rev });
  send(self.app, "replace_all", { text: value });
  clearTimeout(self.silence);
  self.silence = setTimeout(() => {
    self.trouble = "ui.server_silent";
    self.app.touch("select");
  }, SILENCE);
}

// ── opening and closing ──────────────────────────────────────────────────────────────────────────────────────────

async function open(self) {
  const { app } = self;
  if (self.opening) return;
  self.opening = true;
  try {
    self.parts ??= build(self, await loadEditor());
    self.trouble = null;
  } catch {
    app.editing = false;
    self.trouble = "ui.editor_failed";
    app.touch("select");
  } finally {
    self.opening = false;
  }
  if (!app.editing || !self.element.hidden) return;
  app.do.pause();
  self.element.hidden = false;
  say(self);
  goTo(self);
  app.touch("select");
}

function build(self, { cm, vocabulary }) {
  const { app } = self;
  const on = {
    changed: () => onChange(self),
    run: () => apply(self, true),
    leave: () => leaveOrClose(self),
    error: () => goToError(self),
    seek: (line) => { const to = seekOf(linesOf(app.payload.steps).get(line), app.step); if (to !== null) app.do.seek(to); },
    hover: (line) => light(self, line),
    indents: () => self.indents,
    toggleTab: () => toggleTab(self),
  };
  const words = (key, args) => app.word(key, args);
  const marks = createMarks(cm, { note: (error) => errorNote(app, error), seek: on.seek });
  const names = () => ({ vocabulary, made: namesAt(app.store, app.step) });
  const editor = createView(cm, {
    parent: self.box, root: app.root.getRootNode(), tips: app.root, text: self.value, on, names, words, marks: marks.extension,
  });
  return { editor, marks };
}

/** Lights the marks of the line under the pointer, as long as the picture is of this text. */
function light(self, line) {
  const { app, parts } = self;
  if (line === self.lit) return;
  self.lit = line;
  const same = line !== null && !app.payload.dimmed && parts.editor.text() === app.payload.text;
  app.do.hover(same ? app.payload.marks.filter((mark) => mark.line === line).map((mark) => mark.id) : []);
}

/** Puts the caret where editing was asked for: a place in the text, the error, or the line the tape is at. */
function goTo(self) {
  const { app, parts } = self;
  self.place = app.editing;
  const { view } = parts.editor;
  const broken = app.payload.error?.kind === "syntax" ? app.payload.error.line : null;
  const asked = app.editing.line ? app.editing : null;
  const { doc } = view.state;
  const line = doc.line(Math.max(1, Math.min(doc.lines, asked?.line ?? broken ?? app.stepOf(app.step)?.line ?? 1)));
  const at = asked?.column === undefined ? line.to : line.from + Math.min(line.length, asked.column);
  view.dispatch({ selection: { anchor: at } });
  view.focus();
  reveal(view, at);
  // On a phone the page scrolls, and the editor is below the picture.
  if (matchMedia("(max-width: 700px)").matches) self.element.scrollIntoView({ block: "start" });
  if (asked?.error) goToError(self);
}

/** Scrolls the editor alone, so that nothing around it moves. */
function reveal(view, at) {
  view.requestMeasure({
    read: () => ({ caret: view.coordsAtPos(at), box: view.scrollDOM.getBoundingClientRect() }),
    write: ({ caret, box }) => {
      if (!caret || (caret.top >= box.top && caret.bottom <= box.bottom)) return;
      view.scrollDOM.scrollTop += caret.top - box.top - box.height / 3;
    },
  });
}

function hide(self) {
  apply(self, false);
  const inside = self.element.contains(self.element.getRootNode().activeElement);
  self.element.hidden = true;
  self.place = null;
  self.toggled = false;
  rename(self);
  if (inside) setTimeout(self.leave, 0);
}

function close({ app }) {
  app.do.edit(false);
}

function leaveOrClose(self) {
  const { editor, marks } = self.parts;
  if (marks.isOpen(editor.view)) marks.close(editor.view);
  else close(self);
}

function toggleTab(self) {
  self.indents = !self.indents;
  self.toggled = true;
  rename(self);
  if (self.parts) self.parts.editor.view.focus();
}

// ── what is said ─────────────────────────────────────────────────────────────────────────────────────────────────

function rename(self) {
  const { app, title, tabs, run, done, hint, indents } = self;
  const named = (element, key, shortcut) => {
    element.querySelector(".button-text").textContent = app.word(key);
    element.title = `${app.word(key)} (${shortcut})`;
  };
  title.textContent = app.word("ui.editing");
  named(run, "ui.run", RUN_KEY);
  named(done, "ui.done", "Esc");
  named(tabs, "ui.tab", TAB_KEY);
  tabs.setAttribute("aria-pressed", String(indents));
  const words = app.word(self.toggled ? (indents ? "ui.tab.on" : "ui.tab.off") : "ui.editor_hint", { key: RUN_KEY });
  if (hint.textContent !== words) hint.textContent = words;
}

/** Shows what the recording says of the text, as far as it is of this text. */
function say(self) {
  const { app, parts } = self;
  const { text, shown, steps, dimmed, error } = app.payload;
  if (!parts || parts.editor.text() !== text) return;
  const last = dimmed ? commonLines(text, shown) : Infinity;
  const here = app.stepOf(app.step);
  const lines = [...linesOf(steps)].filter(([line]) => line <= last);
  const moments = lines.map(([line, entry]) => [line, momentOf(entry, app.step), entry]).filter(([, index]) => index !== null);
  const lane = here && laneOf(here);
  const stateOf = (line, index) => {
    if (here && line >= here.span[0] && line <= here.span[2]) return lane === "statement" || lane === "pass" ? "now" : lane;
    return index <= app.step ? "past" : "ahead";
  };
  parts.marks.show(parts.editor.view, {
    current: here ? { span: here.span, last, back: lane === "back", error: lane === "error" } : null,
    hints: [...hintsAt(app.store, app.step)].filter(([line]) => line <= last),
    moments: moments.map(([line, index, entry]) => [line, {
      step: index + 1, state: stateOf(line, index), title: app.word("ui.moment", { line, steps: stepsOf(entry) }),
    }]),
    error: isErrorShown(app) ? error : null,
  });
}

function goToError(self) {
  const { app, parts } = self;
  const { error } = app.payload;
  if (!error || !parts.marks.goToError(parts.editor.view, `${messageOf(error)} ${explanationOf(app, error) ?? ""}`)) return;
  parts.editor.view.focus();
}
