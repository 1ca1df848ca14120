/** What may follow in the program: names that run here, and the program's own. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { modulesOf, optionsAt, ownNames, typesOf } from "../../components/stage/frontend/completion.js";

const WORDS = {
  modules: {
    torch: "tensor ones nn", "torch.nn": "Linear functional", "torch.nn.functional": "relu", "torch.optim": "SGD",
    math: "pi sqrt",
  },
  types: { Tensor: "backward grad sum", Module: "parameters zero_grad", Optimizer: "step zero_grad", Node: "name", Size: "numel", str: "upper", list: "append", dict: "keys", dtype: "itemsize" },
  made: { Module: "Linear Module", Optimizer: "SGD" },
  builtins: "print range",
  keywords: "for while",
};
const labels = (before, text = "", asked = false) => optionsAt(before, text, WORDS, asked)?.names.map(({ label }) => label) ?? null;

test("the names a program binds, in every way it can", () => {
  assert.deepEqual(ownNames("x = 1\ny, (z, *w) = f(x)\nx += 2\nx == 3\nf(k=4)\n"), ["x", "y", "z", "w"]);
  assert.deepEqual(ownNames("for i, j in p:\n  with q as r:\n    pass"), ["i", "j", "r"]);
  assert.deepEqual(ownNames("import torch.nn as nn\ndef f(a, b=3, *c):\n  return a"), ["torch", "nn", "f", "a", "b", "c"]);
  assert.deepEqual(ownNames("Δ = 1\n变量 = 2\nn: int = 3"), ["Δ", "变量", "n"]);
  assert.deepEqual(ownNames("# x = 1\nprint('for')"), []);
});

test("a line of hostile length costs nothing and gives nothing", () => {
  assert.deepEqual(ownNames(`${" ".repeat(100_000)}x\n${"a".repeat(100_000)} = 1\ny = 1`), ["y"]);
});

test("modules under every name they are imported by", () => {
  const found = modulesOf("import torch.nn as net\nfrom torch import nn as n2, optim\nimport math as m\nimport os", WORDS);
  assert.equal(found.net, "torch.nn");
  assert.equal(found.n2, "torch.nn");
  assert.equal(found.m, "math");
  assert.equal(found.os, undefined);
});

test("members of a module, and of a module inside it", () => {
  assert.deepEqual(labels("y = torch."), ["tensor", "ones", "nn"]);
  assert.deepEqual(labels("y = torch.nn.fu"), ["Linear", "functional"]);
  assert.deepEqual(labels("y = F.r", "import torch.nn.functional as F"), ["relu"]);
  assert.deepEqual(labels("y = torch.ones."), []);
  assert.equal(optionsAt("y = torch.on", "", WORDS).typed, 2);
});

test("attributes of what a name stands for; a tensor where nothing says otherwise", () => {
  const text = "m = nn.Linear(2, 1)\nopt = torch.optim.SGD(m.parameters())\ns = 'a'\nl = [1]\nd = {}\nclass Net(nn.Module):\n  pass\nnet = Net()";
  assert.deepEqual([...typesOf(text, WORDS)], [
    ["m", "Module"], ["opt", "Optimizer"], ["s", "str"], ["l", "list"], ["d", "dict"], ["self", "Module"], ["net", "Module"],
  ]);
  assert.deepEqual(labels("x."), ["backward", "grad", "sum"]);
  assert.deepEqual(labels("(x + y).su"), ["backward", "grad", "sum"]);
  assert.deepEqual(labels("x.grad_fn."), ["name"]);
  assert.deepEqual(labels("m.", text), ["parameters", "zero_grad"]);
  assert.deepEqual(labels("net.", text), ["parameters", "zero_grad"]);
  assert.deepEqual(labels("opt.st", text), ["step", "zero_grad"]);
  assert.deepEqual(labels("m.", `${text}\nm = x`), ["backward", "grad", "sum"]);
});

test("a number with a point is no name with an attribute", () => {
  assert.equal(labels("x = 3."), null);
  assert.equal(labels("x = torch.tensor([1., 2."), null);
});

test("names come first among names, keywords and builtins", () => {
  assert.deepEqual(labels("y = x", "x = 1\nprint = 2"), ["x", "print", "for", "while", "range"]);
  assert.equal(labels("y = "), null);
  assert.deepEqual(labels("y = ", "x = 1", true), ["x", "for", "while", "print", "range"]);
});

test("what can be imported", () => {
  assert.deepEqual(labels("from torch import n"), ["tensor", "ones", "nn"]);
  assert.deepEqual(labels("from torch.nn import Linear, f"), ["Linear", "functional"]);
  assert.deepEqual(labels("from nowhere import n"), null);
  assert.deepEqual(labels("import to"), Object.keys(WORDS.modules));
  assert.equal(optionsAt("import torch.n", "", WORDS).typed, "torch.n".length);
});
