/** The bar beside one or two chosen tensors: the operations that fit them; each writes a line. */

import { button, fill, h, name as nameIt } from "./dom.js";
import { send } from "./events.js";
import { misfit } from "./fits.js";
import { lastName } from "./inspect_tensor.js";
import { openMenu } from "./menu.js";
import { flagMenu, nodeMenu } from "./node_menu.js";
import { plain, typedNumber } from "./scrub.js";

const SIGNS = { "a + b": "+", "a - b": "−", "a * b": "×", "a / b": "÷", "a ** n": "xⁿ", "a @ b": "@" };
const AT_HAND = ["sum()", "mean()"];
const GAP = 12;
const RESTS = new Set(["statement", "error", undefined]);

/** The tensors the bar works on, in the order they were chosen: [{id, name, shape, dtype}], at most two. */
export function operandsOf(app) {
  const found = app.chosen.map((id) => app.mark(id)).filter((mark) => mark?.role === "tensor" && mark.born <= app.step)
    .map((mark) => ({ id: mark.id, name: lastName(app, mark.id), shape: mark.shape ?? [], dtype: mark.dtype ?? "" }));
  return found.length <= 2 && found.every((one) => one.name) ? found : [];
}

/** The line that `row` would write. */
export function lineOf(row, fresh, a, b) {
  return `${fresh} = ${row.pattern.replace("{a}", a).replace("{b}", b)}`;
}

/** The bar; `canvas` = {boxOf(id)}: where a mark lies in the canvas, in CSS px. */
export function createOpBar(app) {
  const element = h("div", { class: "op-bar", role: "toolbar", hidden: true });
  const preview = h("code", { class: "op-preview", lang: "en" });
  const self = { app, element, preview, drawn: "", number: "2", swapped: false };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    app.do.select(null);
  });
  return { element, update: () => update(self), place: () => place(self) };
}

function update(self) {
  const { app, element } = self;
  // While a gradient is on its way the place belongs to it.
  const riding = app.step < app.store.last && !RESTS.has(app.stepOf(app.step)?.kind);
  let operands = app.tape.playing || app.drag || riding ? [] : operandsOf(app);
  if (self.swapped && operands.length === 2) operands = [...operands].reverse();
  if (operands.length < 2) self.swapped = false;
  const key = JSON.stringify([operands, app.payload.fresh, app.payload.lang]);
  if (key === self.drawn) return place(self);
  self.drawn = key;
  element.hidden = !operands.length;
  self.operands = operands;
  if (operands.length) draw(self);
  return place(self);
}

