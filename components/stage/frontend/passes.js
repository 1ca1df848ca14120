/** Folded passes of loops: what a step that stands for some is called, and the buttons that open and fold them. */

import { button, h } from "./dom.js";
import { send } from "./events.js";

/** The words on the button that opens the passes a step stands for. */
export function openWords(app, { first, last }) {
  return first === last ? app.word("ui.open_pass", { n: first }) : app.word("ui.open_passes", { a: first, b: last });
}

/** "pass 7" or "passes 7–11", and what they printed last. */
export function foldWords(app, step) {
  const { first, last } = step.fold;
  const name = first === last ? app.word("ui.one_pass", { n: first }) : app.word("ui.some_passes", { a: first, b: last });
  return step.label ? `${name}  ${step.label}` : name;
}

/** The button that asks Python for the passes a step stands for. */
export function opener(app, step) {
  const words = openWords(app, step.fold);
  return button("plus", { class: "pass-key", title: words, "aria-label": words, "data-pass": step.fold.id,
    onclick: () => send(app, "open_pass", { id: step.fold.id }) });
}

/** The button that folds an opened pass again. */
export function closer(app, id) {
  const words = app.word("ui.close_pass", { n: numberOf(id) });
  return button("minus", { class: "pass-key", title: words, "aria-label": words, "data-pass": id,
    onclick: () => send(app, "close_pass", { id }) });
}

/** The list item of an opened pass, whose first step is `index`. */
export function openedItem(app, [id, index]) {
  const words = app.word("ui.one_pass", { n: numberOf(id) });
  return h("li", { class: "sub-pass" }, h("button", { type: "button", class: "sub-step", "data-index": index,
    onclick: () => app.do.seek(index) }, h("span", { class: "sub-text" }, words)), closer(app, id));
}

/** The opened passes of the loop in a line that stand among these steps: [[id, step]…]. */
export function openedIn(payload, line) {
  return (payload.opened ?? []).filter(([id]) => id.startsWith(`pass:${line}:`));
}

function numberOf(id) {
  return id.split("@")[0].split(":")[2].split(".").pop();
}

/** Where the tape stands when passes were opened or folded: at what was opened, or at the step it was folded into. */
export function positionAfter(previous, next, t) {
  const before = new Map(previous.opened ?? []);
  const after = new Map(next.opened ?? []);
  const isNew = [...after.keys()].find((id) => !before.has(id));
  if (isNew !== undefined) return after.get(isNew) + 1;
  const gone = [...before.keys()].find((id) => !after.has(id));
  const parts = gone === undefined ? newFold(previous, next) : next.steps.findIndex((step) => holds(step.fold, gone));
  return parts >= 0 ? parts + 1 : t;
}

function holds(fold, id) {
  return Boolean(fold) && (fold.id === id || (fold.id.endsWith("+") && fold.first <= numberOf(id) && numberOf(id) <= fold.last));
}

/** The first step for folded passes that was none before: several that one step stood for have one each now. */
function newFold(previous, next) {
  const known = new Set(previous.steps.map((step) => step.fold?.id));
  return next.steps.findIndex((step) => step.fold && !known.has(step.fold.id));
}
