"""The example programs of the app bar, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Example:
    """A program with its title in both languages; ``key`` stands in links and never changes."""

    key: str
    en: str
    zh: str
    text: str

    def title(self, lang: str) -> str:
        return self.zh if lang == "zh-CN" else self.en


_LEAF = "import torch\nx = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)"

_START = f"""{_LEAF}
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
print(x.grad)
"""

_LEAVES = """import torch
x = torch.tensor([[1., 2.], [3., 4.]])
y = torch.tensor([[2., 2.], [2., 2.]])
z = torch.tensor([[3., 3.], [3., 3.]], requires_grad=True)
a = x + y
b = a + z
print(x.grad_fn, a.grad_fn)
print(a.requires_grad, b.requires_grad)
print(a.is_leaf, b.is_leaf)
"""

_FLIP = """import torch
x = torch.tensor([[1., 2.], [3., 4.]])
y = torch.tensor([[2., 2.], [2., 2.]])
z = torch.tensor([[3., 3.], [3., 3.]], requires_grad=True)
a = x + y
b = a + z
x.requires_grad = True
print(a.requires_grad)
b.sum().backward()
print(x.grad)
"""

_NOT_SCALAR = f"""{_LEAF}
y = x + 2
z = y * y * 3
z.backward()
"""

_GRADIENT = f"""{_LEAF}
y = x + 2
z = y * y * 3
z.backward(gradient=torch.tensor([[1., 1., 1.], [0., 0., 0.]]))
"""

_TWICE = f"""{_LEAF}
y = x + 2
z = y * y * 3
out = z.mean()
out.backward()
out.backward()
"""

_ACCUMULATE = """import torch
w = torch.tensor(1., requires_grad=True)
for step in range(3):
    loss = (w * 2 - 5) ** 2
    loss.backward()
    print(w.grad)
"""

_DETACH = f"""{_LEAF}
y = x + 2
z = y * y.detach() * 3
out = z.mean()
out.backward()
"""

EXAMPLES: tuple[Example, ...] = (
    Example("start", "The gradient walks back", "梯度往回走", _START),
    Example("leaves", "Leaves and results", "叶子与结果", _LEAVES),
    Example("flip", "Switching requires_grad on afterwards", "事后打开 requires_grad", _FLIP),
    Example("not-scalar", "backward() from many numbers: an error", "对多个数 backward()：报错", _NOT_SCALAR),
    Example("gradient", "The gradient argument", "gradient 参数", _GRADIENT),
    Example("twice", "backward() twice: an error", "backward() 两次：报错", _TWICE),
    Example("accumulate", "Gradients add up in a loop", "循环里梯度会累加", _ACCUMULATE),
    Example("detach", "detach() cuts one road", "detach() 剪断一条路", _DETACH),
)

BY_KEY: dict[str, Example] = {example.key: example for example in EXAMPLES}
START: Example = EXAMPLES[0]
