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
  const { element } = self;
  element.hidden = !shown;
  app.root.dataset.error = shown ? (app.payload.dimmed ? "dimmed" : "here") : "none";
  // Half-typed text is wrong most of the time: while it is edited one line is enough.
  element.classList.toggle("is-brief", shown && Boolean(app.editing) && app.payload.error.kind === "syntax");
  const key = shown ? `${app.payload.rev}:${app.payload.lang}` : "";
  if (key === self.drawn && !what.has("payload")) return;
  if (key !== self.drawn) fill(element, shown ? content(app, app.payload.error) : null);
  self.drawn = key;
}

function content(app, error) {
  const says = SAYS[error.says] ?? SAYS.python;
  const message = messageOf(error);
  const what = explanationOf(app, error);
  return [
    h("div", { class: "error-head" }, icon("alert"), h("h2", null, app.word(says)), whereOf(app, error),
      h("span", { class: "toolbar-space" }), copyButton(app, message, { class: "quiet" })),
    h("pre", { class: "error-message", lang: "en", tabindex: "0" }, message),
    what ? h("p", { class: "error-what" }, h("strong", null, app.word("ui.error.what")), " ", what) : null,
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
    app.word("ui.error.where", { line: error.line }));
}

function fixesOf(app, error) {
  const buttons = (error.fixes ?? []).map(({ label, preview }, index) => h("button", {
    type: "button", class: "fix", onclick: () => send(app, "fix", { index }),
  }, h("span", { class: "fix-label" }, app.word(label.key, label.args)),
  preview ? h("code", { class: "writes", lang: "en" }, preview) : null));
  if (error.partial && app.payload.dimmed) {
    buttons.push(h("button", { type: "button", class: "fix", onclick: () => send(app, "show_partial") },
      h("span", { class: "fix-label" }, app.word("ui.error.show_partial"))));
  }
  return buttons.length ? h("div", { class: "fixes", role: "group", "aria-label": app.word("ui.error.fixes") }, buttons) : null;
}
