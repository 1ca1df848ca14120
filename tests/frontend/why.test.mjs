/** The chain rule of one cell, put together from what Python has sent. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { leafReason } from "../../components/stage/frontend/inspect_tensor.js";
import { cellAt, foldedInto, roadsInto, workedOut } from "../../components/stage/frontend/inspect_why.js";

const value = (shape, ...cells) => ({ shape, cells });
const VALUES = [
  value([2, 2], "0.5", "0.5", "0.5", "0.5"), value([2, 2], "3", "−4", "5", "6"), value([2, 2], "1.5", "−2", "2.5", "3"),
  value([2], "4", "1"), value([], "2"), { shape: [9, 9], cells: null },
];
const at = (index) => VALUES[index];

test("a product shows the numbers of its cell, a negative one in brackets", () => {
  const road = { way: "each", raw: null, sent: 2, pieces: [["∂out/∂t", 0], [" · ", null], ["y", 1]] };
  assert.deepEqual(workedOut(road, at, [0, 0]), { numbers: "0.5 · 3", sent: "1.5" });
  assert.deepEqual(workedOut(road, at, [0, 1]), { numbers: "0.5 · (−4)", sent: "−2" });
});

test("a number that was stretched gets the sum of all its places", () => {
  const road = { way: "each", raw: 2, sent: 3, pieces: [["∂out/∂t", 0], [" · ", null], ["y", 1]] };
  assert.deepEqual(workedOut(road, at, [0]), { numbers: "0.5 · 3 + 0.5 · 5", sent: "4" });
  assert.deepEqual(foldedInto([], [], [2]), [[0], [1]]);
  assert.deepEqual(foldedInto([0, 1], [1, 2], [2, 2]), [[0, 1], [1, 1]]);
});

test("a matrix product multiplies a row with a column", () => {
  const pieces = [["∂out/∂c", 0], ["b", 1]];
  assert.equal(workedOut({ way: "left", raw: null, sent: 2, pieces }, at, [0, 1]).numbers, "0.5 · 5 + 0.5 · 6");
  assert.equal(workedOut({ way: "right", raw: null, sent: 2, pieces }, at, [1, 0]).numbers, "−4 · 0.5 + 6 · 0.5");
});

test("where numbers are not known the result stands alone", () => {
  assert.deepEqual(workedOut({ way: null, raw: null, sent: 2, pieces: [] }, at, [1, 1]), { numbers: null, sent: "3" });
  const large = { way: "each", raw: null, sent: 2, pieces: [["x", 5]] };
  assert.deepEqual(workedOut(large, at, [1, 1]), { numbers: null, sent: "3" });
});

test("cells of smaller shapes are read where they come from", () => {
  assert.equal(cellAt(VALUES[3], [1, 0]), "4");
  assert.equal(cellAt(VALUES[4], [1, 0]), "2");
  assert.equal(cellAt(VALUES[4], []), "2");
  assert.equal(cellAt(null, [0]), null);
});

test("roads are those on which something was sent to the tensor", () => {
  const links = [{ lane: "back", from: "f", to: "x" }, { lane: "back", from: "f", to: "x" }, { lane: "value", from: "g", to: "x" }];
  const state = new Map([["f", { roads: [{ to: "x", input: "x" }, { to: "w", input: "w" }] }], ["g", { roads: [{ to: "x" }] }]]);
  assert.deepEqual(roadsInto("x", links, state), [{ to: "x", input: "x", from: "f" }]);
  state.set("x", { ride: "4.0" });
  assert.deepEqual(roadsInto("x", links, state), [], "roads of an earlier pass are not those of the last");
  state.get("f").roads[0].ride = "4.0";
  assert.equal(roadsInto("x", links, state).length, 1);
});

test("a leaf is one for a reason", () => {
  const app = { mark: (id) => ({ d: { op: "detach" }, f: { op: "add" } })[id] ?? null };
  const why = (mark, is_leaf) => leafReason(app, mark, { is_leaf });
  assert.equal(why({}, true), "insp.leaf.made");
  assert.equal(why({ given: true }, true), "insp.leaf.came_out");
  assert.equal(why({ made_by: "d" }, true), "insp.leaf.detached");
  assert.equal(why({ made_by: "f" }, true), "insp.leaf.unrecorded");
  assert.equal(why({ made_by: "f" }, false), "insp.leaf.recorded");
  assert.equal(why({}, false), "insp.leaf.recorded_since");
});
