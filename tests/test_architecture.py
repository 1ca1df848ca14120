"""The house, held to its plan: who imports whom, how long things are, what is never called, what is documented."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from autograd_core import errors

ROOT = Path(__file__).parents[1]
CORE = ROOT / "autograd_core"
APP = ROOT / "components"
PAGE = ROOT / "streamlit_app.py"

OURS = sorted([*CORE.rglob("*.py"), *APP.rglob("*.py"), PAGE])
ALL = sorted([*OURS, *(ROOT / "tests").rglob("*.py"), *(ROOT / "benchmarks").rglob("*.py")])
SCRIPTS = sorted(path for path in (APP / "stage/frontend").rglob("*.js") if "vendor" not in path.parts)

# The rooms of the core, lowest first: a module imports from lower rooms and from its own.
ROOMS = (
    ("errors",),
    ("context", "cuda", "dtypes", "memory", "refused", "schema", "selection", "sizes", "special"),
    ("arithmetic", "forwards", "modes", "printing", "random"),
    ("by_places", "orders", "places", "reductions", "returns", "shapes"),
    ("kernels",),
    ("complexes", "slopes", "network_kernels"),
    ("linalg_kernels", "loss_kernels", "norm_kernels", "window_kernels"),
    ("ops",),
    ("hooks", "plans", "saved"),
    ("node", "trace"),
    ("accumulate", "direct", "engine", "ordered", "ready", "reading", "views"),
    ("extras",),
    ("copying",),
    ("tensor",),
    ("binding", "compute", "recording"),
    ("overlap",),
    ("inplace",),
    ("dispatch",),
    ("creation", "options"),
    ("sampling", "shaping"),
    ("cutting", "indexing", "kinds", "measures", "reflected"),
    ("composite", "functional", "swift"),
    ("data", "nn", "optim"),
    ("autograd", "func"),
    ("network", "utils"),
    ("namespace",),
    ("source", "declarations", "program", "rewrites", "blocks", "dependants", "fields", "occurrences", "variables"),
    ("interpreter",),
    ("held", "living", "passes", "recorder", "shortening"),
    ("timeline",),
    ("rerun",),
    ("graph", "fixes", "moves"),
)
FLOOR = {module: number for number, room in enumerate(ROOMS) for module in room}

# The rooms of the app, lowest first, by the first part of the path under components.
APP_ROOMS = (
    ("theme", "words", "examples", "cuts", "dares", "difference", "matrix", "operations", "link", "shell"),
    ("state",),
    ("events",),
    ("session",),
    ("parity",),
    ("stage",),
    ("panels",),
)
APP_FLOOR = {module: number for number, room in enumerate(APP_ROOMS) for module in room}

# Who may import a package that is not for everybody.
ONLY_IN = {
    "networkx": ("autograd_core/graph.py", "components/stage/", "tests/"),
    "pyvis": ("components/stage/network.py", "components/stage/assets.py", "tests/", "benchmarks/"),
    "torch": ("tests/", "benchmarks/"),
    "streamlit": ("components/", "streamlit_app.py", "tests/", "benchmarks/"),
    "components": ("components/", "streamlit_app.py", "tests/", "benchmarks/"),
}
NEVER_CALLED = {"exec", "eval", "compile", "__import__", "breakpoint", "print", "input"}
NEVER_IMPORTED = {"pickle", "marshal", "shelve", "subprocess", "importlib", "ctypes"}

LINES, FUNCTION_LINES, PAGE_LINES = 400, 40, 60


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def place(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def each(paths: list[Path]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("path", [pytest.param(path, id=place(path)) for path in paths])


# ── imports ────────────────────────────────────────────────────────────────────────────────────────────────────


def imports(path: Path, *, for_types: bool = False) -> Iterator[str]:
    """The full names of what a file imports when it runs; what it imports for annotations alone with ``for_types``."""
    typing = [
        node for node in ast.walk(tree(path)) if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test)
    ]
    hidden = {inner for block in typing for inner in ast.walk(block)}
    for node in ast.walk(tree(path)):
        if not for_types and node in hidden:
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package(path, node.level)
            module = ".".join(filter(None, (start, node.module)))
            yield from (f"{module}.{alias.name}" for alias in node.names)


def package(path: Path, level: int) -> str:
    """What ``from .`` with so many dots means in a file."""
    if level == 0:
        return ""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[: len(parts) - level])


@each(sorted(CORE.rglob("*.py")))
def test_the_core_imports_downwards(path: Path) -> None:
    if path == CORE / "__init__.py":
        return
    mine = path.relative_to(CORE).with_suffix("").parts[0]
    assert mine in FLOOR, f"{mine} has no room in ROOMS"
    for name in imports(path):
        if name.startswith("autograd_core."):
            other = name.split(".")[1]
            assert other in FLOOR, f"{mine} imports {other}, which has no room in ROOMS"
            assert FLOOR[other] <= FLOOR[mine], f"{mine} imports {other} from above"


@each(sorted(path for path in APP.rglob("*.py") if path != APP / "__init__.py"))
def test_the_app_imports_downwards(path: Path) -> None:
    mine = path.relative_to(APP).with_suffix("").parts[0]
    assert mine in APP_FLOOR, f"{mine} has no room in APP_ROOMS"
    for name in imports(path):
        if name.startswith("components."):
            other = name.split(".")[1]
            assert APP_FLOOR[other] <= APP_FLOOR[mine], f"{mine} imports {other} from above"


def test_no_two_modules_of_the_core_need_each_other() -> None:
    modules = {module_name(path): path for path in CORE.rglob("*.py") if path != CORE / "__init__.py"}
    needs = {
        name: {found for full in imports(path) if (found := owner(full, modules)) and not name.startswith(found)}
        for name, path in modules.items()
    }
    while needs:
        free = [module for module, others in needs.items() if not others & needs.keys()]
        assert free, f"these import each other in a circle, or one that does: {sorted(needs)}"
        for module in free:
            del needs[module]


def module_name(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def owner(full: str, modules: dict[str, Path]) -> str | None:
    """The module that the full name of an import lies in."""
    parts = full.split(".")
    names = (".".join(parts[:length]) for length in range(len(parts), 1, -1))
    return next((name for name in names if name in modules), None)


@each(ALL)
def test_packages_stay_where_they_belong(path: Path) -> None:
    for name in imports(path, for_types=True):
        allowed = ONLY_IN.get(name.partition(".")[0])
        assert allowed is None or place(path).startswith(allowed), f"{name} is not for {place(path)}"


@each(OURS)
def test_nothing_is_imported_inside_a_function_or_by_a_star(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            inside = [inner.lineno for inner in ast.walk(node) if isinstance(inner, (ast.Import, ast.ImportFrom))]
            assert inside == [], f"{node.name} imports at line {inside}"
        if isinstance(node, ast.ImportFrom):
            assert all(alias.name != "*" for alias in node.names)


@each(OURS)
def test_nothing_dangerous_is_imported(path: Path) -> None:
    assert {name.partition(".")[0] for name in imports(path, for_types=True)} & NEVER_IMPORTED == set()


# ── calls ──────────────────────────────────────────────────────────────────────────────────────────────────────


@each(OURS)
def test_no_code_is_made_from_text(path: Path) -> None:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in NEVER_CALLED, f"{node.func.id} at line {node.lineno}"
        if isinstance(node, ast.Attribute):
            assert node.attr not in ("__import__", "__globals__", "__builtins__"), f"line {node.lineno}"
            builtin = isinstance(node.value, ast.Name) and node.value.id == "builtins"
            assert not (builtin and node.attr in NEVER_CALLED), f"builtins.{node.attr} at line {node.lineno}"


# ── sizes ──────────────────────────────────────────────────────────────────────────────────────────────────────


@each([*ALL, *SCRIPTS])
def test_a_file_has_one_concept(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= LINES


@each(ALL)
def test_a_function_is_short(path: Path) -> None:
    functions = [node for node in ast.walk(tree(path)) if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    long = {node.name: length(node) for node in functions if length(node) > FUNCTION_LINES}
    assert long == {}


def length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    assert node.end_lineno is not None
    return node.end_lineno - node.lineno + 1


def test_the_page_is_a_table_of_contents() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) < PAGE_LINES


# ── words ──────────────────────────────────────────────────────────────────────────────────────────────────────


@each(ALL)
def test_a_file_says_what_it_is(path: Path) -> None:
    said = ast.get_docstring(tree(path))
    assert said
    assert len(said.splitlines()[0]) <= 120


@each(sorted(CORE.rglob("*.py")))
def test_public_classes_say_what_they_are(path: Path) -> None:
    classes = [node for node in tree(path).body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]
    assert [node.name for node in classes if not ast.get_docstring(node)] == []


def test_what_the_app_imports_from_the_core_says_what_it_is() -> None:
    used = {name for path in [*APP.rglob("*.py"), PAGE] for name in imports(path) if name.startswith("autograd_core.")}
    assert len(used) > 10
    silent = []
    for name in sorted(used):
        module, _, inner = name.rpartition(".")
        found = (CORE / Path(*module.split(".")[1:])).with_suffix(".py")
        if found.exists():
            nodes = [node for node in tree(found).body if getattr(node, "name", None) == inner]
            silent += [name for node in nodes if not ast.get_docstring(node)]  # type: ignore[arg-type]
    assert silent == []


def test_the_tree_of_errors_is_as_drawn() -> None:
    drawn = [line for line in (errors.__doc__ or "").splitlines() if line.startswith(("ProgramError", "├──", "└──"))]
    assert drawn == list(error_tree())


def error_tree() -> Iterator[str]:
    """ProgramError and its subclasses, each with the builtin exception it also is."""
    yield "ProgramError"
    below = errors.ProgramError.__subclasses__()
    for kind in below:
        assert kind.__subclasses__() == [] or kind.__module__ != errors.__name__, (
            f"the drawing is one level deep: {kind}"
        )
        builtin = next((base for base in kind.__bases__ if base.__module__ == "builtins"), Exception)
        corner = "└──" if kind is [one for one in below if one.__module__ == errors.__name__][-1] else "├──"
        if kind.__module__ == errors.__name__:
            yield f"{corner} {kind.__name__} ({builtin.__name__})"


# ── state ──────────────────────────────────────────────────────────────────────────────────────────────────────


@each(OURS)
def test_no_module_holds_state(path: Path) -> None:
    """No ``global``; a name bound to an empty container at module level is filled, hence state, unless listed here."""
    filled_at_import = {
        ("autograd_core/schema.py", "TABLE"),
        ("autograd_core/interpreter/access.py", "_wrapped_kinds"),
    }
    for node in ast.walk(tree(path)):
        assert not isinstance(node, ast.Global), f"line {node.lineno}"
    for node in tree(path).body:
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        value = getattr(node, "value", None)
        empty = (isinstance(value, ast.Dict) and not value.keys) or (isinstance(value, ast.List) and not value.elts)
        if empty and isinstance(targets[0], ast.Name):
            assert (place(path), targets[0].id) in filled_at_import, f"{targets[0].id} at line {node.lineno}"


# ── the tests themselves ───────────────────────────────────────────────────────────────────────────────────────


@each(sorted((ROOT / "tests").rglob("*.py")))
def test_no_comparison_is_thrown_away(path: Path) -> None:
    """A statement that only compares checks nothing."""
    idle = [
        node.lineno
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Expr) and isinstance(node.value, (ast.Compare, ast.BoolOp, ast.UnaryOp))
    ]
    assert idle == []
