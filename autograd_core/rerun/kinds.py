"""What the world of a run may hold, kind by kind, and how each is copied; anything else is refused."""

from __future__ import annotations

import ast
import functools
import inspect
import itertools
import random
import types
import weakref
from collections import Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from ..dtypes import Device, DType
from ..errors import ProgramError, Span
from ..interpreter import Interpreter
from ..memory import Memory
from ..namespace import Facade
from ..nn import Module
from ..plans import Plan
from ..recorder import RunRecorder
from ..schema import Op
from ..source import Source
from ..timeline import Recording
from ..trace import (
    BackwardStep,
    BackwardTrace,
    Contribution,
    ErrorView,
    Moment,
    NodeView,
    Note,
    OpCall,
    SavedView,
    TensorView,
)
from .arrays import array_twin
from .furniture import ROOT
from .hosts import cell_twin, function_twin, type_twin
from .recorded import fill_recorder
from .refusal import CannotCopy

if TYPE_CHECKING:
    from .twin import Twin

ATOMS = frozenset({int, float, complex, str, bytes, bool, type(None), type(...), type(NotImplemented), range})
_RECORDS = {Moment, TensorView, NodeView, SavedView, Note, OpCall, Contribution, BackwardStep, BackwardTrace, ErrorView}
_DTYPES = frozenset(type(np.dtype(letter)) for letter in "?bhilqBHILQefdgFDG")
# What is never changed once it is made.
SHARED = ATOMS | _RECORDS | _DTYPES | {Plan, Op, DType, Device, Facade, Source, Span, types.ModuleType, np.ufunc}
# Where the classes come from whose instances are nothing but their fields.
OWN = frozenset({ROOT, "torch", "__main__", "abc", "typing"})
# Tables of what is never changed: a new table holds the same.
PLAIN_TABLES: Mapping[type, frozenset[str]] = {
    Recording: frozenset({"moments", "places", "printed", "unfrozen"}),
    Interpreter: frozenset({"addresses", "numbers"}),
}

BUFFERS = "_non_persistent_buffers_set"  # of a Module; the one set that is copied, while it is empty
_hash_of = attrgetter("__hash__")


# ── containers ─────────────────────────────────────────────────────────────────────────────────────────────────


def list_twin(twin: Twin, thing: Any) -> Any:
    return twin.later(_fill_list, thing, type(thing)())


def _fill_list(twin: Twin, old: Any, new: Any) -> None:
    list.extend(new, map(twin, old))


def dict_twin(twin: Twin, thing: Any) -> Any:
    return twin.later(_fill_dict, thing, type(thing)())


def _fill_dict(twin: Twin, old: Any, new: Any) -> None:
    for key, value in dict.items(old):
        if type(key) not in ATOMS and not isinstance(key, type):
            _check_key(key)
        if type(key) is int and (key == id(value) or (type(value) is tuple and value and key == id(value[0]))):
            raise CannotCopy("a table by places in memory")
        dict.__setitem__(new, twin(key), twin(value))


def _check_key(key: Any) -> None:
    """A key must be found again without running any of the program's code."""
    if isinstance(key, tuple):
        for part in key:
            _check_key(part)
    elif type(key) not in SHARED and not isinstance(key, np.generic) and _hash_of(type(key)) is not _hash_of(object):
        raise CannotCopy("a key with a hash of its own")


def ordered_twin(twin: Twin, thing: Any) -> Any:
    return twin.later(_fill_ordered, thing, OrderedDict())


def _fill_ordered(twin: Twin, old: Any, new: Any) -> None:
    for key, value in old.items():
        _check_key(key)
        new[twin(key)] = twin(value)


def default_twin(twin: Twin, thing: Any) -> Any:
    return twin.later(_fill_dict, thing, defaultdict(twin(thing.default_factory)))


def deque_twin(twin: Twin, thing: Any) -> Any:
    return twin.later(lambda twin, old, new: new.extend(map(twin, old)), thing, deque(maxlen=thing.maxlen))


def tuple_twin(twin: Twin, thing: Any) -> Any:
    parts = tuple(map(twin, thing))
    if all(old is new for old, new in zip(thing, parts, strict=True)):
        return thing
    # A tuple may have met itself, in a list inside of it.
    return twin.made.get(id(thing)) or tuple.__new__(type_twin(twin, type(thing)), parts)


def frozenset_twin(twin: Twin, thing: Any) -> Any:
    if all(type(one) in ATOMS for one in thing):
        return thing
    raise CannotCopy("a set")


def slice_twin(twin: Twin, thing: Any) -> Any:
    return slice(twin(thing.start), twin(thing.stop), twin(thing.step))


# ── what is called ─────────────────────────────────────────────────────────────────────────────────────────────


def bound_twin(twin: Twin, thing: Any) -> Any:
    owner = thing.__self__
    if owner is None or isinstance(owner, (types.ModuleType, type)):
        return thing
    return getattr(twin(owner), thing.__name__)


def method_twin(twin: Twin, thing: Any) -> Any:
    return types.MethodType(twin(thing.__func__), twin(thing.__self__))


