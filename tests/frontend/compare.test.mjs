/** What differs between two runs. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { differing, namesOf } from "../../components/stage/frontend/compare.js";

test("cells that differ are found by place, other shapes differ as a whole", () => {
  const value = (shape, ...cells) => ({ shape, cells, preview: cells.join() });
  assert.deepEqual(differing(value([2], "1", "2"), value([2], "1", "3")), [1]);
  assert.deepEqual(differing(value([2], "1", "2"), value([2], "1", "2")), []);
  assert.equal(differing(value([2], "1", "2"), value([1, 2], "1", "2")), null);
  assert.equal(differing(value([1], "1"), null), null);
  assert.deepEqual(differing(null, null), []);
  const large = (preview) => ({ shape: [99], cells: null, preview });
  assert.deepEqual(differing(large("0 … 1"), large("0 … 1")), []);
  assert.equal(differing(large("0 … 1"), large("0 … 2")), null);
});

test("a variable of any column has a place in all", () => {
  const column = (...names) => ({ rows: names.map((name) => ({ name })) });
  assert.deepEqual(namesOf([column("x", "y"), column("x", "z")]), ["x", "y", "z"]);
});
