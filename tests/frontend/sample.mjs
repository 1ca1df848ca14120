/** A small payload made by hand: x → × → z with x used twice, then a backward pass into x.grad. */

const TEXT = "x = leaf(3.)\nz = x * x\nz.backward()\n";
const mark = (id, role, kind, x, y, width, height, born) => ({
  id, role, kind, name: id, x, y, width, height, born, line: born + 1,
});
const link = (id, from, to, lane, argument, born) => ({ id, from, to, lane, argument, born, tracked: true, way: [] });
const pulse = (at, value, chip) => ({ link: at, value, chip });
const step = (kind, moment, line, rest = {}) => ({
  kind, moment, line, span: [line, 0, line, 9], who: null, in: [], out: [], freed: [], writes: [], label: kind,
  cap: { key: `cap.${kind}`, args: {} }, formula: [], ...rest,
});

/** A fresh copy of the payload. */
export function samplePayload(changes = {}) {
  return {
    rev: 1, lang: "en", theme: null, text: TEXT, shown: TEXT,
    dimmed: false, error: null, console: [], undo: null, redo: null, autoplay: false,
    values: ["3", "9", "1", "3", "6"].map((preview) => ({ shape: [], preview, cells: [preview], text: preview })),
    marks: [
      mark("x", "tensor", "leaf_grad", 0, 0, 100, 70, 0), mark("f", "function", "fn", 200, 0, 70, 42, 1),
      mark("z", "tensor", "result_tracked", 400, 0, 100, 70, 1), mark("b", "bucket", "accumulate", 0, 118, 100, 52, 0),
    ],
    links: [
      link("v0", "x", "f", "value", 0, 1), link("v1", "x", "f", "value", 1, 1), link("v2", "f", "z", "value", null, 1),
      link("k0", "f", "x", "back", 0, 1), link("k1", "f", "x", "back", 1, 1), link("k2", "z", "f", "back", null, 1),
      link("kb", "x", "b", "back", null, 0),
    ],
    steps: [
      step("statement", 0, 1, { who: "x", writes: [["x", "value", 0], ["x", "grad", null]] }),
      step("statement", 1, 2, { who: "z", writes: [["z", "value", 1], ["f", "state", "recorded"]] }),
      step("statement", 2, 3),
      step("seed", 2, 3, { who: "z" }),
      step("visit", 2, 3, {
        who: "f", in: [pulse("k2", 2, "∂z/∂z")], out: [pulse("k0", 3, "∂z/∂x"), pulse("k1", 3, "∂z/∂x")],
        writes: [["f", "arrived", 2]],
      }),
      step("fan_in", 2, 3, { who: "x", in: [pulse("k0", 3, "∂z/∂x"), pulse("k1", 3, "∂z/∂x")] }),
      step("accumulate", 2, 3, {
        who: "b", in: [pulse("kb", 4, "x.grad")], writes: [["b", "value", 4], ["x", "grad", 4]],
      }),
      step("free", 2, 3, { freed: ["f"], writes: [["f", "state", "freed"]] }),
    ],
    ...changes,
  };
}
