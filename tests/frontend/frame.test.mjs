/** The picture is a function of the tape position alone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { boundsOf, fitView, isInside, viewWith } from "../../components/stage/frontend/camera.js";
import { appearance, drawnPart, easeTravel, makeScore, render } from "../../components/stage/frontend/frame.js";
import { placeChips } from "../../components/stage/frontend/pulses.js";
import { makeRoads, pointAt } from "../../components/stage/frontend/roads.js";
import { createStore } from "../../components/stage/frontend/store.js";
import { samplePayload } from "./sample.mjs";

function makeSampleScore() {
  const payload = samplePayload();
  const store = createStore(payload);
  return makeScore(store, makeRoads(payload.links, store.marks), () => "", "en");
}

function plain({ index, part, state, pulses, born, ring }) {
  return JSON.stringify([index, part, [...state], pulses, born, ring]);
}

test("the same position gives the same frame, whatever was shown before", () => {
  const score = makeSampleScore();
  const positions = [0, 0.3, 3.7, 4.2, 4.9, 5.4, 6.6, 7.5, 8];
  const once = positions.map((t) => plain(render(score, t)));
  const again = [...positions].reverse().map((t) => plain(render(score, t))).reverse();
  assert.deepEqual(again, once);
});

test("before the first step nothing is there", () => {
  const score = makeSampleScore();
  const frame = render(score, 0);
  assert.deepEqual([frame.born, frame.state.size, frame.pulses.length], [-1, 0, 0]);
  assert.equal(appearance(frame, score.store.marks.get("x"), ["x"]), 0);
});

test("lanes are drawn after their marks have appeared", () => {
  const score = makeSampleScore();
  const link = score.store.links.get("v2");
  assert.equal(drawnPart(render(score, 1.2), link), 0);
  const half = drawnPart(render(score, 1 + 510 / 780), link);
  assert.ok(half > 0.8 && half < 0.95, `${half}`);
  assert.equal(drawnPart(render(score, 2), link), 1);
});

test("both messages of x * x leave together and meet before the bucket", () => {
  const score = makeSampleScore();
  const leaving = render(score, 4 + 0.8).pulses;
  assert.deepEqual(leaving.map((pulse) => pulse.link), ["k0", "k1"]);
  assert.ok(Math.abs(leaving[0].x - leaving[1].x) < 3);
  const merged = render(score, 6).pulses;
  assert.equal(merged.length, 1);
  assert.equal(merged[0].value, 4);
});

test("a message ends exactly where its road ends", () => {
  const score = makeSampleScore();
  const [pulse] = render(score, 5).pulses;
  const end = pointAt(score.roads.get("k0"), 1);
  assert.deepEqual([pulse.x, pulse.y], [end.x, end.y]);
});

test("a bucket is filled when the message has poured in, not before", () => {
  const score = makeSampleScore();
  assert.equal(render(score, 6.1).state.get("b"), undefined);
  assert.equal(render(score, 7).state.get("b").value, 4);
});

test("the travel curve starts and ends at rest and is past the middle at half time", () => {
  assert.ok(Math.abs(easeTravel(0)) < 1e-5 && Math.abs(easeTravel(1) - 1) < 1e-5);
  assert.ok(easeTravel(0.5) > 0.6 && easeTravel(0.5) < 0.9);
});

test("chips never lie on each other", () => {
  const chip = (x, y) => ({ x, y, radius: 12, width: 80, height: 40, lines: [""] });
  const boxes = placeChips([chip(0, 0), chip(10, 20), chip(20, 200), chip(30, 210)]);
  boxes.forEach((a, i) => boxes.slice(i + 1).forEach((b) => {
    assert.ok(Math.abs(a.cx - b.cx) >= 80 || Math.abs(a.cy - b.cy) >= 40, `${a.cx},${a.cy} and ${b.cx},${b.cy}`);
  }));
});

test("the camera fits once and moves only for what is outside", () => {
  const marks = [{ x: 0, y: 0, width: 100, height: 70 }, { x: 400, y: 0, width: 100, height: 70 }];
  assert.deepEqual(boundsOf(marks), [-50, -35, 450, 35]);
  const view = fitView(boundsOf(marks), 1000, 600);
  assert.deepEqual(view, { scale: 1.35, position: { x: 200, y: 0 } });
  assert.ok(isInside(marks[1], view, 1000, 600));
  assert.equal(viewWith(marks, marks, view, 1000, 600), null);
  const far = { x: 700, y: 0, width: 100, height: 70 };
  const moved = viewWith([far], [...marks, far], view, 1000, 600);
  assert.equal(moved.scale, 1.35);
  assert.ok(isInside(far, moved, 1000, 600));
});

function scoreOf(payload) {
  const store = createStore(payload);
  return makeScore(store, makeRoads(payload.links, store.marks), () => "", "en");
}

test("a gradient that passes a result without a bucket fades there, one that is kept does not", () => {
  const payload = samplePayload();
  payload.steps[1].writes.push(["z", "retains_grad", false]);
  const score = scoreOf(payload);
  const arriving = score.plans[4].parts.find(([name]) => name === "arrive");
  assert.ok(arriving);
  const at = 4 + (arriving[1] + arriving[2]) / 2 / score.plans[4].length;
  assert.deepEqual(render(score, at).fading.map(({ who, chip }) => [who, chip]), [["z", "∂z/∂z"]]);
  assert.deepEqual(render(score, 4.999).fading, []);
  payload.steps[1].writes.push(["z", "retains_grad", true]);
  assert.deepEqual(render(scoreOf(payload), at).fading, []);
});

test("messages that merge say what is added", () => {
  const score = scoreOf(samplePayload());
  const [, from, to] = score.plans[5].parts.find(([name]) => name === "merge");
  const { sum } = render(score, 5 + (from + to) / 2 / score.plans[5].length);
  assert.deepEqual([sum.values, sum.total], [[3, 3], 4]);
  assert.equal(render(score, 4.5).sum, null);
});
