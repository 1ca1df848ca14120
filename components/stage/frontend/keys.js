/** The single keys of the stage; they work only while the focus is inside it. */

import { send } from "./events.js";
import { nextLevel } from "./fold_switch.js";
import { flagMenu, nodeMenu, rename } from "./node_menu.js";
import { VIEWS } from "./toolbar.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];
// Streamlit reruns the page on R and clears its cache on C; from inside the stage neither may reach it.
const SHELTERED = new Set(["r", "c", "R", "C"]);

const PLAIN = {
  k: (app) => app.do.toggle(),
  j: (app) => app.do.step(-1),
  l: (app) => app.do.step(1),
  home: (app) => app.do.start(),
  end: (app) => app.do.end(),
  "[": (app) => faster(app, -1),
  "]": (app) => faster(app, 1),
  f: (app) => app.do.fit(),
  "+": (app) => app.do.zoom(1),
  "=": (app) => app.do.zoom(1),
  "-": (app) => app.do.zoom(-1),
  "−": (app) => app.do.zoom(-1),
  v: (app) => app.do.view(VIEWS[(VIEWS.indexOf(app.view) + 1) % VIEWS.length]),
  o: (app) => app.do.level(nextLevel(app)),
  h: (app) => press(app, "hidden-l"),
  "/": (app) => press(app, "search"),
  e: (app) => app.do.edit(!app.editing),
  b: (app, focused) => backward(app, focused),
  m: (app, focused) => { if (markUnder(app, focused)) app.do.choose(markUnder(app, focused)); },
  g: (app, focused) => { if (markUnder(app, focused)) flagMenu(app, markUnder(app, focused)); },
  f2: (app, focused) => { if (markUnder(app, focused)) rename(app, markUnder(app, focused)); },
  delete: (app, focused) => remove(app, markUnder(app, focused)),
  contextmenu: (app, focused) => { if (markUnder(app, focused)) nodeMenu(app, markUnder(app, focused)); },
  d: (app) => press(app, "dock"),
  u: (app) => press(app, "guide"),
  "?": (app) => press(app, "legend"),
  escape: (app) => escape(app),
};
const SHIFTED = { j: (app) => app.do.statement(-1), l: (app) => app.do.statement(1) };

function press(app, what) {
  app.root.querySelector(`[data-do="${what}"]`)?.click();
}

function faster(app, by) {
  const at = SPEEDS.indexOf(app.tape.speed);
  app.do.speed(SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, (at < 0 ? 2 : at) + by))]);
}

function backward(app, focused) {
  if (focused?.dataset?.mark) app.do.select(focused.dataset.mark);
  press(app, "backward");
}

/** The mark a key is about: the one with the focus, else the selected one. */
function markUnder(app, focused) {
  return focused?.dataset?.mark ?? app.selected;
}

function remove(app, id) {
  const line = id && app.mark(id)?.line;
  if (line) send(app, "delete", { line });
}

function escape(app) {
  const open = app.root.querySelector(".gradient-form:not([hidden])");
  if (open) open.querySelector('[data-do="close"]')?.click();
  else app.do.select(null);
}

function isText(element) {
  return element.matches?.("textarea, select, input:not([type=range]), [contenteditable=true]") ?? false;
}

function history(app, event) {
  const again = event.shiftKey || event.key.toLowerCase() === "y";
  const op = again ? "redo" : "undo";
  if (app.payload[op]) send(app, op);
}

/** What a key does, or null: pure, so that it can be tested without a browser. */
export function actionOf({ key, shiftKey, ctrlKey, metaKey, altKey }, onButton) {
  const low = key.toLowerCase();
  if (ctrlKey || metaKey) return !altKey && (low === "z" || low === "y") ? "history" : null;
  if (altKey) return null;
  if (shiftKey && low === "f10") return "contextmenu";
  if (key === " ") return onButton ? null : "space";
  if (shiftKey && low in SHIFTED) return `shift+${low}`;
  return low in PLAIN && (!shiftKey || low.length === 1 && !/[a-z]/.test(low)) ? low : null;
}

function act(app, event, action) {
  if (action === "history") history(app, event);
  else if (action === "space") app.do.toggle();
  else if (action.startsWith("shift+")) SHIFTED[action.slice(6)](app);
  else PLAIN[action](app, event.target);
}

function onKey(app, event) {
  // The page sees a key from inside the stage as pressed on the stage itself, not on a text field.
  if (isText(event.target)) {
    event.stopPropagation();
    return;
  }
  const bare = !event.ctrlKey && !event.metaKey && !event.altKey;
  if (bare && SHELTERED.has(event.key)) event.stopPropagation();
  const action = actionOf(event, event.target.matches?.("button, summary, a") ?? false);
  if (!action || event.defaultPrevented) return;
  event.preventDefault();
  event.stopPropagation();
  act(app, event, action);
}

/** Starts listening on the stage; returns what stops it. */
export function installKeys(app) {
  const { root } = app;
  root.tabIndex = -1;
  const down = (event) => onKey(app, event);
  const quiet = (event) => { if (isText(event.target) || SHELTERED.has(event.key)) event.stopPropagation(); };
  const focus = () => { if (!root.contains(root.getRootNode().activeElement)) root.focus({ preventScroll: true }); };
  const listeners = [["keydown", down], ["keypress", quiet], ["keyup", quiet], ["pointerup", focus]];
  for (const [type, listener] of listeners) root.addEventListener(type, listener);
  return () => listeners.forEach(([type, listener]) => root.removeEventListener(type, listener));
}
