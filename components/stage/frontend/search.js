/** Finding a mark by its name: "/" opens a field, the list under it says what there is, Enter goes there. */

import { button, fill, h, name } from "./dom.js";
import { kindOf } from "./legend.js";
import { swatch } from "./swatch.js";

const MOST = 8;

/** What can be found: [{id, text, more, born}]; variables first, then results without a name, functions and buckets. */
export function findable(marks, query) {
  const wanted = query.trim().toLowerCase();
  const order = ["tensor", "function", "bucket"];
  const rows = marks.filter((mark) => order.includes(mark.role)).map((mark) => ({
    mark, id: mark.id, text: mark.role === "function" ? mark.grad_fn ?? mark.op : mark.name,
    more: mark.temp ? mark.expression : "", born: mark.born,
  }));
  const rank = ({ mark, text, more }) => {
    const at = `${text} ${more}`.toLowerCase().indexOf(wanted);
    return at < 0 ? -1 : order.indexOf(mark.role) * 4 + (mark.temp ? 2 : 0) + (at > 0 ? 1 : 0);
  };
  return rows.filter((row) => rank(row) >= 0).sort((a, b) => rank(a) - rank(b) || a.text.length - b.text.length);
}

/** {button, element, update}. */
export function createSearch(app) {
  const open = button("search", { "data-do": "search", "aria-expanded": "false", onclick: () => toggle(self) });
  const field = h("input", {
    type: "text", role: "combobox", class: "search-field", autocomplete: "off", spellcheck: "false",
    "aria-expanded": "true", "aria-controls": "search-list", "aria-autocomplete": "list",
  });
  const list = h("ul", { id: "search-list", class: "search-list", role: "listbox" });
  const none = h("p", { class: "hint", role: "status" });
  const element = h("div", { class: "popover search", hidden: true }, field, list, none);
  const self = { app, open, field, list, none, element, rows: [], at: 0 };
  field.addEventListener("input", () => { self.at = 0; show(self); });
  field.addEventListener("keydown", (event) => onKey(self, event));
  app.root.addEventListener("pointerdown", (event) => {
    if (!element.hidden && !element.contains(event.target) && !open.contains(event.target)) close(self, false);
  });
  return { button: open, element, update: (what) => update(self, what) };
}

function update(self, what) {
  if (!what.has("words") && !what.has("payload")) return;
  const { app, open, field, list } = self;
  name(open, app.word("ui.search"), "/");
  field.setAttribute("aria-label", app.word("ui.search"));
  field.placeholder = app.word("ui.search.hint");
  list.setAttribute("aria-label", app.word("ui.search"));
}

function toggle(self) {
  if (!self.element.hidden) return close(self, true);
  self.element.hidden = false;
  self.open.setAttribute("aria-expanded", "true");
  self.field.value = "";
  self.at = 0;
  show(self);
  return self.field.focus({ preventScroll: true });
}

function close({ element, open }, back) {
  element.hidden = true;
  open.setAttribute("aria-expanded", "false");
  if (back) open.focus({ preventScroll: true });
}

function show(self) {
  const { app, field, list, none } = self;
  self.rows = findable(app.payload.marks, field.value).slice(0, MOST);
  self.at = Math.min(self.at, Math.max(0, self.rows.length - 1));
  fill(list, self.rows.map((row, i) => h("li", {
    id: `search-${i}`, role: "option", class: "search-row", "aria-selected": String(i === self.at), onclick: () => go(self, row),
  }, swatch(kindOf(row.mark, app.state.get(row.id))), h("span", { class: "search-name" }, row.text),
  h("span", { class: "search-more" }, row.more || app.word("ui.error.where", { line: row.mark.line })))));
  none.textContent = self.rows.length ? "" : app.word("ui.search.none");
  field.setAttribute("aria-activedescendant", self.rows.length ? `search-${self.at}` : "");
}

function onKey(self, event) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by && self.rows.length) {
    self.at = (self.at + by + self.rows.length) % self.rows.length;
    show(self);
  } else if (event.key === "Enter" && self.rows[self.at]) go(self, self.rows[self.at]);
  else if (event.key === "Escape") close(self, true);
  else return;
  event.preventDefault();
  event.stopPropagation();
}

/** Goes to a mark: to the step that made it where it is not there yet, and to its place in the picture. */
function go(self, { id, born }) {
  const { app } = self;
  close(self, false);
  if (born > app.step) app.do.seek(born);
  app.do.select(id);
  app.do.follow(id);
}
