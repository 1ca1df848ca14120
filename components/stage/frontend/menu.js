/** One menu at a time, beside what it belongs to: lines that can be written, each with what it means. */

import { fill, h } from "./dom.js";

const GAP = 6;

/**
 * Opens a menu in the stage. `anchor` is a box {left, top, right, bottom} on the screen, `from` the element that gets
 * the focus back; each item is {label, code, hint, why (it cannot be chosen), act, look} or null for a line between.
 */
export function openMenu(app, { title, anchor, from = null, items, closed = () => {} }) {
  closeMenu(app);
  const element = h("div", { class: "popover menu", role: "menu", "aria-label": title, tabindex: "-1" });
  const self = { app, element, from, closed };
  fill(element, h("p", { class: "menu-title", "aria-hidden": "true" }, title), items.map((item) => rowOf(self, item)));
  element.addEventListener("keydown", (event) => onKey(self, event));
  element.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !element.contains(event.relatedTarget)) close(self, false);
  });
  self.outside = (event) => { if (!event.composedPath().includes(element)) close(self, false); };
  app.root.append(element);
  window.addEventListener("pointerdown", self.outside, true);
  app.menu = self;
  stand(app, element, anchor);
  entries(element)[0]?.focus({ preventScroll: true });
}

/** Closes the menu that is open, if one is. */
export function closeMenu(app, back = false) {
  if (app.menu) close(app.menu, back);
}

function close(self, back) {
  if (self.app.menu !== self) return;
  self.app.menu = null;
  window.removeEventListener("pointerdown", self.outside, true);
  self.element.remove();
  self.closed();
  if (back) (self.from?.isConnected ? self.from : self.app.root).focus({ preventScroll: true });
}

function rowOf(self, item) {
  if (!item) return h("hr", { class: "menu-line", role: "separator" });
  const { label, code = null, hint = null, why = null, act, look = null } = item;
  const choose = () => {
    if (why) return;
    close(self, true);
    act();
  };
  const row = h("button", {
    type: "button", class: "menu-item", role: "menuitem", tabindex: "-1", "aria-disabled": why ? "true" : null, onclick: choose,
  },
  label ? h("span", { class: "menu-label" }, label) : null,
  code ? h("code", { class: "writes", lang: "en" }, code) : null,
  why ?? hint ? h("span", { class: "hint" }, why ?? hint) : null);
  row.addEventListener("pointerenter", () => row.focus({ preventScroll: true }));
  if (look) row.addEventListener("focus", look);
  return row;
}

function entries(element) {
  return [...element.querySelectorAll('[role="menuitem"]')];
}

function onKey(self, event) {
  const all = entries(self.element);
  const at = all.indexOf(event.target);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
  if (to !== undefined) all[(to + all.length) % all.length].focus({ preventScroll: true });
  else if (event.key === "Escape" || event.key === "Tab") close(self, true);
  else if (event.key === "Enter" || event.key === " ") event.target.click();
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Below its anchor, above it where there is no room, and always inside the stage. */
export function stand(app, element, anchor) {
  const room = app.root.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = element;
  const left = Math.max(8, Math.min(anchor.left - room.left, room.width - width - 8));
  const below = anchor.bottom - room.top + GAP;
  const above = anchor.top - room.top - GAP - height;
  const high = Math.min(room.height, window.innerHeight - room.top);
  const top = below + height <= high - 8 || above < 8 ? Math.max(8, Math.min(below, high - height - 8)) : above;
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, right: "auto", bottom: "auto" });
}
