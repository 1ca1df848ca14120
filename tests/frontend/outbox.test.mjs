/** Edits leave one at a time, in order, and none is lost. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { createOutbox, replaces } from "../../components/stage/frontend/outbox.js";

/** An outbox with a clock of its own; `tick(ms)` lets time pass. */
function harness() {
  const posted = [];
  const timers = [];
  const server = { rev: 0 };
  let now = 0;
  const later = (act, wait) => timers.push({ act, at: now + wait });
  const box = createOutbox((event) => posted.push(event), () => server.rev, later);
  const tick = (ms) => {
    now += ms;
    for (;;) {
      const due = timers.findIndex((timer) => timer.at <= now);
      if (due < 0) return;
      timers.splice(due, 1)[0].act();
    }
  };
  const answer = () => {
    server.rev += 1;
    box.heard(posted.at(-1).seq);
    tick(0);
  };
  return { box, posted, server, tick, answer };
}

const number = (text, gesture, name = "x") => ({ op: "set_element", name, line: 2, index: [0, 0], text, gesture });

test("two edits at once are both sent, in order, the second on top of the first", () => {
  const { box, posted, answer } = harness();
  box.add({ op: "append", line: "a = x" });
  box.add({ op: "append", line: "b = a" });
  assert.deepEqual(posted.map((event) => [event.seq, event.base_rev, event.line]), [[1, 0, "a = x"]]);
  assert.equal(box.idle(), false);
  answer();
  assert.deepEqual([posted[1].seq, posted[1].base_rev, posted[1].line], [2, 1, "b = a"]);
  answer();
  assert.equal(box.idle(), true);
});

test("while a number is dragged the latest value waits alone, and is sent", () => {
  const { box, posted, answer } = harness();
  for (const text of ["2", "3", "4", "5"]) box.add(number(text, "g1"));
  answer();
  answer();
  assert.deepEqual(posted.map((event) => event.text), ["2", "5"]);
  assert.equal(box.idle(), true);
});

test("only the same field of the same gesture is replaced", () => {
  assert.equal(replaces(number("2", "g1"), number("3", "g1")), true);
  assert.equal(replaces(number("2", "g1"), number("3", "g2")), false);
  assert.equal(replaces(number("2", "g1"), number("3", "g1", "y")), false);
  assert.equal(replaces(number("2", undefined), number("3", undefined)), false);
  assert.equal(replaces({ op: "append", line: "a" }, { op: "append", line: "a" }), false);
  assert.equal(replaces({ op: "replace_all", text: "a" }, { op: "replace_all", text: "b" }), true);
});

test("an event that nobody answers is sent again under its number; after some tries the next has its turn", () => {
  const { box, posted, tick } = harness();
  box.add({ op: "undo" });
  box.add({ op: "redo" });
  tick(8000);
  assert.deepEqual(posted.map((event) => [event.op, event.seq]), [["undo", 1], ["undo", 1]]);
  for (let i = 0; i < 3; i += 1) tick(8000);
  assert.equal(posted.at(-1).op, "redo");
  assert.equal(posted.filter((event) => event.op === "undo").length, 4);
});

test("what points at a line keeps the revision it was seen in, so that it is refused when the program has moved on", () => {
  const { box, posted, answer } = harness();
  box.add({ op: "append", line: "a = x" });
  box.add({ op: "delete", line: 3 });
  answer();
  assert.deepEqual([posted[1].op, posted[1].base_rev], ["delete", 0]);
});

test("numbers go on from what the server has heard before the page was loaded again", () => {
  const { box, posted } = harness();
  box.heard(7);
  box.add({ op: "undo" });
  assert.equal(posted[0].seq, 8);
});
