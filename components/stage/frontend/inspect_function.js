/** The inspector's view of a function: what arrived on the way back, by which rule, and what was sent on. */

import { h } from "./dom.js";
import { chip, markButton, nearPart, section } from "./inspect_parts.js";
import { valueGrid } from "./value_grid.js";

/** One row per differentiable input: its rule, what was sent to it, and the function that got it. */
export function roadsOf(mark, fields) {
  const sent = new Map(fields.sent ?? []);
  const rules = mark.rules ?? [];
  const names = rules.length ? rules.map((rule) => rule.input) : [...sent.keys()];
  return names.map((input, i) => {
    const [name = null, to = null, nr = 0] = mark.next?.[i] ?? [];
    return { input, formula: rules[i]?.formula ?? null, value: sent.get(input) ?? null, name, to, nr };
  });
}

/** What became of a saved tensor: "freed", "changed" (its version is not the saved one any more) or "kept". */
export function savedState(saved, state, now) {
  if (state === "freed") return "freed";
  const changed = saved.tensor && saved.version !== null && saved.version !== undefined && now !== undefined
    && now.version !== undefined && now.version !== saved.version;
  return changed ? "changed" : "kept";
}

/** The body of the inspector for function `mark`. */
export function functionView(app, mark) {
  const fields = app.state.get(mark.id) ?? {};
  const state = fields.state ?? (mark.grad_fn ? "recorded" : "unrecorded");
  return [
    identity(app, mark, state),
    state === "unrecorded" ? h("p", { class: "hint" }, app.word("insp.fn.unrecorded.hint")) : null,
    h("div", { class: "parts" },
      wayBack(app, mark, fields, state),
      savedPart(app, fields, state),
      nearPart(app, mark, app.word("insp.forward"), ["insp.inputs", "insp.makes"])),
  ];
}

function identity(app, mark, state) {
  return h("div", { class: "identity" }, h("div", { class: "chips" },
    chip(null, app.word(`insp.fn.${state}`), { tone: "kind" }),
    chip("grad_fn", mark.grad_fn ?? "None"),
    chip(app.word("insp.op"), mark.op),
    mark.line ? chip(app.word("insp.line"), String(mark.line)) : null));
}

function wayBack(app, mark, fields, state) {
  if (state === "unrecorded") return null;
  const arrived = app.value(fields.arrived);
  const from = arrived ? valueGrid(app, arrived, "grad", { label: app.word("insp.arrived") })
    : h("p", { class: "hint" }, app.word("insp.arrived.none"));
  return [
    section(app.word("insp.arrived"), h("code", { class: "formula", lang: "en" }, "grad"), from),
    roadsOf(mark, fields).map((road) => roadPart(app, road, arrived)),
    section("next_functions", h("ol", { class: "next" }, (mark.next ?? []).map(([name, to, nr]) => h("li", null,
      name ? markButton(app, to, name) : h("span", { class: "none" }, "None"), h("span", { class: "road-key" }, nr))))),
  ];
}

function roadPart(app, road, arrived) {
  const value = app.value(road.value);
  const nothing = !road.name ? "insp.sent.nowhere" : arrived ? "insp.sent.nothing" : null;
  return section(app.word("insp.sent", { input: road.input }),
    road.formula ? h("code", { class: "formula", lang: "en" }, road.formula) : null,
    value ? valueGrid(app, value, "grad", { label: road.input })
      : nothing && h("p", { class: "hint" }, app.word(nothing)));
}

function savedPart(app, fields, state) {
  if (state === "unrecorded") return null;
  const saved = fields.saved ?? [];
  if (!saved.length) {
    const none = state === "freed" ? "insp.saved.freed" : "insp.saved.none";
    return section(app.word("insp.saved"), h("p", { class: "hint" }, app.word(none)));
  }
  return section(app.word("insp.saved"), h("ul", { class: "saved" }, saved.map((one) => savedRow(app, one, state))));
}

function savedRow(app, saved, state) {
  const now = saved.tensor ? app.state.get(saved.tensor) : undefined;
  const became = savedState(saved, state, now);
  return h("li", { class: `saved-row is-${became}` },
    h("code", { lang: "en" }, saved.name),
    app.mark(saved.tensor) ? markButton(app, saved.tensor, saved.text) : h("span", { class: "mono" }, saved.text),
    became === "changed" ? badge(app.word("insp.saved.now", { version: now.version }), " is-error") : null,
    became === "freed" ? badge(app.word("ui.draw.freed")) : null);
}

function badge(text, more = "") {
  return h("span", { class: `badge${more}` }, text);
}
