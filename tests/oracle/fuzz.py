"""Longer programs made at random out of the whole op table: views, places, masks, changes in place, errors.

``program(seed)`` is the same text on every machine. ``python tests/oracle/fuzz.py MINUTES [FIRST_SEED]`` compares new
programs with PyTorch until the time is over, and prints the text of each that differs; with the word ``record`` it
writes down what PyTorch says.
"""

from __future__ import annotations

import json
import sys
import time
from hashlib import sha256
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parents[1]))

from oracle import worlds
from oracle.random_programs import Kinds, write

PROGRAMS = 2000  # that CI runs, from seed 0 on
HERE = Path(__file__).parent
NEAR = (5e-4, 5e-4)  # printed numbers have four digits, and a program may make an error of rounding large
LEAVES = (
    *("1.5", "[0.5, -1., 2.]", "[[1., 2., 3.], [4., 5., 6.]]", "[[0.25], [2.]]", "[[1., -2.], [3., 4.]]"),
    *("[[[1., 2.], [0.5, 4.]], [[2., 1.], [3., 0.25]]]", "[2., 1., 2., 0.]", "[[0.5, 0.1, 0.9]]"),
)


def _words(text: str) -> list[str]:
    return text.split()


_UNARY = _words(
    "exp log log1p expm1 exp2 sqrt rsqrt sin cos tan sinh cosh tanh asin atan asinh sigmoid relu abs neg sign floor "
    "ceil round trunc frac square reciprocal erf erfc lgamma sgn isnan isfinite logical_not sinc nan_to_num"
)
_BINARY = _words(
    "add sub mul div pow maximum minimum fmax fmin atan2 hypot logaddexp fmod remainder eq ne lt ge logical_and "
    "true_divide multiply floor_divide xlogy"
)
_WHOLE = _words(
    "sum mean prod max min amax amin std var median argmax argmin all any norm logsumexp(0) nansum count_nonzero trace"
)
_ALONG = _words(
    "sum mean prod amax amin std var argmax argmin all any cumsum cumprod logcumsumexp logsumexp norm nansum"
)
_CHOOSING = _words("max min sort median mode cummax cummin topk(1,{dim}) kthvalue(1,{dim}) aminmax(dim={dim})")
_SHAPE = (
    *(
        "reshape(-1)",
        "view(-1)",
        "view(2, -1)",
        "t()",
        "T",
        "mT",
        "transpose(0, {dim})",
        "unsqueeze({dim})",
        "squeeze()",
    ),
    *(
        "squeeze({dim})",
        "flatten()",
        "flip({dim})",
        "roll(1, {dim})",
        "tril()",
        "triu(1)",
        "diagonal()",
        "expand(2, -1)",
    ),
    *("expand(2, 2, 3)", "repeat(2, 1)", "repeat(2)", "repeat_interleave(2, {dim})", "narrow({dim}, 0, 1)", "clone()"),
    *("movedim(0, {dim})", "contiguous()", "permute(1, 0)", "select({dim}, 0)", "tile(2)"),
    *("permute(0, 2, 1)", "swapaxes(0, {dim})", "ravel()", "unfold({dim}, 1, 1)", "rot90()", "diag()", "detach()"),
    *("broadcast_to((2, 3))", "view_as({b})", "expand_as({b})", "reshape_as({b})", "data", "double()", "float()"),
)
_PLACES = (
    *("[0]", "[-1]", "[1:]", "[:, 0]", "[..., 0]", "[None]", "[::2]", "[[0, 1]]", "[[1, 0, 0]]", "[:, [0]]", "[0, 1]"),
    *("[{a} > 1]", "[{a} > {b}]", "[torch.tensor([1, 0])]", "[..., [0, 1]]", "[[0], [1]]", "[True]", "[0][None]"),
    *(".index_select({dim}, torch.tensor([0, 0]))", ".masked_select({a} > 0)", ".masked_fill({a} > 1, {n})"),
    *(".gather({dim}, torch.tensor([[0, 1]]))", ".gather(0, torch.tensor([0, 1]))", ".take(torch.tensor([0, 2]))"),
    *(
        ".scatter({dim}, torch.tensor([[0, 1]]), {n})",
        ".scatter_add(0, torch.tensor([[0, 0]]), {b})",
        ".unbind({dim})[0]",
    ),
    *(".split(1, {dim})[0]", ".chunk(2, {dim})[-1]", ".split([1, 1], {dim})[1]", ".tensor_split(2, {dim})[0]"),
    *(
        ".index_add(0, torch.tensor([0, 0]), {a}[[0, 0]])",
        ".index_fill({dim}, torch.tensor([0]), {n})",
        "[1, :2]",
        "[5]",
        "[0, 0, 0]",
    ),
)
_TOGETHER = (
    *(
        "torch.cat([{a}, {b}], {dim})",
        "torch.cat([{a}, {a}])",
        "torch.stack([{a}, {b}])",
        "torch.stack([{a}, {a}], {dim})",
    ),
    *(
        "torch.where({a} > {b}, {a}, {b})",
        "torch.where({a} > 0, {a}, {n})",
        "torch.clamp({a}, -1, {n})",
        "{a}.clamp(min=0.5)",
    ),
    *(
        "torch.lerp({a}, {b}, 0.3)",
        "torch.addcmul({a}, {b}, {b})",
        "torch.addcdiv({a}, {b}, {a}, value=2)",
        "{a} @ {b}",
    ),
    *(
        "torch.vstack([{a}, {b}])",
        "torch.hstack([{a}, {b}])",
        "torch.clamp({a}, {b}, {a})",
        "{a}.clip({n}, 2)",
        "{a}.div({b})",
    ),
    *(
        "torch.div({a}, {b}, rounding_mode='floor')",
        "torch.ones_like({a})",
        "{a} * {a} + {b}",
        "2 ** {a}",
        "{n} / {a}",
        "-{a}",
    ),
    *(
        "{a} ** {n}",
        "{a} + {n}",
        "{n} - {a}",
        "{a} % {n}",
        "{a} // {n}",
        "{a} * {n}",
        "{a} > {b}",
        "~({a} > {n})",
        "{a}.long()",
    ),
    *(
        "({a} > 0) & ({b} > 0)",
        "{a}.int() + {b}",
        "{a}.long() * {n}",
        "{a}.long() / {b}",
        "{a}.bool() + {a}.long()",
        "{a}.half()",
    ),
    *(
        "torch.outer({a}.reshape(-1), {b}.reshape(-1))",
        "torch.diff({a})",
        "{a}.double() * {b}",
        "torch.meshgrid({a}.reshape(-1), {b}.reshape(-1), indexing='ij')[0]",
    ),
    *(
        "torch.atleast_2d({a})",
        "{a}.new_zeros(2) + {b}",
        "torch.zeros_like({a}).copy_({b})",
        "torch.full_like({a}, {n})",
    ),
)
_CHANGES = (
    *(
        "{a}.add_({n})",
        "{a}.mul_({b})",
        "{a}.sub_({b}, alpha=2)",
        "{a}.div_(2)",
        "{a}.zero_()",
        "{a}.fill_({n})",
        "{a}.exp_()",
    ),
    *(
        "{a} += {b}",
        "{a} *= {n}",
        "{a} -= {a}",
        "{a}.copy_({b})",
        "{a}.detach().mul_(2)",
        "{a}.data.add_(1)",
        "{a}.sqrt_()",
    ),
    *(
        "{a}[0] = {n}",
        "{a}[0] = {b}",
        "{a}[:, 0] = {n}",
        "{a}[{a} > 1] = {n}",
        "{a}[[0, 0]] = {n}",
        "{a}[1:] *= 2",
        "{a}[...] = {b}",
    ),
    *(
        "{a}[0] += {b}",
        "{a}[{a} > 0] *= {n}",
        "{a}.clamp_(max=1.5)",
        "{a}.masked_fill_({a} > 1, {n})",
        "{a}.pow_(2)",
        "{a}.neg_()",
    ),
    *(
        "{a}.tanh_()",
        "{a}.sigmoid_()",
        "{a}.abs_()",
        "{a}.addcmul_({b}, {b})",
        "{a}.lerp_({b}, 0.5)",
        "{a}.fill_({b}.sum())",
    ),
    *(
        "{a}.index_add_(0, torch.tensor([0]), {b})",
        "{a}.scatter_(0, torch.tensor([[0]]), {n})",
        "{a}.cumsum_(0)",
        "{a}.tril_()",
    ),
    *(
        "{a}.requires_grad_()",
        "{a}.retain_grad()",
        "{a}.grad = None",
        "{a}.view(-1)[0] = {n}",
        "{a}.t()[0].mul_(2)",
        "{a}.unbind()[0].add_(1)",
    ),
    *(
        "{a}.clone().normal_().shape",
        "{a}[None].add_(1)",
        "{a}.index_put_((torch.tensor([0, 0]),), {b}, accumulate=True)",
    ),
)
_PASSES = (
    *(
        "{a}.sum().backward()",
        "{a}.sum().backward()",
        "{a}.mean().backward(retain_graph=True)",
        "({a} * {b}).sum().backward()",
    ),
    *("{a}.backward(torch.ones_like({a}))", "{a}.backward()", "{a}.prod().backward()", "{a}.max().backward()"),
    "print(torch.autograd.grad({a}.sum(), [{a}, {b}], allow_unused=True))",
    "g, = torch.autograd.grad(({a} * {a}).sum(), {b}, create_graph=True)\n    print(g)\n    g.sum().backward()",
)
_LOOKS = (
    "print({a})",
    "print({a}.grad, {a}.requires_grad, {a}.is_leaf, {a}.grad_fn is None, {a}._version, {a}.shape, {a}.dtype)",
    "print({a}.tolist())",
    "print({a}.max({dim}), {a}.item())",
)


