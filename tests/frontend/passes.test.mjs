/** Folded passes of loops on the tape: how they are listed, how they play, and where the tape goes when one opens. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { positionAfter } from "../../components/stage/frontend/passes.js";
import { phasesOf, statementFrom } from "../../components/stage/frontend/playback.js";
import { laneOf, linesOf, passesOf, runsOf } from "../../components/stage/frontend/steps.js";

const statement = (line, passes = []) => ({ kind: "statement", line, moment: line, passes, span: [line, 0, line, 9] });
const folded = (first, last, of = 9, outer = []) => ({
  kind: "pass", line: 2, moment: 100 + first, passes: [...outer, first], span: [2, 0, 2, 9],
  fold: { id: `pass:2:${[...outer, first].join(".")}${last > first ? "+" : ""}`, first, last, of },
});

test("folded passes are listed together under the line of their loop", () => {
  const steps = [statement(2), statement(3, [1]), folded(2, 2), folded(3, 8), statement(3, [9])];
  const entry = linesOf(steps).get(2);
  assert.deepEqual(entry.starts, [0]);
  assert.deepEqual([...entry.subs.values()], [[2, 3]]);
  assert.deepEqual(linesOf(steps).get(3).starts, [1, 4]);
});

test("an inner loop has a list for each pass around it", () => {
  const steps = [folded(2, 8, 9, [1]), folded(2, 8, 9, [2])];
  assert.deepEqual([...linesOf(steps).get(2).subs.values()], [[0], [1]]);
});

test("a folded pass says which it is, and of how many", () => {
  const steps = [statement(2), folded(4, 4, 100)];
  assert.deepEqual(passesOf(steps[1], linesOf(steps).get(2), steps), [[4, 100]]);
});

test("folded passes have a lane of their own, play quickly, and are stops for statements", () => {
  const steps = [statement(1), folded(2, 2), folded(3, 3), { ...statement(3), kind: "visit" }];
  assert.equal(laneOf(steps[1]), "pass");
  assert.deepEqual(runsOf(steps), [{ lane: "statement", count: 1 }, { lane: "pass", count: 2 }, { lane: "back", count: 1 }]);
  const length = phasesOf(steps[1], new Map()).reduce((sum, [, ms]) => sum + ms, 0);
  assert.ok(length < phasesOf(steps[0], new Map()).reduce((sum, [, ms]) => sum + ms, 0) / 2);
  assert.equal(statementFrom(1, 1, steps), 2);
});

test("the tape goes to a pass that was opened, and back to its step when it is folded", () => {
  const closed = { steps: [statement(2), folded(2, 2), folded(3, 3), folded(4, 4)], opened: [] };
  const open = { steps: [statement(2), folded(2, 2), statement(3, [3]), statement(4, [3]), folded(4, 4)],
    opened: [["pass:2:3", 2]] };
  assert.equal(positionAfter(closed, open, 1), 3);
  assert.equal(positionAfter(open, closed, 4), 3);
  assert.equal(positionAfter(open, open, 2.5), 2.5);
});

test("passes told together come apart where they were", () => {
  const together = { steps: [statement(2), folded(2, 3), folded(4, 5)], opened: [] };
  const apart = { steps: [statement(2), folded(2, 3), folded(4, 4), folded(5, 5)], opened: [] };
  assert.equal(positionAfter(together, apart, 3), 3);
});
