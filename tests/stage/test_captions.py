"""What is said: the article's eight captions word for word, and the numbers of every other kind of function."""

from __future__ import annotations

import pytest
from tape_player import ARTICLE, captions, line_of, payload_of

from components import examples

# ux.md 4.3
ENGLISH = """Start at out: ∂out/∂out = 1.
Mean of 6 numbers, so each gets 1/6: ∂out/∂z = 1 · 1/6 = 0.1667 (×6).
z = t · 3: ∂out/∂t = ∂out/∂z · 3 = 0.1667 · 3 = 0.5. The constant 3 gets nothing.
t = y · y: y was used twice, so two messages leave: 0.5 · y each.
They meet at y and add: ∂out/∂y = 0.5·y + 0.5·y = [[3,4,5],[6,7,8]].
y = x + 2: ∂y/∂x = 1, passed on unchanged.
Into the bucket: x.grad: None → [[3,4,5],[6,7,8]].
Done. Saved tensors of 2 MulBackward0 are freed; a second ride needs retain_graph=True."""

CHINESE = """从 out 出发：∂out/∂out = 1。
6 个数取平均，各分到 1/6：∂out/∂z = 1 · 1/6 = 0.1667（×6）。
z = t · 3：∂out/∂t = 0.1667 · 3 = 0.5。常数 3 不需要梯度。
t = y · y：y 用了两次，发出两份消息，各为 0.5 · y。
两份在 y 相加：∂out/∂y = 0.5·y + 0.5·y = [[3,4,5],[6,7,8]]。
y = x + 2：∂y/∂x = 1，原样传下去。
倒进桶里：x.grad：None → [[3,4,5],[6,7,8]]。
结束。2 个 MulBackward0 保存的张量已释放，再走一次要 retain_graph=True。"""


@pytest.mark.parametrize(("lang", "said"), [("en", ENGLISH), ("zh-CN", CHINESE)])
def test_the_captions_of_the_article(lang: str, said: str) -> None:
    assert captions(payload_of(ARTICLE), lang, back=True) == said.split("\n")


X = "x = torch.tensor([1., -2.], requires_grad=True)\n"
W = "w = torch.tensor([3., 4.], requires_grad=True)\n"
S = "x = torch.tensor(2., requires_grad=True)\n"
B = "b = torch.tensor(3., requires_grad=True)\n"
FLIP = "a = torch.tensor(1.)\na.requires_grad = True"
# Each program, the part of a caption it must show, the second line below it (None: any).
VISITS = [
    (X + "s = x.sum()", "Sum of 2 numbers, so each gets all that arrived: ∂s/∂x = 1 (×2).", "∂s/∂x = 1 (×2)"),
    (S + "y = x ** 3", "y = x^3: ∂y/∂x = ∂y/∂y · 3·x^2 = 12.", None),
    (S + "y = x ** 2", "y = x^2: ∂y/∂x = ∂y/∂y · 2·x = 4.", None),
    (S + "y = 1 / x", None, None),
    (S + "y = x / 4", "y = x / 4: ∂y/∂x = 1 / 4 = 0.25.", "∂y/∂x = ∂y/∂y / 4 = 1 / 4 = 0.25"),
    (
        S + "y = torch.exp(x)",
        "y = exp(x): its slope is y, so ∂y/∂x = 1 · y = 7.389.",
        "∂y/∂x = ∂y/∂y · y = 1 · 7.389 = 7.389",
    ),
    (
        S + "y = torch.log(x)",
        "y = log(x): its slope is 1/x, so ∂y/∂x = 1 · 1/x = 0.5.",
        "∂y/∂x = ∂y/∂y / x = 1 / 2 = 0.5",
    ),
    (
        S + "y = torch.sigmoid(x)",
        "its slope is y·(1 − y)",
        "∂y/∂x = ∂y/∂y · y · (1 − y) = 1 · 0.8808 · (1 − 0.8808) = 0.105",
    ),
    (S + "y = -x", "y = −x: passed on with the other sign, −1.", None),
    (S + "y = 5 - x", "y = 5 − x: ∂y/∂x = −1, passed on with the other sign.", None),
    (S + "y = x - 5", "y = x − 5: ∂y/∂x = 1, passed on unchanged.", None),
    (S + B + "y = x * b", "y = x · b: each gets what arrived times the other: 1 · b and 1 · x.", None),
    (
        S + "b = torch.tensor(3.)\ny = x * b",
        "y = x · b: ∂y/∂x = ∂y/∂y · b = 3. b needs nothing.",
        "∂y/∂x = ∂y/∂y · b = 1 · 3 = 3",
    ),
    (S + B + "y = x + b", "y = x + b: what arrived is passed on unchanged, to both.", None),
    (S + B + "y = x - b", "passed on unchanged to x, with the other sign to b.", None),
    (X + "y = torch.relu(x).sum()", "relu(x): passed on where x > 0, stopped elsewhere: [1,0].", None),
    (X + "y = x.abs().sum()", "passed on with the sign of x: [1,−1].", None),
    (X + W + "y = x @ w", "each gets what arrived times the other", None),
    (X + "y = (x * torch.ones(3, 2)).sum()", "x was copied to fit", None),
    (
        X + "y = (x + torch.ones(3, 2)).sum()",
        "x was copied to fit, so what comes back from each copy is added: 3.",
        None,
    ),
]


