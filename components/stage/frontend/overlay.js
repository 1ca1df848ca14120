/** A real, transparent button over every mark, so that the picture can be read and walked without a mouse. */

import { titleOf } from "./draw_group.js";

const STEP = 12;
const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const PLAIN = "position:absolute;left:0;top:0;margin:0;padding:0;border:0;background:none;color:transparent;"
  + "font-size:1px;outline:none;pointer-events:none;min-height:0;min-width:0";

function lineOf(mark) {
  return mark.line ?? "";
}

/** Accessible name of a mark in its present state. */
export function nameOf(app, mark) {
  const fields = app.state.get(mark.id) ?? {};
  const none = app.word("ui.mark.none");
  if (mark.role === "group") return app.word("ui.mark.group", { name: titleOf(mark, app), line: mark.line, count: mark.count });
  if (mark.role === "virtual") {
    return app.word("ui.mark.virtual", { name: mark.name, text: mark.text, value: app.value(mark.value)?.preview ?? none });
  }
  const args = {
    name: mark.temp && mark.expression ? `${mark.name} = ${mark.expression}` : mark.name,
    line: lineOf(mark),
    dims: mark.dims || app.word("ui.mark.scalar"),
    value: app.value(fields.value)?.preview ?? none,
    grad: app.value(fields.grad)?.preview ?? none,
    flag: app.word(`kind.${kindNow(mark, fields)}`),
    made: app.word(mark.made_by ? "ui.mark.result" : "ui.mark.leaf"),
    needs: fields.requires_grad ? "True" : "False",
  };
  if (mark.role === "function") args.name = `${mark.glyph || mark.op} ${mark.grad_fn ?? ""}`.trim();
  return app.word(`ui.mark.${mark.role}`, args);
}

function kindNow(mark, fields) {
  if (mark.role !== "function") return fields.kind ?? mark.kind;
  return { unrecorded: "fn_unrecorded", freed: "fn_freed" }[fields.state] ?? "fn";
}

/** The mark an arrow key leads to: left = what it came from, right = what uses it, up and down = the nearest there. */
export function neighbour(id, key, marks, links) {
  const shown = new Map(marks.map((mark) => [mark.id, mark]));
  const here = shown.get(id);
  if (!here) return null;
  if (key === "ArrowLeft" || key === "ArrowRight") {
    const [mine, theirs] = key === "ArrowLeft" ? ["to", "from"] : ["from", "to"];
    const along = links.filter((link) => link.lane === "value" && link[mine] === id && shown.has(link[theirs]));
    return along.length ? along[0][theirs] : null;
  }
  const sign = key === "ArrowUp" ? -1 : 1;
  const there = marks.filter((mark) => (mark.y - here.y) * sign > 8);
  const far = (mark) => Math.abs(mark.y - here.y) + 2 * Math.abs(mark.x - here.x);
  there.sort((a, b) => far(a) - far(b));
  return there[0]?.id ?? null;
}

/** The layer of buttons; `canvas` = {shown(), toView(x, y) in CSS px, scale(), nudge(), reveal(), redraw()}. */
export function createOverlay(app, canvas) {
  const element = document.createElement("div");
  element.className = "stage-overlay";
  element.setAttribute("role", "group");
  element.tabIndex = -1; // holds the focus for a mark that a step back took away
  element.style.cssText = "position:absolute;inset:0;overflow:hidden;outline:none;pointer-events:none";
  // The buttons stand on it in the measure of the plane, so that a view that moves moves one element.
  const plane = document.createElement("div");
  plane.style.cssText = "position:absolute;left:0;top:0;transform-origin:0 0";
  element.append(plane);
  const self = { app, canvas, element, plane, buttons: new Map(), places: new WeakMap(), roving: null, left: null };
  element.addEventListener("keydown", (event) => onKey(self, event));
  return {
    element,
    sync: () => sync(self),
    rename: () => rename(self),
    place: () => place(self),
    buttonOf: (id) => self.buttons.get(id) ?? null,
    focus: (id) => self.buttons.get(id)?.focus({ preventScroll: true }),
    /** Id of the mark whose button has the keyboard's focus ring. */
    focused() {
      const active = element.getRootNode().activeElement;
      return active?.dataset?.mark && active.matches(":focus-visible") ? active.dataset.mark : null;
    },
  };
}

