/** What the card says: warnings where the tape stands, shapes one above the other. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { alignedShapes, warningAt } from "../../components/stage/frontend/error_card.js";

test("shapes are compared from the right; a 1 and what is missing fit everything", () => {
  const fits = (left, right) => alignedShapes(left, right).map((column) => [column.a, column.b, column.fits]);
  assert.deepEqual(fits("(2, 3)", "(2,)"), [["2", "", true], ["3", "2", false]]);
  assert.deepEqual(fits("(4, 1)", "(2, 3)"), [["4", "2", false], ["1", "3", true]]);
});

test("a warning is shown at its step, not while the tape plays, nor over an older picture", () => {
  const payload = { dimmed: false, warnings: [{ step: 3 }] };
  assert.deepEqual(warningAt({ payload, step: 3, tape: { playing: false } }), { step: 3 });
  assert.equal(warningAt({ payload, step: 2, tape: { playing: false } }), null);
  assert.equal(warningAt({ payload, step: 3, tape: { playing: true } }), null);
  assert.equal(warningAt({ payload: { ...payload, dimmed: true }, step: 3 }), null);
});
