/** The row above the picture: which lanes are shown, undo and redo, the camera, the legend. */

import { createCompare } from "./compare.js";
import { button, h, name } from "./dom.js";
import { send } from "./events.js";
import { createFoldSwitch } from "./fold_switch.js";
import { createLegend } from "./legend.js";
import { createSearch } from "./search.js";

export const VIEWS = ["forward", "both", "back"];

/** The toolbar pane. */
export function createToolbar(app) {
  const views = VIEWS.map((view) => h("button", { type: "button", class: "segment", onclick: () => app.do.view(view) }));
  const switcher = h("div", { class: "segments", role: "group" }, views);
  const undo = button("undo", { "data-do": "undo", onclick: () => send(app, "undo") });
  const redo = button("redo", { "data-do": "redo", onclick: () => send(app, "redo") });
  const compare = createCompare(app);
  const legend = createLegend(app);
  const fold = createFoldSwitch(app);
  const search = createSearch(app);
  // On narrow screens what is shown of the picture is chosen in a row of its own, behind a button.
  const row = h("div", { class: "toolbar-view" }, switcher, fold.element, fold.lever);
  const more = button("view", { class: "narrow-only", "aria-expanded": "false", onclick: () => toggleView(more, row) });
  const camera = {
    fit: button("fit", { onclick: () => app.do.fit() }),
    zoom_out: button("minus", { class: "wide-only", onclick: () => app.do.zoom(-1) }),
    zoom_in: button("plus", { class: "wide-only", onclick: () => app.do.zoom(1) }),
  };
  const panes = {
    dock: button("dock", { class: "wide-only", "data-do": "dock", onclick: () => toggleDock(app) }),
    guide: button("guide", { class: "wide-only", "data-do": "guide", onclick: () => toggleGuide(app) }),
  };
  const element = h("div", { class: "stage-toolbar", role: "toolbar" }, more, row,
    h("span", { class: "toolbar-gap" }), undo, redo, compare.button, h("span", { class: "toolbar-space" }),
    Object.values(camera), h("span", { class: "toolbar-gap" }), search.button, legend.button,
    Object.values(panes), search.element, legend.element);
  const parts = { element, switcher, views, fold, more, undo, redo, compare, camera, panes, search, legend };
  return { element, panel: compare.element, update: (what) => update(app, parts, what) };
}

function toggleView(more, row) {
  const open = row.toggleAttribute("data-open");
  more.setAttribute("aria-expanded", String(open));
}

/** Shows or hides program and inspector; the picture takes their place. */
function toggleDock(app) {
  app.root.dataset.dock = app.root.dataset.dock === "closed" ? "open" : "closed";
  app.touch("words");
}

/** Shows or hides the guide beside the stage, which belongs to the page around it. */
function toggleGuide(app) {
  const { dataset } = document.body;
  dataset.guide = dataset.guide === "closed" ? "open" : "closed";
  app.touch("words");
}

function update(app, parts, what) {
  parts.views.forEach((segment, i) => segment.setAttribute("aria-pressed", String(VIEWS[i] === app.view)));
  if (what.has("words") || what.has("payload")) {
    rename(app, parts);
    renameHistory(app, parts.undo, "undo", app.payload.undo, "Ctrl+Z");
    renameHistory(app, parts.redo, "redo", app.payload.redo, "Ctrl+Shift+Z");
  }
  if (what.has("words") || what.has("payload")) parts.fold.update();
  parts.search.update(what);
  parts.compare.update(what);
  parts.legend.update(what);
}

function rename(app, { element, switcher, views, more, camera, panes }) {
  element.setAttribute("aria-label", app.word("ui.toolbar"));
  switcher.setAttribute("aria-label", app.word("ui.view"));
  views.forEach((segment, i) => {
    segment.textContent = app.word(`ui.view.${VIEWS[i]}`);
    segment.title = `${app.word(`ui.view.${VIEWS[i]}.hint`)} (V)`;
  });
  name(more, app.word("ui.more"));
  name(camera.fit, app.word("ui.fit"), "F");
  name(camera.zoom_out, app.word("ui.zoom_out"), "−");
  name(camera.zoom_in, app.word("ui.zoom_in"), "+");
  name(panes.dock, app.word("ui.dock"), "D");
  name(panes.guide, app.word("ui.guide"), "U");
  panes.dock.setAttribute("aria-pressed", String(app.root.dataset.dock !== "closed"));
  panes.guide.setAttribute("aria-pressed", String(document.body.dataset.guide !== "closed"));
}

function renameHistory(app, element, op, label, key) {
  element.disabled = !label;
  const words = label ? app.word(`ui.${op}.what`, { what: app.word(label.key, label.args) }) : app.word(`ui.${op}`);
  name(element, words, key);
}
