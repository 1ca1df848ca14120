"""Programs made at random out of everything that can be done to tensors, errors included."""

from __future__ import annotations

from oracle.random_programs import Kinds, write

_NUMBERS = (
    "1.5",
    "[1., 2.]",
    "[0.5, -1., 2.]",
    "[[1., 2., 3.], [4., 5., 6.]]",
    "[[0.25], [2.]]",
    "[[1., -2.], [3., 4.]]",
)

# What a program may do; {a} and {b} are tensors, {n} a number, {dim} a dimension. The first group makes a tensor.
_MAKES = (
    *("{a} + {b}", "{a} - {b}", "{a} * {b}", "{a} / {b}", "{a} ** {b}", "{a} @ {b}", "{a} * {a}", "{a} + {a}"),
    *("{a} + {n}", "{n} - {a}", "{a} * {n}", "{n} / {a}", "{a} ** 2", "{a} ** {n}", "2 ** {a}", "-{a}", "{a} / {n}"),
    *("{a}.exp()", "{a}.log()", "{a}.sqrt()", "{a}.sin()", "{a}.cos()", "{a}.tanh()", "{a}.sigmoid()", "{a}.relu()"),
    *("{a}.abs()", "{a}.sum()", "{a}.sum({dim})", "{a}.sum({dim}, keepdim=True)", "{a}.mean()", "{a}.mean({dim})"),
    *(
        "{a}.max()",
        "{a}.min()",
        "{a}.reshape(-1)",
        "{a}.view(-1)",
        "{a}.view(2, -1)",
        "{a}.t()",
        "{a}.T",
        "{a}.clone()",
    ),
    *("{a}.transpose(0, {dim})", "{a}.detach()", "{a}.data", "{a}.double()", "{a}.float()", "{a}.detach().clone()"),
    *("{a} > {b}", "torch.ones_like({a})", "torch.zeros_like({a}, requires_grad=True)", "{a}.requires_grad_()"),
    *("{a}[0]", "{a}[..., -1]", "{a}[1:]", "{a}[:, {dim}]"),
)
# Views made under no_grad refuse to be looked at once their base has changed: modes.txt has their story.
_VIEWS = ("view", "reshape", ".t()", ".T", "transpose", "[", "detach", ".data")
_CHANGES = (
    *("{a}.add_({n})", "{a}.mul_({b})", "{a}.sub_({b})", "{a}.div_(2)", "{a}.zero_()", "{a}.fill_(2)", "{a}.exp_()"),
    *("{a} += {b}", "{a} *= {n}", "{a} -= {a}", "{a}.copy_({b})", "{a}.detach().mul_(2)", "{a}.data.add_(1)"),
    *("{a}.requires_grad = True", "{a}.requires_grad = False", "{a}.requires_grad_(False)", "{a}.retain_grad()"),
    *("{a}.grad = None", "{a}.grad.zero_()", "{a}.register_hook(lambda g: g * 2)", "{a}.detach_()"),
    *("{a}.register_hook(lambda g: print('hook', g))", "{a}.grad = torch.ones_like({a})", "{a}.neg_()", "{a}.sqrt_()"),
    *("{a}[0] = {n}", "{a}[1:] = {b}", "{a}[..., 0] *= 3"),
)
_PASSES = (
    *("{a}.backward()", "{a}.sum().backward()", "{a}.backward(torch.ones_like({a}))", "{a}.sum().backward()"),
    *(
        "{a}.backward(torch.ones_like({a}), retain_graph=True)",
        "{a}.backward({b}.detach())",
        "({a} * {b}).sum().backward()",
    ),
    "print(torch.autograd.grad({a}.sum(), {b}))",
    "print(torch.autograd.grad({a}.sum(), [{a}, {b}], allow_unused=True))",
    "g, = torch.autograd.grad({a}.sum(), {b}, create_graph=True)\n    print(g)\n    g.sum().backward()",
    "torch.autograd.backward([{a}, {b}], [torch.ones_like({a}), torch.ones_like({b})])",
)
_LOOKS = (
    "print({a})",
    "print({a}.grad, {a}.requires_grad, {a}.is_leaf, {a}.grad_fn is None, {a}._version, {a}.shape)",
)


KINDS = Kinds(
    leaves=_NUMBERS,
    forms=(_MAKES, _CHANGES, _PASSES, _LOOKS),
    shares=(0.5, 0.7, 0.88),
    names=lambda random: "xyz"[: 2 + (random.random() < 0.5)],
    statements=lambda random: 4 + int(random.random() * 15),
    dims=("0", "1", "-1"),
    numbers=("2", "0.5", "-1", "3"),
    unrecorded=0.1,
    always_recorded=_VIEWS,
)


def program(seed: int) -> str:
    """Two or three leaves, then up to eighteen statements that may fail; what failed is printed and goes on."""
    return write(seed, KINDS)
