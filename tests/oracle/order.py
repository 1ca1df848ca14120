"""Programs made at random whose hooks tell in which order a backward pass goes through their graph."""

from __future__ import annotations

from random import Random

SEEDS = range(120)  # from CROWDED on, many leaves become ready at once
CROWDED = 60
_FORMS = (
    *("{a} + {b}", "{a} * {b}", "{a} - {b}", "{a} * {a}", "{a} + {a}"),
    *("-{a}", "{a}.sin()", "{a} * 0.5", "{a}.clone()", "{a}.view(1)", "{a}.sum().reshape(1)", "{a}.detach() * {b}"),
)


def program(seed: int) -> str:
    """Two to four leaves, up to sixteen results, a hook on each, and one pass: ``backward``, or ``grad`` for some."""
    if seed >= CROWDED:
        return crowd(seed)
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


_JOINED = (
    *("{a} + {b}", "{a} * {a}", "{a}.sin()", "torch.stack([{a}, {b}, {c}]).sum(0)", "({a} * 2).sin() + {b}"),
    *("torch.stack([{a}, {b}, {c}, {d}, {a}]).sum(0)", "torch.cat([{a}, {b}, {c}, {d}])[:1]"),
    *("torch.where({a} > 0, {b}, {c})", "torch.cat([{d}, {c}, {b}, {a}]).sum().reshape(1)"),
)


def crowd(seed: int) -> str:
    """Up to ten leaves that meet in ``stack`` and ``cat``, each with a hook that tells when its gradient is there."""
    random = Random(seed)

    def pick(count: int) -> int:
        return int(random.random() * count)

    leaves = 3 + pick(8)
    lines = ["import torch"]
    lines += [f"t{i} = torch.tensor([{0.25 + i / 8}], requires_grad={pick(7) != 0 or not i})" for i in range(leaves)]
    count = leaves
    for _ in range(2 + pick(12)):
        names = {key: f"t{pick(count)}" for key in "abcd"}
        lines.append(f"t{count} = {_JOINED[pick(len(_JOINED))].format(**names)}")
        count += 1
    several = ", ".join(f"t{pick(count)}" for _ in range(3 + pick(6)))
    names = [f"t{i}" for i in range(count)]
    lines += [
        f"root = torch.stack([{several}, t{count - 1}]).sum() + t0.sum()",
        f"for name, t in zip({names}, [{', '.join(names)}]):",
        "    if t.requires_grad and t.is_leaf:",
        "        t.register_post_accumulate_grad_hook(lambda t, name=name: print('leaf', name))",
        "    elif t.requires_grad:",
        "        t.register_hook(lambda g, name=name: print(name))",
        "root.backward()",
    ]
    return "\n".join(lines) + "\n"
