"""Writes docs/compatibility.md: what of PyTorch 2.13 is here, from the engine's tables and the recorded oracle.

Also writes the figures at its head into components/parity.json, for the badge in the app.

``make compatibility`` runs it; it needs no PyTorch.
"""

from __future__ import annotations

import ast
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from oracle import catalogue, record_names, worlds

from autograd_core.namespace import ATTRIBUTES, MODULES, Facade
from autograd_core.refused import REFUSED

ROOT = Path(__file__).parents[1]
PAGE = Path(__file__).with_suffix(".md")
FIGURES = ROOT / "components" / "parity.json"  # what the app shows of this page
ORACLE = catalogue.HERE
TENSOR = "torch.Tensor"
TITLES = {
    "torch": "torch",
    TENSOR: "Tensor: methods and attributes",
    "torch.nn": "torch.nn",
    "torch.nn.functional": "torch.nn.functional",
    "torch.nn.init": "torch.nn.init",
    "torch.nn.utils": "torch.nn.utils",
    "torch.optim": "torch.optim",
    "torch.optim.lr_scheduler": "torch.optim.lr_scheduler",
    "torch.linalg": "torch.linalg",
    "torch.autograd": "torch.autograd",
    "torch.autograd.functional": "torch.autograd.functional",
    "torch.autograd.graph": "torch.autograd.graph",
    "torch.func": "torch.func",
    "torch.utils.data": "torch.utils.data",
    "torch.nn.Module": "Module: methods and attributes",
    "torch.optim.Optimizer": "Optimizer: methods and attributes",
    "torch.Generator": "Generator: methods and attributes",
}
# ── what is here ────────────────────────────────────────────────────────────────────────────────────────────────


def members(module: str) -> tuple[list[str], dict[str, list[str]], list[str]]:
    """The names of a module or class that work, the others by what a program reads, and those that are in no table."""
    refused: dict[str, list[str]] = defaultdict(list)
    here = []
    for name, value in _owned(module).items():
        if (instead := _instead(value)) is not None:
            refused[f"is not here; {instead}"].append(name)
        elif not isinstance(value, Facade):
            here.append(name)
    for name, (what, use) in REFUSED.get(module, {}).items():
        refused[f"is {what}; use {use}"].append(name)
    known = {*_owned(module), *REFUSED.get(module, ())}
    absent = [name for name in record_names.recorded()[module] if name not in known]
    return (
        sorted(here, key=_by_letter),
        {reason: sorted(names, key=_by_letter) for reason, names in refused.items()},
        absent,
    )


def _owned(owner: str) -> Mapping[str, Any]:
    """What a program finds in a module or class."""
    if owner in MODULES:
        return MODULES[owner].members
    module, _, name = owner.rpartition(".")
    return dict.fromkeys(one for one in ATTRIBUTES[MODULES[module].members[name]] if not one.startswith("__"))


def _instead(value: Any) -> str | None:
    """What a member that only refuses tells to use; None for a member that works."""
    about = getattr(value, "__doc__", None)
    if callable(value) and isinstance(about, str) and (found := re.fullmatch(r"Not here: (.+)\.", about)):
        return found[1]
    return None


def _by_letter(name: str) -> tuple[str, str]:
    return name.strip("_").lower(), name


# ── what the programs mention ───────────────────────────────────────────────────────────────────────────────────


def mentions(texts: Iterable[str]) -> Counter[tuple[str, str]]:
    """In how many programs the name of each module is mentioned; attributes of values count as those of tensors."""
    return Counter(mention for text in texts for mention in set(_mentions(ast.parse(text))))


def _mentions(tree: ast.Module) -> Iterator[tuple[str, str]]:
    called: dict[str, str] = {}  # what a name of the program stands for, such as F for torch.nn.functional
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            for one in node.names:
                called[one.asname or one.name.partition(".")[0]] = (
                    one.name if one.asname else one.name.partition(".")[0]
                )
        elif isinstance(node, ast.ImportFrom):
            called.update({one.asname or one.name: f"{node.module}.{one.name}" for one in node.names})
        elif isinstance(node, ast.Assign) and (full := _full(node.value, called)) in MODULES:
            called.update({target.id: str(full) for target in node.targets if isinstance(target, ast.Name)})
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute | ast.Name):
            full = _full(node, called)
            if full is not None:
                module, _, name = full.rpartition(".")
                yield module, name
            elif isinstance(node, ast.Attribute):
                yield TENSOR, node.attr