@pytest.mark.parametrize(("text", "said", "line"), VISITS)
def test_what_is_said_about_a_function(text: str, said: str | None, line: str | None) -> None:
    last = text.strip().split("\n")[-1].split(" ")[0]
    payload = payload_of(f"import torch\n{text}\n{last}.backward()\n")
    told = captions(payload, "en", back=True)
    assert said is None or any(said in caption for caption in told), told
    lines = [line_of(step) for step in payload["steps"]]
    assert line is None or line in lines, lines


# Each program, and what is said about its last statement.
STATEMENTS = [
    (S, "x: a leaf you made. It asks for its gradient; an empty bucket waits under it."),
    ("a = torch.tensor(1.)", "a: a leaf you made. It asks for no gradient."),
    (S + "y = x * 3", "y is the result; MulBackward0 is recorded for the way back."),
    (S + "y = x * x * 3", "y is the result of 2 operations, all recorded: MulBackward0 ×2."),
    (S + "y = x.detach()", "y holds the same numbers, and the road back is cut."),
    ("a = torch.tensor(1.)\nb = a + 1", "b is the result; nothing it came from is tracked, so nothing is recorded."),
    (S + "with torch.no_grad():\n    y = x + 1", "y is the result; the recorder is off here, so nothing is recorded."),
    (S + "y = x * 2\ny.add_(1)", "add_ changes y in place, on the record: version 0 → 1."),
    (FLIP, "a asks for its gradient from now on. What was recorded before stays as it is."),
    (S + "y = x * 2\ny.retain_grad()", "y is to keep its gradient: a bucket waits under it."),
    (S + "(x * 2).backward()\nx.grad = None", "The bucket of x is emptied: x.grad is None."),
    (S + "y = x\n", "y is a second name for x."),
    ("print('hello')", "Printed: hello"),
    ("print(torch.ones(2, 3))", "Printed: tensor([[1., 1., 1.], [1., 1., 1.]])"),
    ("n = 3", "n = 3"),
    ("for i in range(2):\n    pass", "for i in range(2):"),
]


@pytest.mark.parametrize(("text", "said"), STATEMENTS)
def test_what_is_said_about_a_statement(text: str, said: str) -> None:
    assert captions(payload_of(f"import torch\n{text}\n"), "en")[-1] == said


def test_no_caption_of_the_examples_shows_an_unfilled_place() -> None:
    for example in examples.EXAMPLES:
        for lang in ("en", "zh-CN"):
            for said in captions(payload_of(example.text), lang):
                assert "{" not in said
                assert "cap." not in said
