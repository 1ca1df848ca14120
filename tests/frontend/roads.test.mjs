/** Where the two lanes run: expected points worked out by hand. */

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  clip, distanceTo, makeRoad, makeRoads, offsetLine, part, pointAt, rounded, slotOffset,
} from "../../components/stage/frontend/roads.js";
import { samplePayload } from "./sample.mjs";

function assertNear(actual, expected, tolerance = 1e-6) {
  assert.equal(actual.length, expected.length);
  actual.forEach((point, i) => point.forEach((number, k) => {
    assert.ok(Math.abs(number - expected[i][k]) <= tolerance, `point ${i}: ${point} is not ${expected[i]}`);
  }));
}

function roadsOf(payload = samplePayload()) {
  return makeRoads(payload.links, new Map(payload.marks.map((mark) => [mark.id, mark])));
}

test("a line moves sideways by its offset, and its corners with it", () => {
  assertNear(offsetLine([[0, 0], [100, 0]], -9), [[0, -9], [100, -9]]);
  assertNear(offsetLine([[0, 0], [100, 0], [100, 50]], 10), [[0, 10], [90, 10], [90, 50]]);
});

test("distance to an outline is negative inside and follows rounded ends", () => {
  const box = { x: 0, y: 0, width: 100, height: 60, role: "tensor", kind: "leaf_grad" };
  assert.equal(distanceTo(box, 0, 0), -30);
  assert.equal(distanceTo(box, 60, 0), 10);
  const capsule = { x: 0, y: 0, width: 80, height: 40, role: "function" };
  assert.equal(distanceTo(capsule, 50, 0), 10);
  assert.equal(distanceTo(capsule, 40, 20) > 8, true);
});

test("the value lane runs 9 px above the middle, the back lane 11 px below it and the other way", () => {
  const roads = roadsOf();
  const forward = roads.get("v2").points;
  const back = roads.get("k2").points;
  assert.ok(forward.every(([, y]) => Math.abs(y + 9) < 1e-9));
  assert.ok(back.every(([, y]) => Math.abs(y - 11) < 1e-9));
  assert.ok(forward[0][0] < forward[forward.length - 1][0]);
  assert.ok(back[0][0] > back[back.length - 1][0]);
});

test("roads begin and end just outside the outlines", () => {
  const [start, end] = [roadsOf().get("v2").points[0], roadsOf().get("v2").points.at(-1)];
  // The capsule's end is a half circle of radius 21 around x = 214: 9 px off the middle and 2 px outside of it.
  assertNear([start, end], [[214 + Math.sqrt(23 ** 2 - 9 ** 2), -9], [347, -9]], 0.01);
});

test("a leaf's bucket hangs on one straight lane", () => {
  assertNear(roadsOf().get("kb").points, [[0, 37], [0, 89]], 0.01);
});

test("parallel pairs lie in four slots without touching", () => {
  assert.deepEqual([0, 1, 2, 3].map((slot) => slotOffset(slot, 4, 36)), [-18, -6, 6, 18]);
  const roads = roadsOf();
  const middle = (id) => pointAt(roads.get(id), 0.5).y;
  const heights = ["v0", "k0", "v1", "k1"].map(middle);
  heights.slice(1).forEach((y, i) => assert.ok(y - heights[i] > 10, `${heights}`));
});

test("inner points are passed, rounded, by both lanes", () => {
  const payload = samplePayload();
  payload.links = [
    { ...payload.links[2], way: [[300, 0], [300, 100], [400, 100]] },
    { ...payload.links[5], way: [[400, 100], [300, 100], [300, 0]] },
  ];
  payload.marks[2] = { ...payload.marks[2], x: 500, y: 100 };
  const roads = roadsOf(payload);
  const gaps = (id, x, y) => roads.get(id).points.map((point) => Math.hypot(point[0] - x, point[1] - y));
  const nearest = (id, x, y) => Math.min(...gaps(id, x, y));
  assert.ok(nearest("v2", 309, 50) < 36);
  assert.ok(nearest("k2", 289, 50) < 36);
  assert.ok(roads.get("v2").points.length > 10);
});

test("rounding keeps both ends and stays within the corner", () => {
  const line = rounded([[0, 0], [100, 0], [100, 100]], 16);
  assertNear([line[0], line.at(-1)], [[0, 0], [100, 100]]);
  assertNear([line[1], line.at(-2)], [[84, 0], [100, 16]]);
});

test("points on a road go by arc length", () => {
  const road = makeRoad([[0, 0], [30, 0], [30, 10]]);
  assert.equal(road.length, 40);
  assert.deepEqual(pointAt(road, 0.5), { x: 20, y: 0, dx: 1, dy: 0 });
  assert.deepEqual(pointAt(road, 0.875), { x: 30, y: 5, dx: 0, dy: 1 });
  assert.deepEqual(part(road, 0.5, 1), [[20, 0], [30, 0], [30, 10]]);
});

test("clipping never turns a road around, even between marks that touch", () => {
  const a = { x: 0, y: 0, width: 100, height: 60, role: "tensor", kind: "leaf_grad" };
  const line = clip([[0, 0], [90, 0]], a, { ...a, x: 90 });
  assert.ok(line.length >= 2);
  assert.ok(line.flat().every(Number.isFinite));
});
