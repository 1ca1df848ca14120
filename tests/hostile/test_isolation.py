"""Runs know nothing of each other: side by side they give what each gives alone, and nothing stays in a module."""

from __future__ import annotations

import random
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cases import load, text_of
from oracle import catalogue

from autograd_core import timeline

# What grows while programs run, and why it may: the same whoever asked first.
MEMOS = {
    "autograd_core.interpreter.access._wrapped_kinds": "the one Kind that stands for a class of the engine",
    "autograd_core.node._classes": "the class of the nodes of a row",
}


def answer(text: str) -> tuple[Any, ...]:
    """What a run gives: printed text, error, variables and the values of all its tensors."""
    run = timeline.run(text)
    error = run.error and (run.error.type_name, run.error.message, run.error.span)
    names = dict(run.moments[-1].names) if run.moments else {}
    values = [(id, view.printed, view.version) for moment in run.moments for id, view in moment.tensors.items()]
    return run.printed, error, names, values


def test_two_hundred_programs_on_eight_threads_give_what_they_give_alone() -> None:
    found = [text for topic in catalogue.on_the_page() for text in catalogue.programs(topic).values()]
    chosen = found[:: max(len(found) // 200, 1)][:200]
    assert len(chosen) == 200
    alone = [answer(text) for text in chosen]
    order = list(range(200))
    random.Random(0).shuffle(order)
    with ThreadPoolExecutor(8) as threads:
        together = dict(zip(order, threads.map(lambda at: answer(chosen[at]), order), strict=True))
    assert [at for at in order if together[at] != alone[at]] == []


def state(value: Any, depth: int = 3) -> Any:
    """Enough of a container to see whether it changed."""
    if isinstance(value, dict) and depth:
        return {key: state(inner, depth - 1) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset) and depth:
        return (len(value), [state(inner, depth - 1) for inner in value])
    return id(value)


def module_state() -> dict[str, Any]:
    """All that modules of the core, and their classes, hold in containers, and all they bind."""
    found: dict[str, Any] = {}
    for name, module in list(sys.modules.items()):
        if name != "autograd_core" and not name.startswith("autograd_core."):
            continue
        for key, value in list(vars(module).items()):
            if not key.startswith("__"):
                found[f"{name}.{key}"] = state(value)
            if isinstance(value, type) and value.__module__ == name:
                inside = {one: each for one, each in vars(value).items() if isinstance(each, dict | list | set)}
                found[f"{name}.{key} (class)"] = state(inside)
    return found


def test_no_run_leaves_anything_behind_in_a_module() -> None:
    texts = [text for topic in catalogue.on_the_page() for text in list(catalogue.programs(topic).values())[::5]]
    texts += [f"import torch\n{text_of(case)}" for case in load("corpus/programs_cross-run")]
    for text in texts:  # what is worked out once, on first use
        timeline.run(text)
    before = module_state()
    for text in reversed(texts):
        timeline.run(text)
    after = module_state()
    assert [name for name in after if after[name] != before.get(name) and name not in MEMOS] == []


def test_what_the_first_visitor_did_is_not_there_for_the_second() -> None:
    """The first run of all, in a module state of its own, changes nothing but memos."""
    before = module_state()
    timeline.run(
        "import torch\nclass A(torch.nn.Module):\n    x = [1]\nA.x.append(2)\ntorch.set_printoptions(precision=1)"
    )
    after = module_state()
    assert [name for name in after if after[name] != before.get(name) and name not in MEMOS] == []
