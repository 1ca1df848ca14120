"""``einsum``, put together from permute, bmm and view as PyTorch does it, so that the recorded graph is the same."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from ..errors import ArgumentError, AutogradError
from ..schema import find
from .calls import call, is_tensor, reshaped, viewed

ELLIPSIS = "…"


def einsum(equation: str, *operands: Any) -> Any:
    """The sum of products that ``equation`` names, such as ``"ij,jk->ik"``."""
    tensors = list(operands[0]) if len(operands) == 1 and isinstance(operands[0], (list, tuple)) else list(operands)
    if not tensors:
        raise AutogradError("einsum(): must provide at least one operand")
    for place, one in enumerate(tensors):
        if not is_tensor(one):
            kind = type(one).__name__
            raise ArgumentError(f"expected Tensor as element {place} in argument 1, but got {kind}")
    labels, output = parse(equation, tensors)
    check_sizes(tensors, labels)
    order = [*output, *sorted({one for many in labels for one in many} - set(output))]
    aligned = [lined_up(tensor, many, order) for tensor, many in zip(tensors, labels, strict=True)]
    return contracted(aligned, len(output))


def parse(equation: str, operands: Sequence[Any]) -> tuple[list[list[str]], list[str]]:
    """The labels of each dimension of each operand, and of the result; an ellipsis stands for several."""
    text = equation.replace(" ", "").replace("...", ELLIPSIS)
    left, arrow, right = text.partition("->")
    terms = left.split(",")
    if len(terms) != len(operands):
        more = "more" if len(terms) < len(operands) else "fewer"
        raise AutogradError(f"einsum(): {more} operands were provided than specified in the equation")
    for place, term in enumerate(terms):
        check_letters(term, equation, 0)
        check_count(term, place, operands[place].ndim)
    hidden = [one.ndim - len(term) + 1 if ELLIPSIS in term else 0 for term, one in zip(terms, operands, strict=True)]
    most = max(hidden)
    stand_ins = [f"{ELLIPSIS}{i:02}" for i in range(most)]
    found = [
        [label for one in term for label in (stand_ins[most - count :] if one == ELLIPSIS else [one])]
        for term, count in zip(terms, hidden, strict=True)
    ]
    if not arrow:
        letters = [one for term in terms for one in term if one != ELLIPSIS]
        return found, [*stand_ins, *sorted(one for one in set(letters) if letters.count(one) == 1)]
    check_letters(right, equation, len(equation) - len(right))
    known = {one for many in found for one in many}
    for one in right.replace(ELLIPSIS, ""):
        if right.count(one) > 1:
            raise AutogradError(f"einsum(): output subscript {one} appears more than once in the output")
        if one not in known:
            raise AutogradError(
                f"einsum(): output subscript {one} does not appear in the equation for any input operand"
            )
    return found, [label for one in right for label in (stand_ins if one == ELLIPSIS else [one])]


def check_letters(term: str, equation: str, start: int) -> None:
    """Raise where something else than a letter stands for a dimension."""
    for one in term:
        if one != ELLIPSIS and not one.isalpha():
            raise AutogradError(
                f"einsum(): invalid subscript given at index {equation.find(one, start)} in the equation string, "
                "subscripts must be in [a-zA-Z]"
            )


def check_count(term: str, place: int, ndim: int) -> None:
    """Raise where an operand has more or fewer dimensions than letters."""
    named = len(term.replace(ELLIPSIS, ""))
    if ELLIPSIS in term and named > ndim:
        raise AutogradError(
            f"einsum(): the number of subscripts in the equation ({named}) is more than the number of dimensions "
            f"({ndim}) for operand {place}"
        )
    if ELLIPSIS not in term and named != ndim:
        raise AutogradError(
            f"einsum(): the number of subscripts in the equation ({named}) does not match the number of dimensions "
            f"({ndim}) for operand {place} and no ellipsis was given"
        )


def lined_up(tensor: Any, labels: Sequence[str], order: Sequence[str]) -> Any:
    """``tensor`` with one dimension for each label, in that order; of size 1 where it has none."""
    labels = list(labels)
    for label in dict.fromkeys(labels):
        while labels.count(label) > 1:
            first = labels.index(label)
            second = labels.index(label, first + 1)
            if tensor.shape[first] != tensor.shape[second]:
                raise AutogradError(
                    f"einsum(): subscript {label} is repeated for operand 0 but the sizes don't match, "
                    f"{tensor.shape[second]} != {tensor.shape[first]}"
                )
            tensor = tensor.diagonal(0, first, second)
            tensor = call(find("permute"), (tensor, _moved(tensor.ndim, first)))
            del labels[second]
    for label in order:
        if label not in labels:
            tensor = call(find("unsqueeze"), (tensor, -1))
            labels.append(label)
    return call(find("permute"), (tensor, tuple(labels.index(label) for label in order)))


def _moved(ndim: int, to: int) -> tuple[int, ...]:
    """The order in which the last dimension comes to stand at ``to``."""
    order = list(range(ndim - 1))
    order.insert(to, ndim - 1)
    return tuple(order)


def contracted(tensors: list[Any], kept: int) -> Any:
    """The product of all, summed over the dimensions from ``kept`` on."""
    ndim = tensors[0].ndim
    counts = [sum(one.shape[dim] != 1 for one in tensors) for dim in range(ndim)]
    single = len(tensors) == 1
    while len(tensors) > 1:
        a, b, *rest = tensors
        summed: list[int] = []
        of_a: list[int] = []
        of_b: list[int] = []
        for dim in range(kept, ndim):
            if a.shape[dim] != 1 and b.shape[dim] != 1:
                counts[dim] -= 1
                if counts[dim] == 1:
                    summed.append(dim)
                    counts[dim] = 0
            elif counts[dim] == 1:
                (of_a if a.shape[dim] != 1 else of_b).append(dim)
                counts[dim] = 0
        a = a.sum(tuple(of_a), True) if of_a else a
        b = b.sum(tuple(of_b), True) if of_b else b
        tensors = [pair(a, b, summed), *rest]
    if ndim == kept:
        return tensors[0]
    if single:
        return tensors[0].sum(tuple(range(kept, ndim)))
    return viewed(tensors[0], *tensors[0].shape[:kept])


def check_sizes(tensors: Sequence[Any], labels: Sequence[Sequence[str]]) -> None:
    """Raise where two dimensions of one label do not go together."""
    seen: dict[str, int] = {}
    for place, (tensor, many) in enumerate(zip(tensors, labels, strict=True)):
        for label, size in zip(many, tensor.shape, strict=True):
            known = seen.get(label, 1)
            if size != known and 1 not in (size, known) and many.count(label) == 1:
                raise AutogradError(
                    f"einsum(): subscript {label} has size {size} for operand {place} which does not broadcast with "
                    f"previously seen size {known}"
                )
            seen[label] = max(size, known)


def pair(left: Any, right: Any, summed: Sequence[int]) -> Any:
    """The product of two, summed over some dimensions that stay with size 1: one product of batches of matrices."""
    if not summed:
        return left * right
    both, only_left, only_right, inner = [], [], [], 1
    for dim in range(left.ndim):
        in_left, in_right = left.shape[dim] != 1, right.shape[dim] != 1
        if dim in summed:
            inner *= left.shape[dim]
        elif in_left and in_right:
            both.append(dim)
        elif in_left:
            only_left.append(dim)
        else:
            only_right.append(dim)

    def size(tensor: Any, dims: Sequence[int]) -> int:
        return math.prod(tensor.shape[dim] for dim in dims)

    batch, rows, columns = size(left, both), size(left, only_left), size(right, only_right)
    a = call(find("permute"), (left, (*both, *only_left, *summed, *only_right)))
    b = call(find("permute"), (right, (*both, *summed, *only_right, *only_left)))
    product = call(find("bmm"), (reshaped(a, (batch, rows, inner)), reshaped(b, (batch, inner, columns))))
    order = [*both, *only_left, *summed, *only_right]
    shape = [left.shape[d] for d in (*both, *only_left)] + [1] * len(summed) + [right.shape[d] for d in only_right]
    spread = viewed(product, *shape)
    return call(find("permute"), (spread, tuple(order.index(dim) for dim in range(left.ndim))))
