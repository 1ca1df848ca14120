/** The code pane's reading of a text and of the recording: pieces, blocks, hints, moments, changes, drafts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { draftOver, keepDraft, settleDraft } from "../../components/stage/frontend/drafts.js";
import { mergeText } from "../../components/stage/frontend/editor.js";
import { placesOf } from "../../components/stage/frontend/editor_marks.js";
import { changeBetween, lineEndOf } from "../../components/stage/frontend/editor_view.js";
import { hintsAt, momentOf, shapeOf, stepsOf } from "../../components/stage/frontend/hints.js";
import { blocksOf, codeOf, piecesOf, unitsAt } from "../../components/stage/frontend/python_text.js";
import { linesOf } from "../../components/stage/frontend/steps.js";
import { createStore } from "../../components/stage/frontend/store.js";
import { samplePayload } from "./sample.mjs";

test("pieces of a line are the line, and what is hidden has a piece of its own", () => {
  const line = 'x = "a\u202eb"  # \u200bnote';
  const pieces = piecesOf(line);
  assert.equal(pieces.map(({ text }) => text).join(""), line);
  assert.deepEqual(pieces.filter(({ kind }) => kind === "hidden").map(({ text }) => codeOf(text)), ["\\u202e", "\\u200b"]);
  assert.equal(codeOf("\x00"), "\\x00");
  assert.deepEqual(piecesOf("\tx = 1").map(({ kind }) => kind), [null, "number"]);
});

test("columns count characters, positions count what JavaScript counts", () => {
  assert.equal(unitsAt("x = '😀' + y", 9), 10);
  assert.equal(unitsAt("abc", 99), 3);
});

test("blocks reach to their last line that is more than a comment", () => {
  const text = ["for i in x:", "  if y:", "    z = 1", "", "  # end", "  w = 2", "a = {1:", "2}", "def f():", "  return 3"];
  assert.deepEqual([...blocksOf(text)].sort(([a], [b]) => a - b), [[1, 6], [2, 3], [9, 10]]);
  assert.deepEqual([...blocksOf(["for i in x:"])], []);
});

test("shapes as Python writes them", () => {
  assert.deepEqual([[], [3], [2, 3]].map(shapeOf), ["()", "(3,)", "(2,3)"]);
});

function recorded() {
  const payload = samplePayload();
  payload.marks.forEach((mark) => { if (mark.role === "tensor") mark.shape = mark.id === "z" ? [] : [2, 3]; });
  payload.marks.find(({ role }) => role === "bucket").of = "x";
  payload.marks.find(({ role }) => role === "bucket").name = "x.grad";
  payload.steps[0].writes.push(["x", "requires_grad", true]);
  payload.steps[1].writes.push(["z", "requires_grad", true], ["z", "grad_fn", "MulBackward0"]);
  return createStore(payload);
}

test("a line says what it made once it has run, and backward() which bucket it filled", () => {
  const store = recorded();
  assert.deepEqual([...hintsAt(store, 0)], [[1, "x  (2,3)  requires_grad=True"]]);
  assert.deepEqual(hintsAt(store, 1).get(2), "z  ()  MulBackward0");
  assert.equal(hintsAt(store, 5).get(3), undefined);
  assert.equal(hintsAt(store, 6).get(3), "x.grad  (2,3)");
  assert.equal(hintsAt(createStore(samplePayload({ steps: [], marks: [], links: [] })), 0).size, 0);
});

test("a line that runs again tells of its latest run; the rest of many tensors is counted", () => {
  const store = recorded();
  const mark = (name, born) => ({ id: `${name}${born}`, role: "tensor", name, line: 9, born, shape: [born] });
  const marks = [mark("a", 1), mark("a", 2), mark("b", 2), mark("c", 2)];
  const many = { ...store, visibleMarks: (step) => marks.filter(({ born }) => born <= step) };
  assert.equal(hintsAt(many, 1).get(9), "a  (1,)  requires_grad=False");
  assert.equal(hintsAt(many, 2).get(9), "a  (2,)  requires_grad=False  ·  b  (2,)  requires_grad=False  ·  +1");
});

test("the moment of a line is its latest run so far, or the first to come", () => {
  const entry = { starts: [2, 5, 8], subs: new Map() };
  assert.deepEqual([0, 2, 6, 20].map((now) => momentOf(entry, now)), [2, 2, 5, 8]);
  assert.equal(momentOf(undefined, 3), null);
  assert.equal(stepsOf(entry), "3, 6, 9");
  assert.equal(stepsOf({ starts: Array.from({ length: 9 }, (_, i) => i), subs: new Map() }), "1, 2, 3, 4, 5, 6 …");
  const backward = linesOf(samplePayload().steps).get(3);
  assert.equal(momentOf(backward, 7), 2);
});

test("line ends are kept where all are alike", () => {
  assert.equal(lineEndOf("a\r\nb\r\n"), "\r\n");
  assert.equal(lineEndOf("a\r\nb\n"), "\n");
  assert.equal(lineEndOf("a"), "\n");
});

test("the smallest change makes one text into the other", () => {
  for (const [before, after] of [["abc", "axc"], ["aa", "aaa"], ["aaa", "a"], ["", "x"], ["x", ""], ["same", "same"]]) {
    const change = changeBetween(before, after) ?? { from: 0, to: 0, insert: "" };
    assert.equal(before.slice(0, change.from) + change.insert + before.slice(change.to), after);
  }
  assert.deepEqual(changeBetween("x = 1\ny = 2\n", "x = 10\ny = 2\n"), { from: 5, to: 5, insert: "0" });
});

test("an error is underlined at its span, on every line of it; without one, at the line", () => {
  const lines = ["x = f(", "    1)", "y"];
  let from = 0;
  const all = lines.map((text, i) => { const line = { number: i + 1, from, to: from + text.length, text, length: text.length }; from += text.length + 1; return line; });
  const doc = { lines: 3, line: (number) => all[number - 1] };
  assert.deepEqual(placesOf(doc, { line: 1, span: [1, 4, 2, 6] }), [[4, 6], [11, 13]]);
  assert.deepEqual(placesOf(doc, { line: 2, span: null }), [[11, 13]]);
  assert.deepEqual(placesOf(doc, { line: 9, span: [9, 0, 9, 1] }), []);
  assert.deepEqual(placesOf(doc, null), []);
});

test("typing that was not sent, or not answered, is kept", () => {
  assert.equal(mergeText({ value: "mine", sent: "old", waiting: false }, "theirs"), "mine");
  assert.equal(mergeText({ value: "mine", sent: "mine", waiting: true }, "theirs"), "mine");
  assert.equal(mergeText({ value: "mine", sent: "mine", waiting: false }, "theirs"), "theirs");
});

test("a draft comes back over the text it was typed over, and a long text where no address holds one", (t) => {
  const kept = new Map();
  globalThis.sessionStorage = {
    getItem: (key) => kept.get(key) ?? null, setItem: (key, text) => kept.set(key, text), removeItem: (key) => kept.delete(key),
  };
  t.after(() => { delete globalThis.sessionStorage; });
  assert.equal(draftOver("a", ""), null);
  keepDraft("a", "ab");
  assert.equal(draftOver("a", "?p=1"), "ab");
  assert.equal(draftOver("b", ""), null);
  settleDraft("ab");
  assert.equal(draftOver("a", ""), null);
  const long = "x = 1\n".repeat(300);
  settleDraft(long);
  assert.equal(draftOver("start", "?lang=en"), long);
  assert.equal(draftOver("start", "?l=twice"), null);
  assert.equal(draftOver(long, ""), null);
  sessionStorage.setItem("autograd-explorer.draft", "{broken");
  assert.equal(draftOver("a", ""), null);
});