def partial_twin(twin: Twin, thing: Any) -> Any:
    return functools.partial(twin(thing.func), *map(twin, thing.args), **twin.all(thing.keywords))


def static_twin(twin: Twin, thing: Any) -> Any:
    return type(thing)(twin(thing.__func__))


def property_twin(twin: Twin, thing: Any) -> Any:
    return property(twin(thing.fget), twin(thing.fset), twin(thing.fdel))


def signature_twin(twin: Twin, thing: Any) -> Any:
    parameters = thing.parameters.values()
    return inspect.Signature([one.replace(default=twin(one.default)) for one in parameters])


# ── streams of numbers ─────────────────────────────────────────────────────────────────────────────────────────


def count_twin(twin: Twin, thing: Any) -> Any:
    return itertools.count(int(repr(thing)[len("count(") : -1]))


def bits_twin(twin: Twin, thing: Any) -> Any:
    made = np.random.MT19937(0)
    made.state = thing.state
    return made


def random_twin(twin: Twin, thing: Any) -> Any:
    made = random.Random(0)
    made.setstate(thing.getstate())
    return made


def random_state_twin(twin: Twin, thing: Any) -> Any:
    made = np.random.RandomState(0)
    made.set_state(thing.get_state(legacy=False))
    return made


# ── everything else ────────────────────────────────────────────────────────────────────────────────────────────


def numbers_twin(twin: Twin, thing: Any) -> Any:
    twin.took(0 if thing.base is not None else thing.nbytes)
    return array_twin(thing, twin)


def other_kind(twin: Twin, thing: Any) -> Any:
    """A copy of what the table does not name: a class of the program, or an instance of its classes or of ours."""
    kind = type(thing)
    if isinstance(thing, (np.generic, ast.AST)):
        return thing
    if isinstance(thing, type):
        return type_twin(twin, thing)
    if isinstance(thing, tuple):
        return tuple_twin(twin, thing)
    if isinstance(thing, list) and kind.__module__.startswith(ROOT):
        return list_twin(twin, thing)
    if isinstance(thing, ProgramError):
        if thing.__traceback__ is not None or thing.__context__ is not None or thing.__cause__ is not None:
            raise CannotCopy("an error on its way")
        return twin.later(fill_object, thing, kind.__new__(kind, *thing.args))
    if any(host.__module__.partition(".")[0] not in OWN for host in kind.__mro__[:-1]):
        raise CannotCopy(kind.__name__)
    return twin.later(_FILLS.get(kind, fill_object), thing, object.__new__(type_twin(twin, kind)))


def fill_object(twin: Twin, old: Any, new: Any) -> None:
    """Copy the fields of an object."""
    kind = type(old)
    for field in twin.slots(kind):
        try:
            value = field.__get__(old)
        except AttributeError:
            continue
        field.__set__(new, twin(value))
    try:
        own = object.__getattribute__(old, "__dict__")
    except AttributeError:
        return
    if own:
        plain = PLAIN_TABLES.get(kind, ())
        mine = object.__getattribute__(new, "__dict__")
        for name, value in own.items():
            if name in plain or (name == BUFFERS and not value and isinstance(old, Module)):
                mine[name] = value.copy()
            else:
                mine[name] = twin(value)


def _fill_interpreter(twin: Twin, old: Any, new: Any) -> None:
    fill_object(twin, old, new)
    new.addresses = {id(copy): (copy, number) for one, number in old.addresses.values() for copy in [twin(one)]}


def _fill_memory(twin: Twin, old: Any, new: Any) -> None:
    """What is gone stays so; an array that was not met belongs to something that both worlds share."""
    new.arrays = []
    twin.last.append((_fill_arrays, old, new))


def _fill_arrays(twin: Twin, old: Any, new: Any) -> None:
    for known, charged in old.arrays:
        copy = twin.made.get(id(known()))
        new.arrays.append((known if copy is None else weakref.ref(copy), charged))


_FILLS = {Interpreter: _fill_interpreter, RunRecorder: fill_recorder, Memory: _fill_memory}

COPIES: Mapping[type, Callable[[Any, Any], Any]] = {
    list: list_twin,
    dict: dict_twin,
    Counter: dict_twin,
    OrderedDict: ordered_twin,
    defaultdict: default_twin,
    deque: deque_twin,
    tuple: tuple_twin,
    frozenset: frozenset_twin,
    slice: slice_twin,
    np.ndarray: numbers_twin,
    types.FunctionType: function_twin,
    types.CellType: cell_twin,
    types.MethodType: method_twin,
    types.BuiltinFunctionType: bound_twin,
    types.MethodWrapperType: bound_twin,
    functools.partial: partial_twin,
    staticmethod: static_twin,
    classmethod: static_twin,
    property: property_twin,
    inspect.Signature: signature_twin,
    itertools.count: count_twin,
    np.random.MT19937: bits_twin,
    np.random.RandomState: random_state_twin,
    random.Random: random_twin,
}
