"""``torch.func``: gradients of functions as functions, and ``vmap``, which here goes through its batch in a loop."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .autograd import calls, functional
from .dispatch import call
from .errors import ArgumentError, AutogradError, ValueOutOfRange
from .modes import enable_grad
from .schema import find
from .tensor import Tensor, set_flag

Function = Callable[..., Any]


# ── trees: tensors in tuples, lists and dicts ──────────────────────────────────────────────────────────────────


def leaves(tree: Any) -> list[Any]:
    """What stands in a tree, in order."""
    if isinstance(tree, dict):
        return [leaf for one in tree.values() for leaf in leaves(one)]
    if isinstance(tree, (tuple, list)):
        return [leaf for one in tree for leaf in leaves(one)]
    return [tree]


def rebuilt(tree: Any, values: list[Any]) -> Any:
    """The same tree around other leaves, which are taken from the front of ``values``."""
    if isinstance(tree, dict):
        return {name: rebuilt(one, values) for name, one in tree.items()}
    if isinstance(tree, (tuple, list)):
        return type(tree)([rebuilt(one, values) for one in tree])
    return values.pop(0)


def started(tree: Any) -> tuple[Any, bool]:
    """The tree with fresh starting points in the place of its tensors, and whether somebody differentiates outside."""
    outside = False
    points = []
    for one in leaves(tree):
        if not isinstance(one, Tensor):
            raise ValueOutOfRange(f"Thing passed to transform API must be Tensor, got {type(one)}")
        outside = outside or one.requires_grad
        point = one.view_as(one) if one.requires_grad else one.detach()  # type: ignore[attr-defined]
        if not point.requires_grad:
            set_flag(point, True)
        points.append(point)
    return rebuilt(tree, points), outside


# ── gradients ──────────────────────────────────────────────────────────────────────────────────────────────────


def grad(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """A function that gives the gradient of ``func``, which gives one number, in the arguments ``argnums``."""
    both = grad_and_value(func, argnums, has_aux)

    def gradient(*arguments: Any, **named: Any) -> Any:
        found, value = both(*arguments, **named)
        return (found, value[1]) if has_aux else found

    return gradient


def grad_and_value(func: Function, argnums: int | tuple[int, ...] = 0, has_aux: bool = False) -> Function:
    """The same with the value beside it."""

    def gradient_and_value(*arguments: Any, **named: Any) -> Any:
        with enable_grad():
            chosen = _chosen(argnums, arguments)
            points, outside = started(chosen)
            output = func(*_with(arguments, argnums, points), **named)
            aux: tuple[Any, ...] = ()
            if has_aux:
                if not (isinstance(output, tuple) and len(output) == 2):
                    raise AutogradError(
                        "grad_and_value(f)(*args): output of function f should be a tuple: (output, aux) if has_aux is "
                        "True"
                    )
                output, aux = output[0], output[1:]
                _check_aux(aux)
            _check_output(output)
            starts = leaves(points)
            found = functional.gradients((output,), tuple(starts), None, outside)
        filled = functional.filled(found, tuple(starts), False, False, "back")
        value = output if outside else output.detach()
        return rebuilt(chosen, list(filled)), (value, *aux) if has_aux else value

    return gradient_and_value


def _chosen(argnums: int | tuple[int, ...], arguments: tuple[Any, ...]) -> Any:
    for number in (argnums,) if isinstance(argnums, int) else argnums:
        if not -len(arguments) <= number < len(arguments):
            raise AutogradError(f"Got argnum={number}, but only {len(arguments)} positional inputs")
    return arguments[argnums] if isinstance(argnums, int) else tuple(arguments[number] for number in argnums)


def _with(arguments: tuple[Any, ...], argnums: int | tuple[int, ...], points: Any) -> list[Any]:
    given = list(arguments)
    for number, point in [(argnums, points)] if isinstance(argnums, int) else zip(argnums, points, strict=True):
        given[number] = point
    return given


def _check_output(output: Any) -> None:
    if not isinstance(output, Tensor):
        raise AutogradError(f"grad_and_value(f)(*args): Expected f(*args) to return a Tensor, got {type(output)}")
    if output.ndim:
        raise AutogradError(
            "grad_and_value(f)(*args): Expected f(*args) to return a scalar Tensor, got tensor with "
            f"{output.ndim} dims. Maybe you wanted to use the vjp or jacrev APIs instead?"
        )


def _check_aux(aux: Any) -> None:
    for one in leaves(aux):
        if not isinstance(one, Tensor):
            raise AutogradError(f"Expected tensors, got unsupported type {type(one)}")


def vjp(func: Function, *primals: Any, has_aux: bool = False) -> Any:
    """The output of ``func``, and a function from its gradient to those of ``primals``."""
    with enable_grad():
        points, outside = started(primals)
        output = func(*points)
        aux = None
        if has_aux:
            output, aux = output

    def pull(*cotangents: Any) -> Any:
        seeds = leaves(cotangents[0] if len(cotangents) == 1 else cotangents)
        create = outside or any(seed.requires_grad for seed in seeds)
        with enable_grad():
            found = functional.gradients(tuple(leaves(output)), tuple(leaves(points)), seeds, create)
        return rebuilt(primals, list(functional.filled(found, tuple(leaves(points)), False, False, "back")))

    shown = output if outside else rebuilt(output, [one.detach() for one in leaves(output)])
    return (shown, pull, aux) if has_aux else (shown, pull)


def jvp(func: Function, primals: tuple[Any, ...], tangents: tuple[Any, ...]) -> Any:
    """The output of ``func``, and its Jacobian times ``tangents``."""
    several = isinstance(primals, tuple)
    outside = any(one.requires_grad for one in leaves((primals, tangents)))
    return functional.jvp(func, primals if several else (primals,), tangents, create_graph=outside)


def jacrev(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """A function that gives all derivatives of ``func`` in the arguments ``argnums``."""

    def derivatives(*arguments: Any) -> Any:
        chosen = _chosen(argnums, arguments)
        points = chosen if isinstance(chosen, tuple) else (chosen,)
        outside = any(one.requires_grad for one in points)

        def inner(*changed: Any) -> Any:
            return func(*_with(arguments, argnums, changed[0] if isinstance(argnums, int) else changed))

        found = functional.jacobian(inner, points, create_graph=outside)
        if not isinstance(argnums, int):
            return found
        return tuple(row[0] for row in found) if found and isinstance(found[0], tuple) else found[0]

    return derivatives


jacfwd = jacrev


def hessian(func: Function, argnums: int | tuple[int, ...] = 0) -> Function:
    """A function that gives all second derivatives of ``func``."""
    return jacrev(jacrev(func, argnums), argnums)


# ── batches ────────────────────────────────────────────────────────────────────────────────────────────────────


def vmap(func: Function, in_dims: Any = 0, out_dims: Any = 0, randomness: str = "error", **_: Any) -> Function:
    """``func`` for each slice of its arguments along ``in_dims``, the results side by side along ``out_dims``."""
    name = getattr(func, "__name__", repr(func))

    def mapped(*arguments: Any, **named: Any) -> Any:
        dims = in_dims if isinstance(in_dims, tuple) else (in_dims,) * len(arguments)
        if len(dims) != len(arguments):
            raise ValueOutOfRange(
                f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): in_dims is not compatible with the structure of "
                "inputs. "
            )
        size = _batch_size(name, in_dims, arguments, dims)
        results = []
        for index in range(size):
            sliced = [
                rebuilt(one, [_slice(leaf, dim, index) for leaf in leaves(one)])
                for one, dim in zip(arguments, dims, strict=True)
            ]
            results.append(func(*sliced, **named))
        columns = zip(*(leaves(one) for one in results), strict=True)
        joined = [_joined(name, list(column), out_dims, place) for place, column in enumerate(columns)]
        return rebuilt(results[0], joined)

    return mapped


def _batch_size(name: str, in_dims: Any, arguments: tuple[Any, ...], dims: tuple[Any, ...]) -> int:
    sizes = []
    start = f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): Got in_dim="
    for one, dim in zip(arguments, dims, strict=True):
        for leaf in leaves(one) if dim is not None else ():
            if not isinstance(leaf, Tensor):
                raise ValueOutOfRange(
                    f"{start}{dim} for an input but the input is of type {type(leaf)}. We cannot vmap over non-Tensor "
                    "arguments, please use None as the respective in_dim"
                )
            if not -leaf.ndim <= dim < leaf.ndim:
                raise ValueOutOfRange(
                    f"{start}{dim} for some input, but that input is a Tensor of dimensionality {leaf.ndim} so "
                    f"expected in_dim to satisfy -{leaf.ndim} <= in_dim < {leaf.ndim}."
                )
            sizes.append(leaf.shape[dim])
    if not sizes:
        raise ValueOutOfRange(f"vmap({name}, in_dims={in_dims}, ...)(<inputs>): at least one input must be mapped over")
    if len(set(sizes)) > 1:
        raise ValueOutOfRange(
            "vmap: Expected all tensors to have the same size in the mapped dimension, got sizes "
            f"{sizes} for the mapped dimension"
        )
    return int(sizes[0])


def _slice(leaf: Any, dim: int | None, index: int) -> Any:
    return leaf if dim is None else call(find("select", "int"), (leaf, dim, index))


def _joined(name: str, column: list[Any], out_dims: Any, place: int) -> Any:
    dim = out_dims[place] if isinstance(out_dims, tuple) else out_dims
    if dim is None:
        return column[0]
    for one in column:
        if not isinstance(one, Tensor):
            raise ValueOutOfRange(
                f"vmap({name}, ...): `{name}` must only return Tensors, got type {type(one)}. Did you mean to set "
                "out_dims= to None for output?"
            )
    return call(find("stack"), (column, dim))


def functional_call(*_: Any, **__: Any) -> Any:
    """Refused."""
    raise ArgumentError("functional_call() is not here; call the module itself")


__all__ = ["calls", "grad", "grad_and_value", "hessian", "jacfwd", "jacrev", "jvp", "vjp", "vmap"]