def _full(node: ast.expr, called: Mapping[str, str]) -> str | None:
    """The full name of what is written as names and dots that begin with an imported module."""
    if isinstance(node, ast.Name):
        return called.get(node.id)
    if isinstance(node, ast.Attribute) and (outer := _full(node.value, called)) is not None:
        return f"{outer}.{node.attr}"
    return None


# ── the page ────────────────────────────────────────────────────────────────────────────────────────────────────


def page() -> str:
    """The text of docs/compatibility.md."""
    texts = [text for topic in catalogue.topics() for text in catalogue.programs(topic).values()]
    counts = mentions(texts)
    sections = [_section(module, counts) for module in TITLES]
    return "\n\n".join([_head(len(texts)), *sections, _differences()]) + "\n"


def _head(programs: int) -> str:
    recorded, known, tried = _fuzz()
    index = [f"[{title}](#{_anchor(title)})" for title in (*TITLES.values(), "Known differences")]
    return f"""# What of PyTorch is here

<!-- Written by docs/compatibility.py from the engine's tables and the recorded oracle: `make compatibility`. -->

**{programs:,} programs** run here and in PyTorch 2.13 and must agree in printed text, values, gradients, `grad_fn`
names, graphs, versions and errors; PyTorch's answers are recorded under [`tests/oracle`](../tests/oracle). Besides,
{recorded} longer random programs must print what PyTorch printed, and where PyTorch is installed, {tried - known:,} are
compared in full. Agreement is not complete: of {tried:,} random programs {known} are known to differ, and
[the known differences](#known-differences) are listed at the end of this page.

{" · ".join(index)}

The number after a name says how many of the {programs:,} programs mention it; no number means that none does.
Each row of the op table is compared with PyTorch's recorded answers besides (`tests/engine/test_ops.py`).
An operator such as `x + y` mentions no name, and an attribute of any value counts as one of a tensor. The lists are
those of a program on the page; a name in none of them raises `AttributeError`."""


def _anchor(title: str) -> str:
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def _fuzz() -> tuple[int, int, int]:
    """How many random programs are recorded, how many are known to differ, and how many were tried."""
    recorded = json.loads((ORACLE / "fuzz.json").read_text(encoding="utf-8"))
    known = json.loads((ORACLE / "fuzz_known.json").read_text(encoding="utf-8"))
    tried = re.search(r"^PROGRAMS = (\d+)", (ORACLE / "fuzz.py").read_text(encoding="utf-8"), re.MULTILINE)
    assert tried is not None
    return len(recorded), len(known), int(tried[1])


def figures() -> dict[str, int | str]:
    """What the app shows: the numbers at the head of the page."""
    _, known, tried = _fuzz()
    programs = sum(len(catalogue.programs(topic)) for topic in catalogue.topics())
    return {"programs": programs, "torch": worlds.VERSION.rpartition(".")[0], "tried": tried, "known": known}


def _section(module: str, counts: Counter[tuple[str, str]]) -> str:
    here, refused, absent = members(module)
    summary = f"{len(here)} here, {sum(map(len, refused.values()))} refused by name, {len(absent)} absent."
    lines = [f"## {TITLES[module]}", "", summary]
    by_letter: dict[str, list[str]] = defaultdict(list)
    for name in here:
        by_letter[_by_letter(name)[0][0]].append(
            f"`{name}`" + (f" {counts[module, name]}" * bool(counts[module, name]))
        )
    lines += ["", "| | yes |", "|---|---|"]
    lines += [f"| {letter} | {' · '.join(names)} |" for letter, names in by_letter.items()]
    for reason, names in refused.items():
        says = f"refused: “{module}.… {reason}”"
        listed = " · ".join(f"`{name}`" + (f" {counts[module, name]}" * bool(counts[module, name])) for name in names)
        lines += ["", f"<details><summary>{says} ({len(names)})</summary>", "", listed, "", "</details>"]
    return "\n".join(lines)