def _makes() -> tuple[str, ...]:
    forms = [f"{{a}}.{name}()" for name in _UNARY] + [f"torch.{name}({{a}})" for name in _UNARY]
    forms += [f"{{a}}.{name}({{b}})" for name in _BINARY] * 2
    forms += [f"{{a}}.{name}" if "(" in name else f"{{a}}.{name}()" for name in _WHOLE]
    forms += [f"{{a}}.{name}(dim={{dim}}, keepdim=True)" for name in _ALONG if not name.startswith(("cum", "logcum"))]
    forms += [f"torch.{name}({{a}}, dim={{dim}})" for name in _ALONG]
    forms += [f"{{a}}.{name}[0]" if "(" in name else f"{{a}}.{name}({{dim}})[0]" for name in _CHOOSING] * 2
    forms += [f"{{a}}.{name}" for name in _SHAPE] * 2 + [f"{{a}}{form}" for form in _PLACES] * 3
    return tuple(forms + list(_TOGETHER) * 2)


MAKES = _makes()


KINDS = Kinds(
    leaves=LEAVES,
    forms=(MAKES, _CHANGES, _PASSES, _LOOKS),
    shares=(0.62, 0.78, 0.9),
    names=lambda random: "wxyz"[: 2 + int(random.random() * 3)],
    statements=lambda random: 5 + int(random.random() * 36),
    dims=("0", "1", "-1", "0"),
    numbers=("2", "0.5", "-1", "3", "0"),
    unrecorded=0.06,
    said="error, isinstance(error, IndexError), isinstance(error, TypeError), isinstance(error, ValueError)",
)


