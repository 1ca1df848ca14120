"""Generators of a program do what they do in Python: the same text runs in CPython and in the interpreter."""

from __future__ import annotations

import pytest

SAME_AS_CPYTHON = {
    "steps in turn with the loop": """
def squares(n):
    for i in range(n):
        print("before", i)
        yield i * i
        print("after", i)
    print("end")
for s in squares(3):
    print(s)
print(list(squares(2)), sum(squares(4)), dict(enumerate(squares(2))))
g = squares(1)
print(next(g))
try:
    next(g)
except StopIteration:
    print("stopped")
print(next(g, "none"))
""",
    "batches": """
def batches(xs, size):
    at = 0
    while at < len(xs):
        yield xs[at:at + size], at
        at += size
    else:
        yield [], -1
for batch, at in batches(list(range(7)), 3):
    if at == 3:
        continue
    print(batch, at)
print([b for b, _ in batches("abcd", 2)])
""",
    "yield from and what is returned": """
def inner():
    got = yield 1
    print("got", got)
    yield 2
    return "done"
def outer():
    result = yield from inner()
    print("result", result)
    yield from [3, 4]
    yield from (x for x in range(5, 7))
print(list(outer()))
def tree(n):
    if n == 0:
        return
    yield from tree(n - 1)
    yield n
print(list(tree(4)))
""",
    "send, throw and close": """
def averager():
    total = count = 0
    average = None
    while True:
        x = yield average
        total += x
        count += 1
        average = total / count
a = averager()
next(a)
print(a.send(10), a.send(20))
a.close()
def careful():
    try:
        yield 1
        yield 2
    except ValueError as error:
        print("caught", error)
        yield 3
    else:
        print("never")
    finally:
        print("finally")
c = careful()
print(next(c), c.throw(ValueError("v")))
c.close()
d = careful()
next(d)
d.throw(KeyError("k"))
""",
    "errors inside": """
def bad():
    yield 1
    yield 1 / 0
for x in bad():
    print(x)
""",
    "StopIteration inside": """
def bad():
    yield 1
    raise StopIteration
print(list(bad()))
""",
    "with and nested loops": """
class M:
    def __enter__(self): print("in")
    def __exit__(self, *_): print("out")
def f():
    with M():
        for i in range(2):
            for j in range(2):
                if i == j:
                    continue
                yield i, j
    yield "last"
print(list(f()))
""",
    "methods": """
class Bag:
    def __init__(self, *items): self.items = items
    def __iter__(self):
        for item in self.items:
            yield item
    def pairs(self):
        for a in self:
            for b in self:
                yield a, b
b = Bag(1, 2)
print(list(b), list(b.pairs()), max(b), 2 in b, [*b])
x, y = b
print(x + y)
""",
    "infinite, taken in part": """
def naturals():
    n = 0
    while True:
        yield n
        n += 1
for n in naturals():
    if n > 3:
        break
print(n, list(zip(naturals(), "ab")), next(x for x in naturals() if x > 7))
""",
    "closures": """
def make():
    seen = []
    def gen():
        nonlocal seen
        for i in range(2):
            seen = seen + [i]
            yield len(seen)
    return gen, lambda: seen
gen, seen = make()
print(list(gen()), list(gen()), seen())
""",
}


@pytest.mark.parametrize("name", SAME_AS_CPYTHON)
def test_generators_do_what_they_do_in_python(name, run, cpython):
    printed, error = run(SAME_AS_CPYTHON[name])
    expected, last = cpython(SAME_AS_CPYTHON[name])
    assert printed == expected
    assert ("" if error is None else f"{error.type_name}: {error}") == last