# ── known differences ───────────────────────────────────────────────────────────────────────────────────────────

_DIFFERENCES = """## Known differences

**Graphs**

- The graph of `LSTM` and `GRU` is that of the functions they are composed of here, where PyTorch has one
  function for the layer (`MkldnnRnnLayerBackward0` on some CPUs).
- With `create_graph=True`, the graph of a gradient has other `grad_fn` names for layer, batch and group norm, `det`,
  `solve`, and changes through views (`CopySlices`, `AsStridedBackward0`); the numbers are the same.
- PyTorch adds gradients that meet at a tensor in place, and counts that in the `_version` of what `grad()` returns;
  here they are added into a new tensor.
- A bool or whole tensor into which a tracked number was written (`fill_`) has PyTorch's `grad_fn`, but what PyTorch
  then says with `INTERNAL ASSERT FAILED` is not said here.
- A view that nobody has looked at since its base became tracked may be changed in place here, where PyTorch still
  takes it for a leaf.

**Numbers**

- `sqrt`, `exp` and other functions of float32 may differ in the last place: the mathematical libraries are others.
- The masks of `dropout` after `manual_seed` are those of PyTorch's own generator; on Intel CPUs PyTorch may draw
  others, from Intel's library.
- The strides of some results differ, and with them what `stride()` and `is_contiguous()` say.
- Of equal numbers, `sort`, `topk`, `kthvalue` and `mode` name those that PyTorch names; in lanes of more than 10,000
  numbers they keep their order here.
- `complex64` and `complex128` are computed with where formulas hold for them; programs on the page cannot write `2j`.
- What PyTorch reads from memory that nothing was written to (`expand` and then `median`, overlapping changes) is
  not what is there here.
- `torch.bfloat16` is a name without numbers: no tensor can have this dtype.

**Programs**

- Classes of a program on the page derive from `nn.Module`, `torch.autograd.Function`, `Dataset`, optimizers,
  exceptions or nothing; metaclasses, `__slots__` and hooks such as `__getattr__` are refused by name.
- There is one device, `cpu`.
- The error for wrong arguments lists the signatures without PyTorch's lines `didn't match because …`.
- The addresses in `<MulBackward0 object at 0x…>` are the same in every run of the page."""


def _differences() -> str:
    _, known, tried = _fuzz()
    kinds = Counter(map(_kind, json.loads((ORACLE / "fuzz_known.json").read_text(encoding="utf-8")).values()))
    listed = ", ".join(f"{count} {kind}" for kind, count in kinds.most_common())
    lines = [
        _DIFFERENCES,
        "",
        "**Programs of the tests**",
        "",
        f"- Of the first {tried:,} random programs, {known} differ and are left out ([`fuzz_known.json`]"
        f"(../tests/oracle/fuzz_known.json)); what differs first: {listed}.",
        "- In these programs of the oracle one thing is not compared:",
        "",
    ]
    lines += ["| topic | program | not compared |", "|---|---|---|"]
    lines += [f"| {topic} | {name} | {what} |" for (topic, name), what in added_up().items()]
    return "\n".join(lines)


def _kind(said: str) -> str:
    """What differs first in a random program."""
    if said.endswith("functions"):
        return "in the functions of a graph"
    return "in a number" if " is not " in said else "in the printed text"


def added_up() -> dict[tuple[str, str], str]:
    """The table of tests/test_oracle.py: what is not compared in a program, read without running the tests."""
    for node in ast.parse((ROOT / "tests" / "test_oracle.py").read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "ADDED_UP":
            found: dict[tuple[str, str], str] = ast.literal_eval(node.value)
            return found
    raise LookupError("ADDED_UP")


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
    FIGURES.write_text(json.dumps(figures(), indent=1) + "\n", encoding="utf-8")