def program(seed: int) -> str:
    """Two to four leaves, then 5 to 40 statements that may fail; what failed is printed and goes on."""
    return write(seed, KINDS)


def known() -> dict[str, str]:
    """The seeds among the first PROGRAMS whose difference is known, with what differs."""
    found: dict[str, str] = json.loads((HERE / "fuzz_known.json").read_text(encoding="utf-8"))
    return found


def seeds(first: int, last: int) -> list[int]:
    """The seeds in a range without those whose difference is known."""
    but = known()
    return [seed for seed in range(first, last) if str(seed) not in but]


def difference(seed: int, timeline: bool = True) -> str | None:
    """What our engine does otherwise than PyTorch in one program; None where they agree."""
    text = program(seed)
    try:
        expected = worlds.in_torch(text)
    except RuntimeError:  # a view that PyTorch refuses to show once its base was changed
        return None
    # PyTorch counts its own additions to a gradient as changes (see ADDED_UP in test_oracle.py).
    uncounted = ("warnings", *(f"version of {name}" for name in expected["tensors"]))
    for world in (worlds.in_engine, worlds.in_timeline)[: 1 + timeline]:
        try:
            worlds.assert_same(world(text), expected, but=uncounted, near=NEAR)
        except Exception as error:
            return f"# seed {seed}, {world.__name__}: {type(error).__name__}: {error}\n{text}"
    return None


def record(count: int = 300) -> None:
    """Write down what PyTorch prints for the first programs, and which of the first PROGRAMS differ."""
    differing = {}
    for seed in range(PROGRAMS):
        said = difference(seed, seed % 5 == 0)
        if said is not None:
            differing[str(seed)] = said.partition("\n")[0].partition(", ")[2][:120]
    (HERE / "fuzz_known.json").write_text(json.dumps(differing, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    recorded = {}
    for seed in seeds(0, count):
        text = program(seed)
        try:
            printed = worlds.in_torch(text)["printed"]
        except RuntimeError:
            continue
        recorded[str(seed)] = {"program": sha256(text.encode()).hexdigest()[:16], "printed": printed}
    (HERE / "fuzz.json").write_text(json.dumps(recorded, indent=0, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(recorded)} recorded, {len(differing)} of {PROGRAMS} differ")


def main(minutes: float, first: int) -> None:
    until, seed, found = time.monotonic() + 60 * minutes, first, 0
    while time.monotonic() < until:
        said = difference(seed)
        if said is not None:
            found += 1
            print(said)
        seed += 1
    print(f"{seed - first} programs from seed {first} on, {found} differ")


if __name__ == "__main__":
    if sys.argv[1:] == ["record"]:
        record()
    else:
        main(float(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000)
