/** Cells that belong together, maps of colour, the minimap and the search: all without a browser. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { heatOf } from "../../components/stage/frontend/heatmap.js";
import { cellsFrom, linkedCells } from "../../components/stage/frontend/linking.js";
import { isCut } from "../../components/stage/frontend/minimap.js";
import { findable } from "../../components/stage/frontend/search.js";

test("each rule names the cells of the input", () => {
  assert.deepEqual(cellsFrom("each", 4, [2, 3], [2, 3]), [4]);
  assert.deepEqual(cellsFrom("each", 4, [2, 3], [3]), [1]); // broadcast along rows
  assert.deepEqual(cellsFrom("each", 4, [2, 3], [2, 1]), [1]); // and along columns
  assert.deepEqual(cellsFrom("each", 4, [2, 3], []), [0]);
  assert.deepEqual(cellsFrom("row", 3, [2, 2], [2, 3]), [3, 4, 5]);
  assert.deepEqual(cellsFrom("column", 3, [2, 2], [3, 2]), [1, 3, 5]);
  assert.deepEqual(cellsFrom("row", 5, [2, 2, 2], [2, 2, 2]), [4, 5]);
  assert.deepEqual(cellsFrom("column", 5, [2, 2, 2], [2, 2, 2]), [5, 7]);
  assert.deepEqual(cellsFrom("row", 1, [2], [2, 3]), [3, 4, 5]); // matrix times vector
  assert.deepEqual(cellsFrom("turned", 2, [3, 2], [2, 3]), [1]);
  assert.deepEqual(cellsFrom("flat", 4, [6], [2, 3]), [4]);
  assert.deepEqual(cellsFrom("all", 0, [], [2, 2]), [0, 1, 2, 3]);
  assert.deepEqual(cellsFrom(null, 0, [2], [2]), []);
});

test("a cell lights up what it comes from, through several functions, and the buckets of those", () => {
  const tensor = (id, shape) => ({ id, role: "tensor", shape });
  const payload = {
    marks: [tensor("x", [2, 2]), { id: "b", role: "bucket", of: "x" }, { id: "f", role: "function", cells: ["each", "each"] },
      tensor("y", [2, 2]), { id: "g", role: "function", cells: ["all"] }, tensor("s", [])],
    links: [["x", "f", 0], ["x", "f", 1], ["f", "y", null], ["y", "g", 0], ["g", "s", null]]
      .map(([from, to, argument]) => ({ from, to, argument, lane: "value" })),
  };
  const lit = (id, at) => Object.fromEntries([...linkedCells(payload, id, at)].map(([key, cells]) => [key, [...cells]]));
  assert.deepEqual(lit("y", 3), { y: [3], x: [3], b: [3] });
  assert.deepEqual(lit("s", 0), { s: [0], y: [0, 1, 2, 3], x: [0, 1, 2, 3], b: [0, 1, 2, 3] });
  assert.deepEqual(lit("b", 2), { x: [2], b: [2] });
});

test("a map has a step for every number, and words have none", () => {
  assert.deepEqual(heatOf({ shape: [2, 2], cells: ["1", "−5", "0", "2.1"] }).steps, [1, -5, 0, 3]);
  assert.equal(heatOf({ shape: [4], cells: ["True", "False", "True", "True"] }), null);
  assert.equal(heatOf({ shape: [3], cells: ["1", "2", "3"] }), null);
  const large = heatOf({ shape: [9, 9], cells: null, heat: { rows: 2, columns: 2, steps: "afk?" } });
  assert.deepEqual(large.steps.slice(0, 3), [-5, 0, 5]);
  assert.ok(Number.isNaN(large.steps[3]) && !large.whole);
});

test("the minimap is there when something is out of view", () => {
  const view = { scale: 1, position: { x: 0, y: 0 }, width: 200, height: 100 };
  assert.equal(isCut([-90, -40, 90, 40], view), false);
  assert.equal(isCut([-90, -40, 190, 40], view), true);
  assert.equal(isCut([-90, -40, 90, 40], { ...view, scale: 2 }), true);
});

test("variables are found before results without a name, functions and buckets", () => {
  const marks = [{ id: "f", role: "function", grad_fn: "AddBackward0" }, { id: "b", role: "bucket", name: "a.grad" },
    { id: "t", role: "tensor", name: "t", temp: true, expression: "a·a" }, { id: "a", role: "tensor", name: "a" },
    { id: "z", role: "tensor", name: "z" }, { id: "c", role: "constant", name: "a" }];
  assert.deepEqual(findable(marks, "a").map((row) => row.id), ["a", "t", "f", "b"]);
  assert.deepEqual(findable(marks, "ADD").map((row) => row.id), ["f"]);
  assert.deepEqual(findable(marks, "nothing").map((row) => row.id), []);
});
