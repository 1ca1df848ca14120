/** Numbers that are dragged, stepped and typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { changedCells } from "../../components/stage/frontend/cells.js";
import { nudged, plain, shown, stepsIn, typedNumber, unitOf } from "../../components/stage/frontend/scrub.js";

test("a step is one in the last digit that is written", () => {
  assert.deepEqual(["3", "−24", "0.5", "0.25", "1.50", "1e−4", "2.5e3"].map((text) => Number(unitOf(text).toPrecision(6))),
    [1, 1, 0.1, 0.01, 0.1, 1e-4, 100]);
});

test("steps keep the digits; Shift makes them larger, Alt finer", () => {
  assert.equal(nudged("1", 9), "10");
  assert.equal(nudged("1", -2), "-1");
  assert.equal(nudged("0.1", 2), "0.3");
  assert.equal(nudged("0.25", 1), "0.26");
  assert.equal(nudged("1", 1, { shiftKey: true }), "11");
  assert.equal(nudged("1", 1, { altKey: true }), "1.1");
  assert.equal(nudged("−1", 1), "0");
  assert.equal(nudged("-0.1", 1), "0");
  assert.equal(nudged("inf", 1), null);
  assert.equal(nudged("nan", 1), null);
});

test("a drag counts whole steps in both directions", () => {
  assert.deepEqual([0, 6, 7, 63, -6, -7].map((px) => stepsIn(px) + 0), [0, 0, 1, 9, 0, -1]);
});

test("what is typed is a number or nothing", () => {
  assert.deepEqual(["3", "3.", ".5", "−2", "1e-3", " 7 "].map(typedNumber), ["3", "3.", ".5", "-2", "1e-3", "7"]);
  assert.deepEqual(["", "x", "1,5", "1 2", "[[1]]", "nan", "0x10", "1)", "__import__"].map(typedNumber), Array(9).fill(null));
});

test("the minus of the screen and that of Python are the same number", () => {
  assert.equal(plain(" −1.5e−3 "), "-1.5e-3");
  assert.equal(shown("-1.5e-3"), "−1.5e−3");
});

test("cells that changed are found by place; another shape is another tensor", () => {
  const marks = [{ id: "x" }, { id: "y" }, { id: "z" }];
  const before = { x: { cells: ["1", "2"] }, y: { cells: ["1"] }, z: null };
  const now = { x: { cells: ["1", "5"] }, y: { cells: ["1", "2"] }, z: { cells: ["1"] } };
  assert.deepEqual(changedCells(marks, (id) => before[id], (id) => now[id]), [["x", 1]]);
});