function make(self, mark) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "stage-mark";
  button.dataset.mark = mark.id;
  button.tabIndex = -1;
  button.style.cssText = PLAIN;
  button.addEventListener("click", () => {
    // A second press goes on to the numbers of a leaf.
    if (self.app.selected === mark.id && self.app.canvas.cells.enter(mark.id)) return;
    self.canvas.press(mark.id);
  });
  button.addEventListener("focus", () => {
    setRoving(self, mark.id);
    self.canvas.reveal(mark.id);
    self.canvas.redraw();
  });
  button.addEventListener("blur", () => self.canvas.redraw());
  self.plane.append(button);
  self.buttons.set(mark.id, button);
  return button;
}

function setRoving(self, id) {
  const old = self.buttons.get(self.roving);
  if (old) old.tabIndex = -1;
  self.roving = id;
  const button = self.buttons.get(id);
  if (button) button.tabIndex = 0;
}

function onKey({ canvas, buttons }, event) {
  const id = event.target?.dataset?.mark;
  if (!id || event.ctrlKey || event.metaKey || event.altKey || !(event.key in MOVES)) return;
  event.preventDefault();
  event.stopPropagation();
  const [dx, dy] = MOVES[event.key];
  if (event.shiftKey) {
    canvas.nudge(id, dx * STEP, dy * STEP);
    return;
  }
  const next = neighbour(id, event.key, canvas.shown(), canvas.links());
  if (next) buttons.get(next)?.focus({ preventScroll: true });
}

function sync(self) {
  const shown = self.canvas.shown();
  const ids = new Set(shown.map((mark) => mark.id));
  const focused = self.element.getRootNode().activeElement;
  for (const [id, button] of self.buttons) {
    if (ids.has(id)) continue;
    if (button === focused) self.element.focus({ preventScroll: true });
    if (button === focused) self.left = id;
    button.remove();
    self.buttons.delete(id);
  }
  for (const mark of shown) {
    const button = self.buttons.get(mark.id) ?? make(self, mark);
    const pressed = String(self.app.chosen.includes(mark.id));
    if (button.getAttribute("aria-pressed") !== pressed) button.setAttribute("aria-pressed", pressed);
    stand(self, button, mark);
  }
  comeBack(self);
  if (!self.buttons.has(self.roving)) setRoving(self, shown[0]?.id ?? null);
  place(self);
}

/** A mark that went off the picture with the focus on it has it again once it is back, if nothing else took it. */
function comeBack(self) {
  if (self.left && self.element.getRootNode().activeElement !== self.element) self.left = null;
  const button = self.left && self.buttons.get(self.left);
  if (!button) return;
  self.left = null;
  button.focus({ preventScroll: true });
}

function rename({ app, canvas, element, buttons }) {
  element.setAttribute("aria-label", app.word("ui.graph"));
  for (const mark of canvas.shown()) {
    const button = buttons.get(mark.id);
    const name = nameOf(app, mark);
    if (button && button.getAttribute("aria-label") !== name) button.setAttribute("aria-label", name);
  }
}

function stand({ places }, button, mark) {
  const { x, y, width, height } = mark;
  const old = places.get(button);
  places.set(button, mark);
  if (old === mark || (old && old.x === x && old.y === y && old.width === width && old.height === height)) return;
  const transform = `translate(${(x - width / 2).toFixed(1)}px,${(y - height / 2).toFixed(1)}px)`;
  Object.assign(button.style, { transform, width: `${width}px`, height: `${height}px` });
}

function place(self) {
  const { canvas, plane, buttons } = self;
  const { x, y } = canvas.toView(0, 0);
  const where = `translate(${x.toFixed(1)}px,${y.toFixed(1)}px) scale(${canvas.scale().toFixed(4)})`;
  if (plane.style.transform !== where) plane.style.transform = where;
  for (const mark of canvas.shown()) if (buttons.has(mark.id)) stand(self, buttons.get(mark.id), mark);
}
