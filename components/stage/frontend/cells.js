/** Real fields over the numbers of the leaves in the picture, and the light on numbers that an edit has changed. */

import { h } from "./dom.js";
import { editOf, isEditable } from "./inspect_tensor.js";
import { isTyped, numberField, setNumber } from "./number_field.js";
import { indexOf } from "./value_grid.js";

const FLASH = 900;

/** Cells that hold another number than before: [mark id, flat index]; `fields` are "value" of tensors and buckets. */
export function changedCells(marks, before, now) {
  const changed = [];
  for (const mark of marks) {
    const [old, fresh] = [before(mark.id), now(mark.id)];
    if (!old?.cells || !fresh?.cells || old.cells.length !== fresh.cells.length) continue;
    fresh.cells.forEach((cell, flat) => { if (cell !== old.cells[flat]) changed.push([mark.id, flat]); });
  }
  return changed;
}

/** The layer; `canvas` = {shown(), toView(x, y), scale()}, `under` gets what the fields do not take. */
export function createCells(app, canvas) {
  const element = h("div", { class: "stage-cells" });
  const self = { app, canvas, element, places: new Map(), groups: new Map(), lights: [], key: "" };
  // Zooming goes on while the pointer happens to be over a number.
  element.addEventListener("wheel", (event) => {
    event.preventDefault();
    element.parentElement.querySelector("canvas")?.dispatchEvent(new WheelEvent("wheel", event));
  }, { passive: false });
  return {
    element,
    /** Told by whoever draws: where the cells of a mark stand on the canvas. */
    placed: (id, place) => self.places.set(id, place),
    /** Where the cells of a mark stand, if they are drawn. */
    where: (id) => self.places.get(id) ?? null,
    begin: () => self.places.clear(),
    place: () => place(self),
    flash: (changed) => light(self, changed),
    /** Puts the focus on the first number of a leaf; says whether there is one. */
    enter(id) {
      const first = self.groups.get(id)?.fields[0];
      first?.focus({ preventScroll: true });
      return Boolean(first);
    },
  };
}

function place(self) {
  const { app, canvas, places } = self;
  const shown = canvas.shown().filter((mark) => places.has(mark.id) && !places.get(mark.id).heat && editable(app, mark));
  const scale = canvas.scale();
  const key = JSON.stringify([app.payload.rev, app.payload.lang, app.selected, scale, canvas.toView(0, 0),
    shown.map((mark) => [mark.id, places.get(mark.id), app.state.get(mark.id)?.value])]);
  placeLights(self, scale);
  if (key === self.key) return;
  self.key = key;
  const ids = new Set(shown.map((mark) => mark.id));
  for (const [id, group] of self.groups) {
    if (ids.has(id)) continue;
    group.element.remove();
    self.groups.delete(id);
  }
  for (const mark of shown) stand(self, mark, places.get(mark.id), scale);
}

function editable(app, mark) {
  const fields = app.state.get(mark.id) ?? {};
  return mark.role === "tensor" && isEditable(mark, fields, app.value(fields.value));
}

/** Makes the fields of one leaf, or brings them up to date, and puts them where its numbers are drawn. */
function stand(self, mark, at, scale) {
  const { app } = self;
  const value = app.value(app.state.get(mark.id).value);
  let group = self.groups.get(mark.id);
  const made = JSON.stringify([mark.literal, mark.line, value.shape]);
  if (group?.made !== made) {
    group?.element.remove();
    self.groups.set(mark.id, (group = make(self, mark, value, made)));
  }
  group.element.setAttribute("aria-label", app.word("ui.cells", { name: mark.literal }));
  group.fields.forEach((field, flat) => {
    const text = value.cells[flat];
    const mine = app.drag?.key === field.dataset.key || (field.matches(":focus") && isTyped(field));
    setNumber(field, mine ? field.value : text, text);
    // One stop for the Tab key in a leaf that is selected, none in the others.
    field.tabIndex = app.selected === mark.id && flat === 0 ? 0 : -1;
    put(self, field, at, flat, scale);
  });
}

function put({ canvas }, element, { x, y, pitch, high, rows, columns }, flat, scale) {
  const column = (flat % columns) - (columns - 1) / 2;
  const row = Math.floor(flat / columns) - (rows - 1) / 2;
  const at = canvas.toView(x + column * pitch, y + row * high);
  const [width, height] = [pitch * scale - 1, high * scale];
  Object.assign(element.style, {
    transform: `translate(${(at.x - width / 2).toFixed(1)}px, ${(at.y - height / 2).toFixed(1)}px)`,
    width: `${width.toFixed(1)}px`,
    height: `${height.toFixed(1)}px`,
    fontSize: `${Math.min(15, high * 0.86) * scale}px`,
  });
}

function make(self, mark, value, made) {
  const { app } = self;
  const edit = editOf(app, mark);
  const move = (flat) => (key) => group.fields[flat + (key === "ArrowLeft" ? -1 : 1)];
  const fields = value.cells.map((text, flat) => {
    const index = indexOf(flat, value.shape);
    const field = numberField(app, {
      key: `canvas:${mark.id}:${flat}`, label: index.length ? `${mark.literal}[${index.join(", ")}]` : mark.literal, text,
      edit: (number, gesture) => edit(index, number, gesture), move: move(flat), attributes: { class: "picture-cell" },
    });
    field.addEventListener("focus", () => app.do.select(mark.id));
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      app.canvas.overlay.focus(mark.id);
    });
    return field;
  });
  const group = { made, fields, element: h("div", { class: "picture-cells", role: "group" }, fields) };
  self.element.append(group.element);
  return group;
}

/** Lights up numbers for a moment. */
function light(self, changed) {
  for (const one of self.lights) one.element.remove();
  self.lights = changed.map(([id, flat]) => ({ id, flat, element: h("span", { class: "picture-light" }) }));
  self.element.append(...self.lights.map((one) => one.element));
  clearTimeout(self.timer);
  self.timer = setTimeout(() => light(self, []), FLASH);
  if (!changed.length) clearTimeout(self.timer);
  placeLights(self, self.canvas.scale());
}

function placeLights(self, scale) {
  for (const { id, flat, element } of self.lights) {
    const at = self.places.get(id);
    element.hidden = !at;
    if (at) put(self, element, at, flat, scale);
  }
}
