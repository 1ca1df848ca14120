"""Programs made at random whose hooks tell in which order a backward pass goes through their graph."""

from __future__ import annotations

from random import Random

SEEDS = range(60)
_FORMS = (
    *("{a} + {b}", "{a} * {b}", "{a} - {b}", "{a} * {a}", "{a} + {a}"),
    *("-{a}", "{a}.sin()", "{a} * 0.5", "{a}.clone()", "{a}.view(1)", "{a}.sum().reshape(1)", "{a}.detach() * {b}"),
)


def program(seed: int) -> str:
    """Two to four leaves, up to sixteen results, a hook on each, and one pass: ``backward``, or ``grad`` for some."""
    random = Random(seed)

    def pick(count: int) -> int:
        return int(random.random() * count)  # random() alone is the same in every version of Python

    lines = ["import torch"]
    leaves = 2 + pick(3)
    for i in range(leaves):
        flag = "" if i and pick(4) == 0 else ", requires_grad=True"
        lines.append(f"t{i} = torch.tensor([{0.5 + i / 4}]{flag})")
    count = leaves
    for _ in range(4 + pick(13)):
        a, b = (f"t{max(pick(count), pick(count))}" for _ in range(2))
        lines.append(f"t{count} = {_FORMS[pick(len(_FORMS))].format(a=a, b=b)}")
        count += 1
    lines.append(f"root = t{count - 1} * t{pick(count)} + t0")
    names = [f"t{i}" for i in range(count)]
    lines += [
        f"for name, t in zip({names}, [{', '.join(names)}]):",
        "    if t.requires_grad:",
        "        t.register_hook(lambda g, name=name: print(name, g))",
    ]
    middle = names[leaves + pick(count - leaves)]
    lines.append(f"{middle}.requires_grad_()" if seed % 3 == 0 else "root.backward()")
    if seed % 3 == 0:
        lines.append(f"print(torch.autograd.grad(root, [t0, {middle}], allow_unused=True))")
    return "\n".join(lines) + "\n"
