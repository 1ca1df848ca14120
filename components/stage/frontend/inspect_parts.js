/** Pieces every view of the inspector is made of: sections, chips, buttons that lead to a mark, text to copy. */

import { copyButton } from "./copy_button.js";
import { button, h, icon, name, setIcon } from "./dom.js";
import { kindOf } from "./legend.js";
import { swatch } from "./swatch.js";

/** What a mark is called: its variable, a function's sign and name, or the letter and expression of a temporary. */
export function titleOf(mark, fields = {}) {
  if (mark.role === "function") return [mark.glyph || mark.op, mark.grad_fn].filter(Boolean).join("  ");
  if (mark.temp && !fields.names?.length) return mark.expression ? `${mark.name} = ${mark.expression}` : mark.name;
  return fields.names?.[0] ?? mark.name;
}

/** Marks joined to `id` on the value lane at step `step`: {from: where it came from, to: what uses it}. */
export function neighboursOf(id, links, marks, step) {
  const there = (other) => marks.has(other) && marks.get(other).born <= step;
  const along = (mine, theirs) => [...new Set(links
    .filter((link) => link.lane === "value" && link.born <= step && link[mine] === id && there(link[theirs]))
    .map((link) => link[theirs]))];
  return { from: along("to", "from"), to: along("from", "to") };
}

/** A titled part of the inspector; nothing at all when it has no content. */
export function section(title, ...content) {
  const rest = content.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  return rest.length ? h("section", { class: "part" }, title ? h("h3", null, title) : null, rest) : null;
}

/** One fact as "key value"; `note` is shown on hover and read aloud. */
export function chip(key, value, { note = null, tone = null } = {}) {
  return h("span", { class: `chip${tone ? ` is-${tone}` : ""}`, title: note },
    key ? h("span", { class: "chip-key" }, key) : null, h("span", { class: "chip-value" }, value));
}

/** A button that selects a mark; it shows what kind of thing it is. */
export function markButton(app, id, text = null) {
  const mark = app.mark(id);
  if (!mark) return h("span", { class: "mark-gone" }, text ?? "None");
  const fields = app.state.get(id);
  return h("button", {
    type: "button", class: "mark-button", "data-key": `mark:${id}`, onclick: () => app.do.select(id),
  }, swatch(kindOf(mark, fields)), h("span", null, text ?? titleOf(mark, fields)));
}

/** A chip whose value is a button that selects a mark. */
export function linkChip(app, key, id, text = null, more = "") {
  return h("span", { class: `chip${more}` }, h("span", { class: "chip-key" }, key), markButton(app, id, text));
}

/** Where a mark came from and what came of it; `keys` are the words for the two rows. */
export function nearPart(app, mark, title, [from, to]) {
  const near = neighboursOf(mark.id, app.payload.links, app.store.marks, app.step);
  const row = (key, ids) => (ids.length ? h("div", { class: "road-row" },
    h("span", { class: "road-key" }, app.word(key)), ids.map((id) => markButton(app, id))) : null);
  return section(title, row(from, near.from), row(to, near.to));
}

/** The two buttons beside the title: where it came from, and what uses it. */
export function walkButtons(app, mark) {
  const near = neighboursOf(mark.id, app.payload.links, app.store.marks, app.step);
  const one = (side, ids, sign) => {
    const element = button(sign, {
      class: "quiet small", disabled: !ids.length, "data-key": `walk:${side}`, onclick: () => app.do.select(ids[0]),
    });
    const to = ids.length ? titleOf(app.mark(ids[0]), app.state.get(ids[0])) : app.word("insp.walk.none");
    name(element, app.word(`insp.walk.${side}`, { name: to }));
    return element;
  };
  return h("span", { class: "walk" }, one("from", near.from, "back"), one("to", near.to, "step"));
}

/** Text in the words of PyTorch, with a button that copies it. */
export function copyText(app, text) {
  const copy = copyButton(app, text, { class: "quiet small", "data-key": "copy" });
  return h("div", { class: "printed" }, h("pre", { lang: "en", tabindex: "0" }, text), copy);
}

/** A button for an edit, with the line it writes and what that means. */
export function action(key, words, { writes = null, hint = null, sign = null, props = {} } = {}) {
  return h("div", { class: "action" },
    h("button", { type: "button", class: "button", "data-key": key, ...props }, sign ? icon(sign, 16) : null,
      h("span", { class: "button-text" }, words), writes ? h("code", { class: "writes", lang: "en" }, writes) : null),
    hint ? h("p", { class: "hint" }, hint) : null);
}
