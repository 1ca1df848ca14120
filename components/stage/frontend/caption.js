/** The two lines under the picture: what this step does in words, and the same with numbers. */

import { button, fill, h } from "./dom.js";
import { send, settle } from "./events.js";
import { openWords } from "./passes.js";

const QUIET = 1200;

/** The caption pane. */
export function createCaption(app) {
  const note = h("span", { class: "caption-note" });
  const where = h("span", { class: "caption-where" });
  const words = h("span", { class: "caption-words" });
  const formula = h("p", { class: "caption-formula" });
  // Spoken apart from the visible lines, so that fast playing does not queue up a message for each step.
  const spoken = h("div", { class: "visually-hidden", role: "status", "aria-live": "polite" });
  const wait = h("div", { class: "wait-line", "aria-hidden": "true" });
  const element = h("div", { class: "stage-caption" }, wait,
    h("p", { class: "caption-line" }, note, where, words), formula, spoken);
  const parts = { element, note, where, words, formula, spoken, said: 0, timer: 0 };
  return { element, update: (what) => update(app, parts, what) };
}

function update(app, parts, what) {
  if (what.has("payload")) settle(app);
  if (!["payload", "step", "words"].some((kind) => what.has(kind))) return;
  const { steps, dimmed } = app.payload;
  const here = app.stepOf(app.step);
  parts.note.hidden = !dimmed;
  parts.note.textContent = dimmed ? app.word("ui.dimmed") : "";
  parts.where.textContent = here ? app.word("ui.step_of", { n: app.step + 1, count: steps.length }) : "";
  parts.words.textContent = here ? app.caption(here) : app.word("ui.nothing_ran");
  fill(parts.formula, (here?.formula ?? []).map((term) => termOf(app, term)), here?.fold ? openHere(app, here) : null);
  say(parts, here ? app.caption(here) : "");
}

function openHere(app, step) {
  return button("plus", { class: "pass-open", onclick: () => send(app, "open_pass", { id: step.fold.id }) },
    openWords(app, step.fold));
}

function termOf(app, { text, mark }) {
  const found = mark ? app.mark(mark) : null;
  if (!found) return h("span", null, text);
  const kind = app.state.get(mark)?.kind ?? found.kind;
  return h("button", {
    type: "button",
    class: "term",
    style: { "--term": `var(--kind-${kind}-border)` },
    onclick: () => app.do.select(mark),
  }, text);
}

/** Speaks the latest caption, at most one every 1.2 s; what was passed quickly is not spoken. */
function say(parts, text) {
  clearTimeout(parts.timer);
  const wait = Math.max(180, parts.said + QUIET - Date.now());
  parts.timer = setTimeout(() => {
    parts.said = Date.now();
    if (parts.spoken.textContent !== text) parts.spoken.textContent = text;
  }, wait);
}
