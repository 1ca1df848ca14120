/** The inspector's view of a tensor, and of the bucket its gradient is kept in. */

import { h } from "./dom.js";
import { send } from "./events.js";
import { action, chip, copyText, linkChip, markButton, nearPart, section } from "./inspect_parts.js";
import { whyPart } from "./inspect_why.js";
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
      gradPart(app, mark, fields),
      whyPart(app, mark)),
    plumbing(app, mark, fields),
    h("div", { class: "parts" },
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
    note ? h("p", { class: "hint" }, h("code", { lang: "en" }, "is_leaf"), " ", app.word(note)) : null,
    fold(app, "leaf", app.word(fields.is_leaf ? "insp.leaf.why" : "insp.leaf.why_not"),
      h("p", { class: "hint" }, app.word(leafReason(app, mark, fields), { fn: grad_fn, line: mark.line ?? "?" }))));
}

/** Why a tensor is a leaf, or is none, as a key of the catalogue. */
export function leafReason(app, mark, fields) {
  if (!fields.is_leaf) return mark.made_by ? "insp.leaf.recorded" : "insp.leaf.recorded_since";
  if (!mark.made_by) return mark.given ? "insp.leaf.came_out" : "insp.leaf.made";
  return app.mark(mark.made_by)?.op === "detach" ? "insp.leaf.detached" : "insp.leaf.unrecorded";
}

/** A part that opens when it is asked for, and stays as it was left. */
function fold(app, key, title, ...content) {
  app.open ??= new Set();
  const element = h("details", { class: "fold", ontoggle: () => (element.open ? app.open.add(key) : app.open.delete(key)) },
    h("summary", { "data-key": `fold:${key}` }, title), content);
  element.open = app.open.has(key);
  return element;
}

/** What lies behind a tensor: its function's next_functions, what was saved of it, and what it shares. */
function plumbing(app, mark, fields) {
  const made = app.mark(fields.grad_fn_id);
  const saving = [...app.state].filter(([id, other]) => app.mark(id)?.born <= app.step
    && (other.saved ?? []).some((one) => one.tensor === mark.id));
  const shares = app.mark(mark.made_by)?.op === "detach";
  if (!made && !saving.length && !shares) return null;
  return fold(app, "plumbing", app.word("insp.plumbing"), h("div", { class: "parts" },
    made ? section("grad_fn.next_functions", h("ol", { class: "next" }, (made.next ?? []).map(([fn, to, nr]) => h("li", null,
      fn ? markButton(app, to, fn) : h("span", { class: "none" }, "None"), h("span", { class: "road-key" }, nr))))) : null,
    saving.length ? section(app.word("insp.saved_by"), h("ul", { class: "saved" }, saving.flatMap(([id, other]) => other.saved
      .filter((one) => one.tensor === mark.id).map((one) => savedBy(app, id, one, fields))))) : null,
    shares ? h("p", { class: "hint" }, app.word("insp.shares")) : null));
}

function savedBy(app, id, saved, fields) {
  const changed = saved.version !== null && saved.version !== fields.version;
  return h("li", { class: "saved-row" }, markButton(app, id), h("code", { lang: "en" }, saved.name), h("span", { class: "mono" }, `v${saved.version}`),
    changed ? h("span", { class: "badge is-error" }, app.word("insp.saved.now", { version: fields.version })) : null);
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

function gradPart(app, mark, fields) {
  const [grad, passed] = [app.value(fields.grad), app.value(fields.passed)];
  const why = whyNone(fields);
  const picking = { pick: (flat) => app.do.pick(flat), picked: passed?.cells ? Math.min(app.picked ?? 0, passed.cells.length - 1) : null };
  // What only passes is not kept; it is shown apart from .grad, which stays None.
  const passing = passed && !grad && mark.role === "tensor" && !fields.is_leaf;
  const writer = app.store.steps.findLastIndex((step, i) => i <= app.step
    && (step.writes ?? []).some(([id, field]) => id === mark.id && (field === "grad" || field === "passed")));
  return [
    section("grad", valueGrid(app, grad, "grad", { label: "grad", ...(passed?.cells ? picking : {}) }),
      why ? h("p", { class: "hint why" }, app.word(why)) : null,
      passed && writer >= 0 ? h("button", { type: "button", class: "link", "data-key": "replay", onclick: () => app.do.seek(writer) },
        app.word("insp.replay")) : null),
    passing ? section(app.word("insp.passed"), valueGrid(app, passed, "grad", { label: app.word("insp.passed"), ...picking })) : null,
  ];
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
