/** The popover behind "?": what the shapes in this picture mean, and the keys. */

import { button, fill, h, name } from "./dom.js";
import { swatch } from "./swatch.js";

const ORDER = ["leaf_grad", "leaf_plain", "result_tracked", "result_untracked", "fn", "fn_unrecorded", "fn_freed",
  "accumulate", "constant", "group", "virtual_L"];

/** Key caps -> word of what they do; the list a reader sees is the list that keys.js handles. */
export const KEY_ROWS = [
  ["Space K", "play"], ["J L", "step"], ["Shift+J Shift+L", "statement"], ["Home End", "ends"], ["[ ]", "speed"],
  ["F", "fit"], ["/", "search"], ["+ −", "zoom"], ["V", "view"], ["O", "fold"], ["H", "hidden"], ["← → ↑ ↓", "walk"],
  ["Enter", "select"], ["M", "choose"], ["G", "flag"], ["B", "backward"], ["Shift+F10", "menu"], ["F2", "rename"],
  ["Delete", "delete"], ["E", "edit"], ["Ctrl+Enter", "run"], ["F8", "error"], ["Alt+Enter", "moment"],
  ["Ctrl+M", "tab"], ["Ctrl+Z", "undo"], ["Ctrl+Shift+Z", "redo"], ["D", "dock"], ["U", "guide"], ["?", "help"],
  ["Esc", "close"],
];

/** The button and its popover: {button, element, update}. */
export function createLegend(app) {
  const open = button("help", { "data-do": "legend", "aria-expanded": "false", onclick: () => show(app, parts) });
  const element = h("div", { class: "popover legend", role: "dialog", hidden: true, tabindex: "-1" });
  const parts = { open, element };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    hide(parts, true);
  });
  app.root.addEventListener("pointerdown", (event) => {
    if (!element.hidden && !element.contains(event.target) && !open.contains(event.target)) hide(parts, false);
  });
  return { button: open, element, update: (what) => update(app, parts, what) };
}

function update(app, parts, what) {
  if (what.has("words") || what.has("payload")) name(parts.open, app.word("ui.help"), "?");
  if (!parts.element.hidden) draw(app, parts);
}

function show(app, parts) {
  if (!parts.element.hidden) {
    hide(parts, true);
    return;
  }
  draw(app, parts);
  parts.element.hidden = false;
  parts.open.setAttribute("aria-expanded", "true");
  parts.element.focus({ preventScroll: true });
}

function hide({ open, element }, back) {
  element.hidden = true;
  open.setAttribute("aria-expanded", "false");
  if (back) open.focus({ preventScroll: true });
}

/** The kinds of mark in the picture at this step, in the order of the legend. */
export function kindsPresent(app) {
  const present = new Set();
  for (const mark of app.canvas?.shown?.() ?? app.payload.marks.filter((each) => each.born <= app.step)) {
    present.add(kindOf(mark, app.state.get(mark.id)));
  }
  return ORDER.filter((kind) => present.has(kind));
}

/** Kind of a mark as it is now: what it was born as, changed by what the tape has written since. */
export function kindOf(mark, fields = {}) {
  if (mark.role === "group") return "group";
  if (mark.role !== "function") return fields.kind ?? mark.kind;
  return { unrecorded: "fn_unrecorded", freed: "fn_freed" }[fields.state] ?? "fn";
}

function draw(app, { element }) {
  element.setAttribute("aria-label", app.word("ui.help"));
  const kinds = kindsPresent(app).map((shown) => h("li", null, swatch(shown), h("span", null, app.word(`legend.${shown}`))));
  const lanes = ["value", "back"].map((lane) => h("li", null, swatch(`lane_${lane}`),
    h("span", null, app.word(`legend.lane_${lane}`))));
  const rows = KEY_ROWS.map(([caps, what]) => h("div", { class: "key-row" },
    h("dt", null, caps.split(" ").map((cap) => h("kbd", null, cap))), h("dd", null, app.word(`legend.key.${what}`))));
  fill(element,
    h("ul", { class: "legend-list" }, lanes, kinds),
    h("h3", null, app.word("legend.keys")), h("p", { class: "hint" }, app.word("legend.keys.when")),
    h("dl", { class: "keys" }, rows));
}
