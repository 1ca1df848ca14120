/** Folding: what a closed group hides, what stands for it, and that nothing else changes; the hidden L. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { arrange } from "../../components/stage/frontend/arrange.js";
import { around, closedAt, foldPayload, groupFields, ownersOf } from "../../components/stage/frontend/fold.js";
import { withHidden } from "../../components/stage/frontend/hidden.js";
import { createFolding, shownStore } from "../../components/stage/frontend/shown.js";
import { createStore } from "../../components/stage/frontend/store.js";

const mark = (id, role, born, more = {}) => ({
  id, role, kind: role === "function" ? "fn" : "result_tracked", name: id, x: 0, y: 0, width: role === "function" ? 70 : 108,
  height: role === "function" ? 42 : 70, born, line: born + 1, ...more,
});
const link = (id, from, to, lane, argument = null) => ({ id, from, to, lane, argument, tracked: true, born: 1, way: [[1, 1]] });
const pulse = (at) => ({ link: at, value: 0, chip: "∂" });

/** x → f → t → g → z, x used twice by f; the line z = … is f, t and g. */
function payload(changes = {}) {
  return {
    marks: [mark("x", "tensor", 0), mark("f", "function", 1, { grad_fn: "MulBackward0" }), mark("t", "tensor", 1, { temp: true }),
      mark("c", "constant", 1, { of: "g" }), mark("g", "function", 1, { grad_fn: "MulBackward0" }), mark("z", "tensor", 1)],
    links: [link("x0", "x", "f", "value", 0), link("x1", "x", "f", "value", 1), link("ft", "f", "t", "value"),
      link("tg", "t", "g", "value", 0), link("cg", "c", "g", "value", 1), link("gz", "g", "z", "value"),
      link("zg", "z", "g", "back"), link("gt", "g", "t", "back", 0), link("tf", "t", "f", "back"),
      link("f0", "f", "x", "back", 0), link("f1", "f", "x", "back", 1)],
    steps: [{ kind: "seed", moment: 1, who: "z", writes: [], label: "∂L/∂z = 1" },
      { kind: "visit", moment: 1, who: "g", in: [pulse("zg")], out: [pulse("gt")], writes: [["g", "state", "freed"]] },
      { kind: "visit", moment: 1, who: "f", in: [pulse("tf")], out: [pulse("f0"), pulse("f1")], freed: ["f", "g"], writes: [] }],
    groups: [{ id: "p", kind: "pass", title: "1", line: 1, levels: ["blocks"], parent: null, marks: ["f", "t", "c", "g", "z"] },
      { id: "l", kind: "line", title: "x·x·3", line: 2, levels: ["lines", "blocks"], parent: "p", marks: ["f", "t", "c", "g"] }],
    values: [], hidden: [{ id: "L0", step: 0, name: "L", text: "Σ z·g", value: 0, terms: [["z", 0, "x"]] }], ...changes,
  };
}

test("the outermost closed group owns a mark", () => {
  const { groups } = payload();
  assert.deepEqual([...ownersOf(groups, new Set(["l"]))], [["f", "l"], ["t", "l"], ["c", "l"], ["g", "l"]]);
  assert.equal(ownersOf(groups, new Set(["l", "p"])).get("t"), "p");
  assert.equal(ownersOf(groups, new Set(["l", "p"])).get("z"), "p");
  assert.deepEqual([...closedAt(groups, "lines")], ["l"]);
  assert.deepEqual([...closedAt(groups, "ops")], []);
  assert.deepEqual(around(groups, "t").map((group) => group.id), ["p", "l"]);
});

test("with nothing closed the payload is the very same", () => {
  const whole = payload();
  assert.equal(foldPayload(whole, new Set()), whole);
});

test("a capsule stands for a line: its ends, its two roads, its steps", () => {
  const folded = foldPayload(payload(), new Set(["l"]));
  assert.deepEqual(folded.marks.map((each) => each.id), ["x", "l", "z"]);
  const capsule = folded.marks[1];
  assert.deepEqual([capsule.role, capsule.count, capsule.under], ["group", 2, "MulBackward0 ×2"]);
  const ends = folded.links.map(({ id, from, to }) => `${id}: ${from}>${to}`);
  assert.deepEqual(ends, ["x0: x>l", "x1: x>l", "gz: l>z", "zg: z>l", "f0: l>x", "f1: l>x"]);
  assert.deepEqual(folded.steps.map((step) => step.who), ["z", "l", "l"]);
  assert.deepEqual(folded.steps[1].out, []);
  assert.deepEqual(folded.steps[2].out.map((each) => each.link), ["f0", "f1"]);
  assert.deepEqual(folded.steps[2].freed, ["l"]);
});

test("a capsule is freed once all it holds is, and wrong if any of it is", () => {
  const [, capsule] = foldPayload(payload(), new Set(["l"])).marks;
  const state = (f, g, more = {}) => new Map([["f", { state: f }], ["g", { state: g, ...more }]]);
  assert.equal(groupFields(capsule, state("recorded", "freed")).state, "recorded");
  assert.equal(groupFields(capsule, state("freed", "freed")).state, "freed");
  assert.equal(groupFields(capsule, state("unrecorded", "unrecorded")).state, "unrecorded");
  assert.equal(groupFields(capsule, state("recorded", "recorded", { error: true })).error, true);
});

test("what is left is arranged in columns, no mark on another, and always the same", () => {
  const { marks, links } = foldPayload(payload(), new Set(["l"]));
  const once = arrange(marks, links);
  const at = Object.fromEntries(once.marks.map((each) => [each.id, each]));
  assert.ok(at.x.x < at.l.x && at.l.x < at.z.x);
  assert.ok(at.l.x - at.x.x >= (at.l.width + at.x.width) / 2 + 20);
  assert.deepEqual(arrange(marks, links), once);
});

test("the hidden L stands right of z, fed by z and the gradient, and the first message leaves it", () => {
  const whole = payload();
  assert.equal(withHidden(whole, false), whole);
  const shown = withHidden(whole, true);
  const hexagon = shown.marks.find((each) => each.role === "virtual");
  assert.ok(hexagon.x > whole.marks.find((each) => each.id === "z").x);
  assert.deepEqual(shown.links.slice(-3).map(({ from, to, lane }) => [from, to, lane]),
    [["z", "L0", "value"], ["L0", "z", "back"], ["x", "L0", "value"]]);
  assert.deepEqual(shown.steps[0].in, [{ link: "L0>z", value: 0, chip: "∂L/∂z" }]);
});

test("the store that is shown is the store itself until something is folded", () => {
  const store = createStore(payload());
  const folding = createFolding();
  assert.equal(shownStore(store, folding), store);
  folding.choose("lines");
  assert.deepEqual([...shownStore(store, folding).marks.keys()], ["x", "l", "z"]);
  folding.open("l");
  assert.equal(shownStore(store, folding), store);
  assert.deepEqual(folding.opened(store.payload).map((group) => group.id), ["l"]);
  folding.close("l");
  assert.equal(shownStore(store, folding).marks.has("t"), false);
});

test("a large program opens folded, a small one does not", () => {
  const folding = createFolding();
  assert.equal(folding.level(payload()), "ops");
  assert.equal(folding.level(payload({ marks: Array.from({ length: 151 }, (_, i) => mark(`m${i}`, "tensor", 0)) })), "blocks");
});
