import assert from "node:assert/strict";
import test from "node:test";

import { previewIn } from "../../components/stage/frontend/preview.js";

// Every letter is 10 px wide.
const ctx = { measureText: (text) => ({ width: [...text].length * 10 }) };
const style = (room) => ({ size: 14, scale: 1, room });

test("a value without room for its numbers shows its shape", () => {
  const row = { shape: [3], preview: "[112.2, 25.5, 32.13]", cells: ["112.2", "25.5", "32.13"] };
  assert.equal(previewIn(ctx, row, style(200)), "[112.2, 25.5, 32.13]");
  assert.equal(previewIn(ctx, row, style(120)), "25.5 … 112.2");
  assert.equal(previewIn(ctx, row, style(80)), "≈26…110");
  assert.equal(previewIn(ctx, row, style(50)), "… ×3");
  const block = { shape: [2, 3], preview: "10 … 4100", cells: null };
  assert.equal(previewIn(ctx, block, style(40)), "2×3");
});

test("a single number without room is rounded", () => {
  assert.equal(previewIn(ctx, { shape: [], preview: "1.234e−12", cells: ["1.234e−12"] }, style(85)), "≈1.2e−12");
});

test("without a value nothing is written", () => {
  assert.equal(previewIn(ctx, undefined, style(60)), "");
});

test("complex numbers have no range", () => {
  const value = { shape: [4], preview: "1+2i … 3−4i", cells: ["1+2i", "2+2i", "5+2i", "3−4i"] };
  assert.equal(previewIn(ctx, value, style(60)), "… ×4");
});
