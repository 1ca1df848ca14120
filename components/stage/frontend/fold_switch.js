/** The part of the toolbar that says how much is folded, and whether the hidden L is shown. */

import { button, h, name } from "./dom.js";
import { LEVELS } from "./shown.js";

/** {element, lever, update}: the row of levels and the button of the hidden L. */
export function createFoldSwitch(app) {
  const levels = LEVELS.map((level) => h("button", {
    type: "button", class: "segment", "data-level": level, onclick: () => app.do.level(level),
  }));
  const element = h("div", { class: "segments fold-switch", role: "group" }, levels);
  const lever = button(null, {
    class: "hidden-l", "data-do": "hidden-l", onclick: () => app.do.hiddenL(!app.folding.hidden()),
  }, "L");
  return { element, lever, update: () => update(app, { element, levels, lever }) };
}

function update(app, { element, levels, lever }) {
  const there = app.folding.levels(app.payload);
  element.setAttribute("aria-label", app.word("ui.fold"));
  element.hidden = there.length < 2;
  levels.forEach((segment, i) => {
    segment.hidden = !there.includes(LEVELS[i]);
    segment.textContent = app.word(`ui.fold.${LEVELS[i]}`);
    segment.title = `${app.word(`ui.fold.${LEVELS[i]}.hint`)} (O)`;
    segment.setAttribute("aria-pressed", String(LEVELS[i] === app.folding.level(app.payload)));
  });
  lever.hidden = !(app.payload.hidden ?? []).length;
  name(lever, app.word("ui.hidden_l"), "H");
  lever.setAttribute("aria-pressed", String(app.folding.hidden()));
}

/** The level after the present one, for the key. */
export function nextLevel(app) {
  const there = app.folding.levels(app.payload);
  return there[(there.indexOf(app.folding.level(app.payload)) + 1) % there.length];
}
