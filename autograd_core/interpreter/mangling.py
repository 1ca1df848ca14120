"""Names that begin with two underscores inside a class: Python puts the name of the class in front of them."""

from __future__ import annotations

import ast


def mangle(tree: ast.Module) -> None:
    """Change ``__x`` inside ``class Net`` to ``_Net__x``, in place; doing it again changes nothing."""
    waiting: list[tuple[ast.AST, str]] = [(tree, "")]
    while waiting:
        node, owner = waiting.pop()
        if owner:
            _rename(node, owner)
        if isinstance(node, ast.ClassDef):
            owner = node.name.lstrip("_")
        waiting += [(inner, owner) for inner in ast.iter_child_nodes(node)]


def _rename(node: ast.AST, owner: str) -> None:
    match node:
        case ast.Name(id=name) if _is_private(name):
            node.id = f"_{owner}{name}"
        case ast.Attribute(attr=name) if _is_private(name):
            node.attr = f"_{owner}{name}"
        case ast.FunctionDef(name=name) if _is_private(name):
            node.name = f"_{owner}{name}"
        case ast.arg(arg=name) if _is_private(name):
            node.arg = f"_{owner}{name}"
        case ast.keyword(arg=str(name)) if _is_private(name):
            node.arg = f"_{owner}{name}"
        case ast.Global(names=names) | ast.Nonlocal(names=names):
            names[:] = [f"_{owner}{name}" if _is_private(name) else name for name in names]


def _is_private(name: str) -> bool:
    return name.startswith("__") and not name.endswith("__")
