/** A field that holds one number of the program: typed over, stepped with the arrow keys, or dragged. */

import { h } from "./dom.js";
import { nudged, plain, shown, stepsIn, typedNumber } from "./scrub.js";

const STARTS = 4; // px before a press becomes a drag
const TOGETHER = 3000; // ms in which steps on one field belong together
const session = Math.random().toString(36).slice(2, 8);
let gestures = 0;
const stepping = { key: null, at: 0, gesture: null };

/** What one drag, or several steps in a row, are known by: they are undone together. */
function newGesture() {
  gestures += 1;
  return `${session}.${gestures}`;
}

function stepGesture(key) {
  const now = Date.now();
  if (stepping.key !== key || now - stepping.at > TOGETHER) Object.assign(stepping, { key, gesture: newGesture() });
  stepping.at = now;
  return stepping.gesture;
}

/**
 * The field. `key` finds it again after it was drawn anew, `label` is its name, `text` the number it holds now;
 * `edit(number, gesture)` sends a number; `move(key name)` may give the field that an arrow key leads to.
 */
export function numberField(app, { key, label, text, edit, move = () => null, attributes = {} }) {
  const dragged = app.drag?.key === key;
  const input = h("input", {
    ...attributes, class: `${attributes.class ?? ""}${dragged ? " is-dragged" : ""}`, type: "text", inputmode: "decimal",
    role: "spinbutton", "aria-label": label, "data-key": key, autocomplete: "off", spellcheck: "false", size: 1,
  });
  const self = { app, input, key, edit, move };
  setNumber(input, dragged ? app.drag.text : text, text);
  input.addEventListener("focus", () => input.select());
  input.addEventListener("change", () => commit(self));
  input.addEventListener("blur", () => { if (input.hasAttribute("aria-invalid")) reset(self); });
  input.addEventListener("keydown", (event) => onKey(self, event));
  input.addEventListener("pointerdown", (event) => press(self, event));
  return input;
}

/** Shows a number in a field; `was` is the one that the program holds. */
export function setNumber(input, text, was = text) {
  if (input.value !== text) input.value = text;
  input.dataset.was = was;
  const number = Number(plain(text));
  if (Number.isFinite(number)) input.setAttribute("aria-valuenow", String(number));
  else input.removeAttribute("aria-valuenow");
  input.setAttribute("aria-valuetext", text);
}

/** Whether something was typed that the program does not hold yet. */
export function isTyped(input) {
  return input.dataset.was !== undefined && input.value !== input.dataset.was;
}

function reset({ input }) {
  setNumber(input, input.dataset.was);
  input.removeAttribute("aria-invalid");
}

/** Sends what was typed; says whether the field holds a number. */
function commit(self) {
  const { input, edit } = self;
  if (input.value.trim() === input.dataset.was) {
    reset(self);
    return true;
  }
  const number = typedNumber(input.value);
  if (number === null) {
    input.setAttribute("aria-invalid", "true");
    return false;
  }
  input.removeAttribute("aria-invalid");
  if (input.dataset.sent !== number) edit(number);
  input.dataset.sent = number;
  return true;
}

function onKey(self, event) {
  const { input } = self;
  if (event.isComposing || event.ctrlKey || event.metaKey) return;
  const by = { ArrowUp: 1, ArrowDown: -1, PageUp: 10, PageDown: -10 }[event.key];
  if (by) step(self, by, event);
  else if (event.key === "Enter") commit(self);
  else if (event.key === "Escape") {
    if (isTyped(input)) reset(self);
    else return;
  } else if (!walk(self, event)) return;
  event.preventDefault();
  event.stopPropagation();
}

function step(self, by, event) {
  const next = nudged(self.input.value, by, event);
  if (next === null) return;
  setNumber(self.input, shown(next), self.input.dataset.was);
  self.input.select();
  self.edit(next, stepGesture(self.key));
}

/** Left and right lead to the neighbouring number while the whole one is marked; else they move in its digits. */
function walk({ input, move }, event) {
  if (!(event.key in { ArrowLeft: 1, ArrowRight: 1 }) || event.shiftKey) return false;
  if (input.selectionStart !== 0 || input.selectionEnd !== input.value.length) return false;
  const next = move(event.key);
  next?.focus({ preventScroll: true });
  return Boolean(next);
}

// ── dragging ─────────────────────────────────────────────────────────────────────────────────────────────────────

function press(self, event) {
  const { app, input, key } = self;
  if (event.button !== 0 || app.drag || input.matches(":focus")) return;
  // The pointer belongs to the stage: the field may be drawn anew while it is dragged.
  if (event.pointerType === "mouse") event.preventDefault();
  const drag = { key, start: input.value, text: input.value, x: event.clientX, moved: false, gesture: newGesture() };
  const find = () => (input.isConnected ? input : app.root.querySelector(`[data-key="${CSS.escape(key)}"]`));
  const listeners = {
    pointermove: (move) => pull(self, drag, move, find),
    pointerup: () => drop(drag.moved ? null : find()),
    pointercancel: () => drop(null),
    keydown: (pressed) => {
      if (pressed.key !== "Escape") return;
      pressed.stopPropagation();
      put(self, drag, drag.start, find);
      drop(null);
    },
  };
  const drop = (focus) => {
    for (const [type, listener] of Object.entries(listeners)) window.removeEventListener(type, listener, true);
    app.drag = null;
    app.root.dataset.dragging = "false";
    find()?.classList.remove("is-dragged");
    focus?.focus({ preventScroll: true });
  };
  for (const [type, listener] of Object.entries(listeners)) window.addEventListener(type, listener, true);
}

function pull(self, drag, event, find) {
  const { app } = self;
  const distance = event.clientX - drag.x;
  if (!drag.moved && Math.abs(distance) < STARTS) return;
  if (!drag.moved) {
    drag.moved = true;
    app.drag = drag;
    app.root.dataset.dragging = "true";
  }
  event.preventDefault();
  const next = nudged(drag.start, stepsIn(distance), event);
  if (next !== null) put(self, drag, shown(next), find);
}

function put(self, drag, text, find) {
  const field = find();
  field?.classList.add("is-dragged");
  if (text === drag.text) return;
  drag.text = text;
  if (field) setNumber(field, text, field.dataset.was);
  self.edit(plain(text), drag.gesture);
}
