/** The note at the place of an error: what was said and what it means, where the code is underlined. */

import { h } from "./dom.js";

/** Who said it in which words: "RuntimeError: …", or the bare message of this page. */
export function messageOf(error) {
  return error.type ? `${error.type}: ${error.message}` : error.message;
}

/** What happened in plain words, or null. */
export function explanationOf(app, error) {
  return error.explain ? app.word(error.explain.key, error.explain.args) : null;
}

/** The content of the note. */
export function errorNote(app, error, props = {}) {
  const what = explanationOf(app, error);
  return h("div", { ...props, class: "error-note" }, h("pre", { lang: "en" }, messageOf(error)), what ? h("p", null, what) : null);
}

/** Shows the note beside `target` while it is pointed at or focused; Esc puts it away. */
export function attachNote(app, target, error) {
  const note = errorNote(app, error, { role: "tooltip", id: "stage-error-note" });
  note.hidden = true;
  target.tabIndex = 0;
  target.setAttribute("aria-describedby", note.id);
  const show = () => {
    note.hidden = false;
    const { left, top, bottom } = target.getBoundingClientRect();
    const { width, height } = note.getBoundingClientRect();
    note.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    note.style.top = `${top > height + 12 ? top - height - 6 : bottom + 6}px`;
  };
  const hide = () => { note.hidden = true; };
  const within = (event) => target.contains(event.relatedTarget) || note.contains(event.relatedTarget);
  const leave = (event) => { if (!within(event) && !target.matches(":focus")) hide(); };
  for (const type of ["pointerenter", "focus"]) target.addEventListener(type, show);
  for (const element of [target, note]) element.addEventListener("pointerleave", leave);
  target.addEventListener("blur", hide);
  target.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || note.hidden) return;
    hide();
    event.stopPropagation();
  });
  return note;
}
