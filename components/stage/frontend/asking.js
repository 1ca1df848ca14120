/** Small questions in the stage: a new name, and whether what needs a line shall go with it. */

import { h } from "./dom.js";
import { send } from "./events.js";
import { stand } from "./menu.js";

const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;
const KEYWORDS = new Set(("False None True and as assert async await break class continue def del elif else except finally for "
  + "from global if import in is lambda nonlocal not or pass raise return try while with yield").split(" "));

/** Why `new` cannot be the name of a variable, as a key of the catalogue; null when it may be tried. */
export function badName(next, name) {
  if (!next.trim()) return "app.check.name_empty";
  if (!NAME.test(next) || next.length > 40) return "app.check.name_not_identifier";
  if (KEYWORDS.has(next)) return "app.check.name_keyword";
  return next === name ? "ask.rename.same" : null;
}

function popover(app, title, { anchor, from, role = "dialog" }, ...content) {
  app.asking?.close(false);
  const element = h("div", { class: "popover asking", role, "aria-label": title, tabindex: "-1" }, content);
  const outside = (event) => { if (!event.composedPath().includes(element)) self.close(false); };
  const self = {
    element,
    close(back) {
      window.removeEventListener("pointerdown", outside, true);
      element.remove();
      app.asking = null;
      if (back) (from?.isConnected ? from : app.root).focus({ preventScroll: true });
    },
  };
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    self.close(true);
  });
  window.addEventListener("pointerdown", outside, true);
  app.asking = self;
  app.root.append(element);
  stand(app, element, anchor);
  return self;
}

/** Asks for another name of a variable. */
export function askName(app, { name, anchor, from }) {
  const title = app.word("ask.rename", { name });
  const field = h("input", {
    class: "text-field", type: "text", value: name, maxlength: "40", "aria-label": title, autocomplete: "off", spellcheck: "false",
  });
  const note = h("p", { class: "hint", role: "status" }, app.word("ask.rename.hint"));
  const go = h("button", { type: "submit", class: "button primary" }, app.word("ask.rename.do"));
  const form = h("form", { class: "ask-form" }, h("h3", null, title), field, go, note);
  const self = popover(app, title, { anchor, from }, form);
  const judge = () => {
    const bad = badName(field.value.trim(), name);
    go.disabled = bad !== null;
    note.textContent = app.word(bad ?? "ask.rename.hint");
    return bad === null;
  };
  field.addEventListener("input", judge);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!judge()) return;
    send(app, "rename", { name, new: field.value.trim() });
    self.close(true);
  });
  judge();
  field.focus({ preventScroll: true });
  field.select();
}

/** Lists what could not run without a line that shall go, and asks. */
export function askDelete(app, { line, lines }) {
  const text = app.payload.text.split("\n");
  const title = app.word("ask.delete", { line });
  const row = (number) => h("li", null, h("span", { class: "ask-number" }, number), h("code", { lang: "en" }, text[number - 1]));
  const answer = (everything) => () => {
    self.close(true);
    if (everything) send(app, "delete", { line, everything: true });
    else send(app, "dismiss");
  };
  const go = h("button", { type: "button", class: "button primary", onclick: answer(true) },
    app.word("ask.delete.do", { count: lines.length + 1 }));
  const stay = h("button", { type: "button", class: "button", onclick: answer(false) }, app.word("ask.cancel"));
  const room = app.canvas.element.getBoundingClientRect();
  const anchor = { left: room.left + room.width / 2 - 180, top: room.top + 40, bottom: room.top + 34 };
  const self = popover(app, title, { anchor, from: app.root },
    h("h3", null, title), h("ol", { class: "ask-lines" }, row(line)), h("p", { class: "hint" }, app.word("ask.delete.others")),
    h("ol", { class: "ask-lines" }, lines.map(row)), h("div", { class: "actions" }, go, stay));
  go.focus({ preventScroll: true });
}

/** Says that a name could not be changed safely. */
export function sayRefused(app, { name, new: next }) {
  const room = app.canvas.element.getBoundingClientRect();
  const text = app.word("ask.rename.refused", { name, new: next });
  const self = popover(app, text, { anchor: { left: room.left + 40, top: room.top + 40, bottom: room.top + 34 }, from: app.root, role: "alertdialog" },
    h("p", null, text), h("div", { class: "actions" },
      h("button", { type: "button", class: "button", onclick: () => { self.close(true); send(app, "dismiss"); } }, app.word("ui.close"))));
  self.element.querySelector("button").focus({ preventScroll: true });
}
