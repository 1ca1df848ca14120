/** What the inspector says, worked out from the payload alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { flipLink, flipMark, isTall, withLabel } from "../../components/stage/frontend/flip.js";
import { roadsOf, savedState } from "../../components/stage/frontend/inspect_function.js";
import { neighboursOf, titleOf } from "../../components/stage/frontend/inspect_parts.js";
import { isScalar, lastName, leafNote, whyNone } from "../../components/stage/frontend/inspect_tensor.js";
import { variablesOf } from "../../components/stage/frontend/overview.js";
import { within } from "../../components/stage/frontend/camera.js";
import { rangeOf, rough } from "../../components/stage/frontend/preview.js";
import { createStore, tapeAfter } from "../../components/stage/frontend/store.js";
import { samplePayload } from "./sample.mjs";

test("a mark is called by its variable, a function by its sign and name, a temporary by its letter and expression", () => {
  assert.equal(titleOf({ role: "tensor", name: "x" }, { names: ["w"] }), "w");
  assert.equal(titleOf({ role: "tensor", name: "t", temp: true, expression: "y·y" }, { names: [] }), "t = y·y");
  assert.equal(titleOf({ role: "function", glyph: "×", op: "mul", grad_fn: "MulBackward0" }), "×  MulBackward0");
  assert.equal(titleOf({ role: "function", op: "add", grad_fn: null }), "add");
  assert.equal(titleOf({ role: "bucket", name: "x.grad" }), "x.grad");
});

test("neighbours follow the value lane, once each, and only to what is there already", () => {
  const { links, marks } = createStore(samplePayload());
  const near = (id, step) => neighboursOf(id, [...links.values()], marks, step);
  assert.deepEqual(near("f", 1), { from: ["x"], to: ["z"] });
  assert.deepEqual(near("x", 1), { from: [], to: ["f"] });
  assert.deepEqual(near("x", 0), { from: [], to: [] });
});

test("None comes with its reason, a gradient with none", () => {
  assert.equal(whyNone({ grad: null, why: "not_retained" }), "insp.why.not_retained");
  assert.equal(whyNone({ grad: 0, why: null }), null);
  assert.equal(whyNone({ grad: null, why: null }), null);
});

test("is_leaf is explained only where it differs from who made the tensor", () => {
  assert.equal(leafNote({ made_by: null }, { is_leaf: true }), null);
  assert.equal(leafNote({ made_by: "f" }, { is_leaf: false }), null);
  assert.equal(leafNote({ made_by: "f" }, { is_leaf: true }), "insp.leaf.untracked");
  assert.equal(leafNote({ made_by: null }, { is_leaf: false }), "insp.leaf.changed");
});

test("one number needs no gradient, however many dimensions it has", () => {
  assert.deepEqual([[], [1], [1, 1], [2], [0]].map(isScalar), [true, true, true, false, false]);
});

test("a new line calls a tensor by the variable that holds it when the program has ended", () => {
  const payload = samplePayload();
  payload.steps[0].writes.push(["x", "names", ["x"]]);
  payload.steps[2].writes.push(["x", "names", []]);
  const app = { store: createStore(payload) };
  assert.equal(app.store.stateAt(0).get("x").names[0], "x");
  assert.equal(lastName(app, "x"), null);
});

test("each road of a function has its rule, what was sent and who got it", () => {
  const mark = {
    rules: [{ input: "self", formula: "grad * other" }, { input: "other", formula: "grad * self" }],
    next: [["AccumulateGrad", "b", 0], [null, null, 0]],
  };
  assert.deepEqual(roadsOf(mark, { sent: [["self", 3]] }), [
    { input: "self", formula: "grad * other", value: 3, name: "AccumulateGrad", to: "b", nr: 0 },
    { input: "other", formula: "grad * self", value: null, name: null, to: null, nr: 0 },
  ]);
  assert.deepEqual(roadsOf({}, {}), []);
});

test("a saved tensor is kept, changed since, or freed", () => {
  const saved = { name: "_saved_self", text: "y v0", tensor: "y", version: 0 };
  assert.equal(savedState(saved, "recorded", { version: 0 }), "kept");
  assert.equal(savedState(saved, "recorded", { version: 1 }), "changed");
  assert.equal(savedState(saved, "recorded", undefined), "kept");
  assert.equal(savedState({ ...saved, tensor: null, version: null }, "recorded", undefined), "kept");
  assert.equal(savedState(saved, "freed", { version: 1 }), "freed");
});

test("the list of variables has a row for every name, in the order of the marks", () => {
  const { marks } = samplePayload();
  const state = new Map([["z", { names: ["z", "alias"] }], ["x", { names: ["x"] }], ["f", { state: "recorded" }]]);
  assert.deepEqual(variablesOf(marks, state).map((row) => row.name), ["x", "z", "alias"]);
  assert.deepEqual(variablesOf(marks, new Map()), []);
});

test("other numbers on the same course leave the tape where it is", () => {
  const edited = samplePayload({ rev: 2, text: "x = leaf(4.)\n", shown: "x = leaf(4.)\nz = x * x\nz.backward()\n" });
  edited.steps[4].out[0].chip = "other";
  assert.deepEqual(tapeAfter(samplePayload(), edited, 3.5), { t: 3.5, play: false });
  assert.deepEqual(tapeAfter(samplePayload(), { ...edited, autoplay: true }, 3.5), { t: 0, play: true });
});

test("a narrow screen shows the picture growing downward", () => {
  assert.deepEqual([0, 390, 699, 700, 1104].map(isTall), [false, true, true, false, false]);
  const f = { id: "f", role: "function", grad_fn: "AddBackward0", x: 100, y: 0, width: 70, height: 42 };
  const c = { id: "c", role: "constant", of: "f", x: 100, y: -53, width: 20, height: 18 };
  const marks = new Map([["f", f], ["c", c]]);
  const [down, beside] = [flipMark(f, marks), flipMark(c, marks)];
  assert.deepEqual([down.x, down.y > 0], [0, true]);
  assert.ok(beside.x + 10 < down.x - 11 && beside.y + 9 < down.y - 21, "clear of the lanes and the capsule");
  assert.deepEqual(flipLink({ way: [[10, 0]] }).way[0][0], 0);
  assert.equal(withLabel(down).x - withLabel(down).width / 2, down.x - down.width / 2);
});

test("numbers with little room show their range, never a part of a number", () => {
  assert.equal(rangeOf({ cells: ["0.25", "−3", "1"] }), "−3 … 1");
  assert.equal(rangeOf({ cells: ["1", "nan"] }), null);
  assert.equal(rangeOf({ cells: null }), null);
  assert.equal(rangeOf(null), null);
  assert.equal(rough("−0.06949 … 192"), "≈−0.069…190");
});

test("the view that follows shows nothing beyond the picture", () => {
  const bounds = [0, 0, 2000, 100];
  assert.deepEqual(within({ x: 1990, y: 50 }, bounds, 1, 844, 400), { x: 2000 - 400, y: 50 });
  assert.deepEqual(within({ x: 900, y: 0 }, bounds, 1, 844, 400), { x: 900, y: 50 });
});
