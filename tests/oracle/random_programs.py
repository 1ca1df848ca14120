"""Writes programs at random out of forms of statements; a seed gives the same text on every machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

Forms = tuple[str, ...]


@dataclass(frozen=True)
class Kinds:
    """What programs are made of. In a form {a} and {b} are tensors, {n} is a number and {dim} a dimension."""

    leaves: Forms
    forms: tuple[Forms, Forms, Forms, Forms]  # makes a tensor, changes one, goes backwards, looks at one
    shares: tuple[float, float, float]  # below which number between 0 and 1 a statement is of the first three kinds
    names: Callable[[Random], str]  # of the leaves
    statements: Callable[[Random], int]
    dims: Forms
    numbers: Forms
    unrecorded: float  # share of statements under no_grad
    always_recorded: Forms = ()  # what a statement under no_grad must not contain
    said: str = "error"  # what is printed of an error


def write(seed: int, kinds: Kinds) -> str:
    """The program of a seed: leaves, then statements that may fail; what failed is printed and goes on."""
    random = Random(seed)
    lines = ["import torch"]
    for name in kinds.names(random):
        flag = ", requires_grad=True" if random.random() < 0.7 else ""
        lines.append(f"{name} = torch.tensor({_pick(random, kinds.leaves)}{flag})")
    names = [line[0] for line in lines[1:]]
    for step in range(kinds.statements(random)):
        lines += _statement(random, kinds, names, f"v{step}")
    return "\n".join([*lines, *(f"print({name}, {name}.grad)" for name in names), ""])


def _pick(random: Random, choices: Sequence[str]) -> str:
    return choices[int(random.random() * len(choices))]  # random() alone is the same in every version of Python


def _statement(random: Random, kinds: Kinds, names: list[str], fresh: str) -> list[str]:
    drawn = random.random()
    forms = kinds.forms[sum(drawn >= share for share in kinds.shares)]
    recent = [*names, *names[-3:]]
    words = {"a": _pick(random, recent), "b": _pick(random, recent), "dim": _pick(random, kinds.dims)}
    text = _pick(random, forms).format(**words, n=_pick(random, kinds.numbers))
    fallback = ["    pass"]
    if forms is kinds.forms[0]:
        text, fallback = f"{fresh} = {text}", [f"    {fresh} = {words['a']}"]
        names.append(fresh)
    if random.random() < kinds.unrecorded and not any(part in text for part in kinds.always_recorded):
        text = "with torch.no_grad():\n        " + text.replace("\n", "\n    ")
    return ["try:", f"    {text}", "except Exception as error:", f"    print({kinds.said})", *fallback]
