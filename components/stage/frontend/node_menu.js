/** What can be done with a mark: lines about it, its flag, its name, and deleting its line. */

import { askName } from "./asking.js";
import { send } from "./events.js";
import { lastName, pyBool } from "./inspect_tensor.js";
import { openMenu } from "./menu.js";

/** The tensor a mark is about: itself, or what a bucket holds the gradient of. */
function tensorOf(app, mark) {
  return mark.role === "bucket" ? app.mark(mark.of) : mark.role === "tensor" ? mark : null;
}

function placeOf(app, id, from) {
  return (from ?? app.canvas.buttonOf(id))?.getBoundingClientRect() ?? app.root.getBoundingClientRect();
}

/** Opens the menu of mark `id`; `from` is the element it belongs to. */
export function nodeMenu(app, id, from = null) {
  const mark = app.mark(id);
  if (!mark || mark.role === "constant") return;
  const before = app.selected;
  app.do.select(id);
  const tensor = tensorOf(app, mark);
  const both = tensor && before && before !== id && app.mark(before)?.role === "tensor" ? [{
    label: app.word("menu.both", { name: app.mark(before).name }), act: () => { app.do.select(before); app.do.choose(id); },
  }] : [];
  const items = [...(tensor ? linesAbout(app, tensor, id) : []), ...both, ...lineItems(app, mark, tensor, id)];
  if (items.length) openMenu(app, { title: mark.name, anchor: placeOf(app, id, from), from: from ?? app.canvas.buttonOf(id), items });
}

function linesAbout(app, mark, id) {
  const name = lastName(app, mark.id);
  if (!name) return [{ label: app.word("menu.no_name"), why: app.word("insp.no_name"), act: () => {} }, null];
  const fields = app.state.get(mark.id) ?? {};
  const { methods } = app.lines;
  const written = (method) => methods[method].replaceAll("{x}", name).replace("{new}", app.payload.fresh);
  const method = (doing, more = {}) => ({
    code: written(doing), hint: app.word(`menu.${doing}`), ...more,
    act: () => send(app, "method", { name, mark: mark.id, method: doing }),
  });
  const kept = fields.is_leaf ? app.word("menu.retain_grad.leaf") : !fields.requires_grad ? app.word("menu.retain_grad.untracked") : null;
  return [
    { code: `${name}.backward()`, hint: app.word("menu.backward"), act: () => send(app, "backward", { name }) },
    { code: `${name}.backward(gradient=…)`, hint: app.word("menu.gradient"), act: () => app.do.askGradient(mark.id) },
    method("retain_grad", { why: kept }), method("detach"), method("grad_none"), method("add_"), method("print"), null,
  ];
}

function lineItems(app, mark, tensor, id) {
  const name = tensor && lastName(app, tensor.id);
  return [
    name ? { label: app.word("menu.rename"), act: () => rename(app, id) } : undefined,
    mark.line ? { label: app.word("insp.delete", { line: mark.line }), act: () => send(app, "delete", { line: mark.line }) } : undefined,
  ].filter((item) => item !== undefined);
}

/** Asks for a new name of the variable that holds mark `id`. */
export function rename(app, id) {
  const mark = app.mark(id);
  const tensor = mark && tensorOf(app, mark);
  const name = tensor && lastName(app, tensor.id);
  if (name) askName(app, { name, anchor: placeOf(app, id), from: app.canvas.buttonOf(id) });
}

/** Opens the menu of the ∇ of tensor `id`: from now on, or rewrite history. */
export function flagMenu(app, id, from = null) {
  const mark = app.mark(id);
  const tensor = mark && tensorOf(app, mark);
  const name = tensor && lastName(app, tensor.id);
  if (!name) return;
  const fields = app.state.get(tensor.id) ?? {};
  const value = !fields.requires_grad;
  const made = tensor.made_by || tensor.given;
  const set = (mode) => () => send(app, "flag", { name, value, mode });
  const look = () => {
    if (app.ghost?.mark !== tensor.id) send(app, "ghost", { name, mark: tensor.id, value });
  };
  const refused = fields.is_leaf ? null : app.word("menu.flag.result", { name });
  const items = [{
    label: app.word("insp.flag.now"), code: `${name}.requires_grad = ${pyBool(value)}`, why: refused,
    hint: app.word(made ? "menu.flag.untracked" : "insp.flag.now.hint"), act: set("now"),
    look: () => app.do.ghost(null),
  }];
  if (!made) {
    items.push({
      label: app.word("insp.flag.history"), code: `requires_grad=${pyBool(value)}`,
      hint: app.word("insp.flag.history.hint", { line: tensor.line }), act: set("history"), look,
    });
  }
  openMenu(app, {
    title: `${name}.requires_grad`, anchor: placeOf(app, id, from), from: from ?? app.canvas.buttonOf(id), items,
    closed: () => app.do.ghost(null),
  });
}