function draw(self) {
  const { app, element, operands, preview } = self;
  const active = element.getRootNode().activeElement;
  const focused = element.contains(active) ? active.dataset.key : null;
  element.setAttribute("aria-label", app.word("ops.bar", { name: operands.map((one) => one.name).join(", ") }));
  fill(element, h("div", { class: "op-row" }, operands.length === 2 ? pair(self) : single(self), more(self)), preview);
  preview.textContent = app.word(operands.length === 2 ? "ops.two" : "ops.hint");
  if (focused) element.querySelector(`[data-key="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
}

function rowsFor(self, wanted) {
  return self.app.lines.operations.filter(wanted);
}

function pair(self) {
  const { operands, app } = self;
  const swap = button("swap", { class: "quiet small", "data-key": "op:swap", onclick: () => { self.swapped = !self.swapped; update(self); } });
  nameIt(swap, app.word("ops.swap"));
  return [
    h("span", { class: "op-names" }, h("b", null, "①"), operands[0].name, swap, h("b", null, "②"), operands[1].name),
    rowsFor(self, (row) => ["any", "tensor"].includes(row.second)).map((row) => opButton(self, row, operands[1].name, operands[1])),
  ];
}

function single(self) {
  const { app, operands } = self;
  const field = h("input", {
    class: "op-number", type: "text", inputmode: "decimal", value: self.number, size: 1, "aria-label": app.word("ops.number"), "data-key": "op:number",
    oninput: () => { self.number = field.value; field.toggleAttribute("aria-invalid", typedNumber(field.value) === null); },
  });
  return [
    h("span", { class: "op-names" }, operands[0].name),
    rowsFor(self, (row) => ["any", "number"].includes(row.second)).map((row) => opButton(self, row, null, null)),
    field,
    rowsFor(self, (row) => AT_HAND.includes(row.sign)).map((row) => opButton(self, row, "", null)),
  ];
}

/** A button for one operation; `second` is the text of the other operand, null for the number in the field. */
function opButton(self, row, second, b) {
  const { app, operands: [a] } = self;
  const why = misfit(row, a, b);
  const text = () => (second === null ? typedNumber(self.number) && plain(self.number) : second);
  const line = () => lineOf(row, app.payload.fresh, a.name, text() ?? "?");
  const say = () => { self.preview.textContent = why ? app.word(why.key, why.args) : line(); };
  const element = h("button", {
    type: "button", class: "op", "data-key": `op:${row.sign}`, "aria-disabled": why ? "true" : null, onpointerenter: say, onfocus: say,
    onclick: () => apply(self, row, text(), why),
  }, SIGNS[row.sign] ?? row.sign);
  nameIt(element, why ? `${row.sign}: ${app.word(why.key, why.args)}` : row.sign);
  return element;
}

function apply({ app, operands: [a] }, row, b, why) {
  if (why || b === null) return;
  send(app, "operation", row.second ? { sign: row.sign, a: a.name, b } : { sign: row.sign, a: a.name });
}

function more(self) {
  const { app, operands } = self;
  const [a] = operands;
  const rows = rowsFor(self, (row) => !AT_HAND.includes(row.sign) && ["", "dim"].includes(row.second));
  const open = (event) => openMenu(app, {
    title: app.word("ops.more"), anchor: event.currentTarget.getBoundingClientRect(), from: event.currentTarget,
    items: rows.map((row) => {
      const why = misfit(row, a, null);
      const b = row.second === "dim" ? "0" : "";
      return { code: lineOf(row, app.payload.fresh, a.name, b), why: why && app.word(why.key, why.args), act: () => apply(self, row, b, why) };
    }),
  });
  const functions = h("button", { type: "button", class: "op is-wide", "aria-haspopup": "menu", "data-key": "op:more", onclick: open }, "ƒ ▾");
  nameIt(functions, app.word("ops.more"));
  if (operands.length === 2) return [];
  const flag = h("button", {
    type: "button", class: "op is-wide", "aria-haspopup": "menu", "data-key": "op:flag", onclick: (event) => flagMenu(app, a.id, event.currentTarget),
  }, "∇ ▾");
  nameIt(flag, app.word("ops.flag", { name: a.name }), "G");
  const rest = button("more", { class: "quiet small", "aria-haspopup": "menu", "data-key": "op:menu", onclick: (event) => nodeMenu(app, a.id, event.currentTarget) });
  nameIt(rest, app.word("ops.menu", { name: a.name }));
  return [functions, flag, rest];
}

/** Above the tensor that was chosen last, below it where there is no room; never outside the picture. */
function place(self) {
  const { app, element, operands = [] } = self;
  if (element.hidden || !operands.length) return;
  const last = app.canvas.boxOf(app.chosen[app.chosen.length - 1]);
  const room = app.canvas.element.getBoundingClientRect();
  if (!last || !room.width) return;
  const { offsetWidth: width, offsetHeight: height } = element;
  const left = Math.max(6, Math.min(last.left + last.width / 2 - width / 2, room.width - width - 6));
  const above = last.top - GAP - height;
  const top = above >= 6 ? above : Math.min(room.height - height - 6, last.top + last.height + GAP);
  const where = `translate(${left.toFixed(0)}px, ${top.toFixed(0)}px)`;
  if (element.style.transform !== where) element.style.transform = where;
}
