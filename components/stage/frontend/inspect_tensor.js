/** The inspector's view of a tensor, and of the bucket its gradient is kept in. */

import { h } from "./dom.js";
import { send } from "./events.js";
import { action, chip, copyText, linkChip, markButton, nearPart, section } from "./inspect_parts.js";
import { valueGrid } from "./value_grid.js";

/** Why a tensor has no gradient, as a key of the catalogue; null when it has one. */
export function whyNone(fields) {
  if (fields.grad !== null && fields.grad !== undefined) return null;
  return fields.why ? `insp.why.${fields.why}` : null;
}

/** The note on is_leaf: only where PyTorch's word differs from who made the tensor. */
export function leafNote(mark, fields) {
  if (fields.is_leaf && (mark.made_by || mark.given)) return "insp.leaf.untracked";
  if (!fields.is_leaf && !mark.made_by && !mark.given) return "insp.leaf.changed";
  return null;
}

/** The variable that still holds the tensor when the program has ended: what a new line can call it, or null. */
export function lastName(app, id) {
  return app.store.stateAt(app.store.last).get(id)?.names?.[0] ?? null;
}

/** Whether one number is all the tensor holds, so that backward() needs no gradient. */
export function isScalar(shape) {
  return (shape ?? []).every((size) => size === 1);
}

/** The body of the inspector for tensor `mark`; `ask()` opens the gradient form. */
export function tensorView(app, mark, { ask }) {
  const fields = app.state.get(mark.id) ?? {};
  const name = lastName(app, mark.id);
  return [
    identity(app, mark, fields),
    h("div", { class: "parts" },
      valuePart(app, mark, fields),
      gradPart(app, fields),
      runPart(app, mark, fields, name, ask),
      nearPart(app, mark, app.word("insp.roads"), ["insp.made_by", "insp.used_by"]),
      fields.printed ? section(app.word("insp.printed"), copyText(app, fields.printed)) : null),
  ];
}

function identity(app, mark, fields) {
  const note = leafNote(mark, fields);
  const grad_fn = fields.grad_fn ?? "None";
  const made = mark.made_by ? app.word("insp.result_of", { line: mark.line })
    : app.word(mark.given ? "insp.given" : "insp.you_made");
  return h("div", { class: "identity" },
    h("div", { class: "chips" },
      chip(null, made, { tone: "kind" }),
      chip("requires_grad", pyBool(fields.requires_grad), { tone: fields.requires_grad ? "on" : null }),
      chip("is_leaf", pyBool(fields.is_leaf), { note: note && app.word(note), tone: note ? "noted" : null }),
      fields.grad_fn_id ? linkChip(app, "grad_fn", fields.grad_fn_id, grad_fn) : chip("grad_fn", grad_fn),
      chip("shape", `(${(mark.shape ?? []).join(", ")}${mark.shape?.length === 1 ? "," : ""})`),
      chip("dtype", mark.dtype ?? "?"),
      chip("_version", String(fields.version ?? 0)),
      fields.retains_grad ? chip("retains_grad", "True") : null,
      mark.line ? chip(app.word("insp.line"), String(mark.line)) : null),
    note ? h("p", { class: "hint" }, h("code", { lang: "en" }, "is_leaf"), " ", app.word(note)) : null);
}

export function pyBool(value) {
  return value ? "True" : "False";
}

/** Whether the numbers that are shown are those of a declaration, so that they can be changed there. */
export function isEditable(mark, fields, value) {
  return Boolean(mark.literal && value?.cells && !fields.version);
}

/** What writes a number of a tensor into the line that declares it: edit(index, number, gesture). */
export function editOf(app, mark) {
  const { literal: name, line, id } = mark;
  return (index, text, gesture) => send(app, "set_element", { name, line, mark: id, index, text, gesture });
}

function valuePart(app, mark, fields) {
  const value = app.value(fields.value);
  const mine = isEditable(mark, fields, value);
  const edit = mine ? editOf(app, mark) : null;
  return section(app.word("insp.value"), valueGrid(app, value, "value", { edit, label: app.word("insp.value") }),
    mine ? h("p", { class: "hint" }, app.word("insp.value.edit")) : null);
}

function gradPart(app, fields) {
  const grad = app.value(fields.grad);
  const why = whyNone(fields);
  return section("grad", valueGrid(app, grad, "grad", { label: "grad" }),
    why ? h("p", { class: "hint why" }, app.word(why)) : null);
}

function runPart(app, mark, fields, name, ask) {
  if (!name) return section(app.word("insp.write"), h("p", { class: "hint" }, app.word("insp.no_name")));
  const run = () => (isScalar(mark.shape) ? send(app, "backward", { name }) : ask());
  return section(app.word("insp.write"),
    action("backward", app.word("insp.backward"), {
      writes: `${name}.backward(${isScalar(mark.shape) ? "" : "…"})`, sign: "back",
      props: { "data-do": "backward", title: `${app.word("insp.backward")} (B)`, onclick: run },
    }),
    fields.is_leaf ? flagActions(app, mark, fields, name) : null,
    mark.line ? action("delete", app.word("insp.delete", { line: mark.line }), {
      sign: "trash", props: { class: "button quiet danger", onclick: () => send(app, "delete", { line: mark.line }) },
    }) : null);
}

function flagActions(app, mark, fields, name) {
  const value = !fields.requires_grad;
  const set = (mode) => () => send(app, "flag", { name, value, mode });
  return [
    action("flag:now", app.word("insp.flag.now"), {
      writes: `${name}.requires_grad = ${pyBool(value)}`, hint: app.word("insp.flag.now.hint"),
      props: { onclick: set("now") },
    }),
    mark.made_by || mark.given ? null : action("flag:history", app.word("insp.flag.history"), {
      writes: `requires_grad=${pyBool(value)}`, hint: app.word("insp.flag.history.hint", { line: mark.line }),
      props: { onclick: set("history") },
    }),
  ];
}

/** The body of the inspector for a bucket: what it holds now and what it held after every pass. */
export function bucketView(app, mark) {
  const fields = app.state.get(mark.id) ?? {};
  const tensor = app.state.get(mark.of) ?? {};
  const why = whyNone(tensor);
  const levels = (fields.levels ?? []).map((index) => app.value(index)).filter(Boolean);
  return [
    h("div", { class: "identity" }, h("div", { class: "chips" },
      linkChip(app, app.word("insp.bucket_of"), mark.of, null, " is-kind"))),
    h("p", { class: "hint" }, app.word("insp.bucket.hint")),
    h("div", { class: "parts" },
      section(mark.name, valueGrid(app, app.value(fields.value), "grad", { label: mark.name }),
        why ? h("p", { class: "hint why" }, app.word(why)) : null),
      levels.length > 1 ? section(app.word("insp.levels"), h("ol", { class: "levels" },
        levels.map((value) => h("li", null, h("span", { class: "mono" }, value.text ?? value.preview))))) : null),
  ];
}

/** The body of the inspector for a constant. */
export function constantView(app, mark) {
  return [
    h("p", { class: "hint" }, app.word("insp.constant")),
    mark.of ? h("div", { class: "road-row" }, h("span", { class: "road-key" }, app.word("insp.used_by")),
      markButton(app, mark.of)) : null,
  ];
}
