/** On a narrow screen program and inspector take turns under the picture; on a wide one they stand side by side. */

import { h } from "./dom.js";

const PANES = ["code", "inspector"];

/** The row of tabs for the two panes; {element, update}. */
export function createDockTabs(app, dock, panes) {
  const tabs = PANES.map((pane) => h("button", {
    type: "button", role: "tab", class: "dock-tab", id: `dock-${pane}`, onclick: () => choose(app, { dock, tabs }, pane),
    onkeydown: (event) => onKey(app, { dock, tabs }, event, pane),
  }));
  const element = h("div", { class: "dock-tabs", role: "tablist" }, tabs);
  PANES.forEach((pane) => { panes[pane].element.dataset.pane = pane; });
  const parts = { dock, tabs };
  choose(app, parts, "code");
  return {
    element,
    update(what) {
      element.setAttribute("aria-label", app.word("ui.dock.tabs"));
      tabs.forEach((tab, i) => { tab.textContent = app.word(i ? "insp.title" : "ui.program"); });
      if (what.has("select") && !what.has("payload")) choose(app, parts, app.selected ? "inspector" : "code");
    },
  };
}

function choose(app, { dock, tabs }, pane) {
  dock.dataset.pane = pane;
  tabs.forEach((tab, i) => {
    tab.setAttribute("aria-selected", String(PANES[i] === pane));
    tab.tabIndex = PANES[i] === pane ? 0 : -1;
  });
}

function onKey(app, parts, event, pane) {
  if (!["ArrowLeft", "ArrowRight"].includes(event.key)) return;
  event.preventDefault();
  event.stopPropagation();
  const other = PANES[1 - PANES.indexOf(pane)];
  choose(app, parts, other);
  parts.tabs[PANES.indexOf(other)].focus({ preventScroll: true });
}
