"""Plain Python programs print what CPython prints, and stop with CPython's words."""

from __future__ import annotations

import pytest

PROGRAMS = {
    "unpacking": """
a, *b, (c, d) = 1, 2, 3, (4, 5)
x = y = [1]
x.append(2)
[p, q], *r = ("ab", 3, 4)
print(a, b, c, d, y, x is y, p, q, r, sep="|", end="!\\n")
a, b = b, a
print(a, b)
""",
    "functions": """
def f(a, b=2, *rest, k=3, **more):
    return a, b, rest, k, more
print(f(1), f(1, 5, 6, 7, k=9, z=0), f(*[1, 2, 3], **{"k": 4}))
def g(a, /, b, *, c):
    return a + b * c
print(g(1, b=2, c=3))
def fact(n):
    return 1 if n < 2 else n * fact(n - 1)
print(fact(20))
print((lambda v, w=2: v ** w)(3))
""",
    "closures": """
def counter(start):
    n = start
    def step(by=1):
        nonlocal n
        n += by
        return n
    return step
one, two = counter(0), counter(10)
one(); two(5)
print(one(), two())
total = 0
def add(v):
    global total
    total += v
add(3); add(4)
print(total)
print([f() for f in [lambda: i for i in range(3)]])
""",
    "default is made once": """
def f(seen=[]):
    seen.append(len(seen))
    return seen
f(); print(f())
""",
    "comprehensions": """
print([i * j for i in range(4) for j in range(i) if (i + j) % 2])
print({w: len(w) for w in "one three".split()}, sorted({i % 3 for i in range(9)}))
print(sum(i * i for i in range(10)), list(i for i in "ab"), tuple(v for v in (1, 2)))
i = "kept"
print([i for i in range(2)], i)
print([y := 5, y ** 2], [last := k for k in range(3)], last)
""",
    "loops": """
for i, (p, q) in enumerate(zip("abc", [1, 2, 3]), 1):
    if p == "b":
        continue
    print(i, p, q)
else:
    print("no break")
n = 0
while True:
    n += 1
    if n > 3:
        break
else:
    print("never")
print(n)
for x in []:
    pass
else:
    print("empty")
for i in range(3):
    for j in range(3):
        if j == i:
            break
        print(i, j)
""",
    "text": """
x, name = 3.14159, "tensor"
w = 12
print(f"{x:.2f}|{name!r:>12}|{name:^{w}}|{x=}|{{}}|{w:05d}|{1000000:,}|{0.25:%}|{x:{w}.{2}f}")
print("%d %5.2f %s %r %x %%" % (7, x, name, name, 255), "%(a)s" % {"a": [1]})
print("{} {0!s}".replace("{0!s}", "{}").format(1, "z"), "{1}{0}".format("a", "b"))
print("{n:>4}|{l[1]}".format(n=3, l=[4, 5]))
print("a,b,,c".split(","), " x ".strip(), "-".join(["p", "q"]), "abc".upper().center(9, "*"), "ab" * 3, "abc"[::-1])
print("é中文".encode if False else "é中文", len("é中文"), "c" in "abc", "abc".find("z"), "a\\tb")
""",
    "containers": """
l = [3, 1, 2]
l.sort(); l.insert(0, 9); l[1:3] = [7]; l += (5,)
print(l, l.index(7), l.pop(), l[-1], l[::2], len(l), 9 in l)
d = {"a": 1, "b": 2}
d["c"] = 3; d |= {"a": 0}; del d["b"]
print(d, d.get("z", -1), list(d.items()), d.keys(), "a" in d, {**d, "e": 5})
s = {1, 2}; s.add(3); s -= {1}
print(s, s | {9}, s & {2}, (1, 2) + (3,), (1,) * 2, (1, 2) < (1, 3))
m = [[0] * 2 for _ in range(2)]
m[1][0] += 4
print(m, [*range(3), *"ab"], *[1, 2])
del m[0], d
print(m)
""",
    "numbers": """
print(7 // 2, -7 // 2, 7 % -3, 2 ** 10, 2 ** -1, 7 / 2, 1e3, 0x1f, 1_000, 5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, 256 >> 3)
print(1 < 2 < 3, 1 < 3 < 2, 1 == 1.0, print is not None, not 0, 0 or "x", 1 and 2, None or [])
print(round(2.567, 1), round(2.5), abs(-3), divmod(7, 2), pow(2, 5), pow(2, 5, 7))
print(max(1, 5, 2), min([3, 1]), int("12"), float("1.5"))
print(int(3.9), bool([]), str(1.0), hex(255), bin(5), chr(97), ord("a"), 10 ** 20, -3 ** 2, float("inf"), 0.1 + 0.2)
""",
    "builtins": """
print(list(map(lambda a, b: a + b, [1, 2], [3, 4])), list(filter(None, [0, 1, 2])), list(reversed([1, 2, 3])))
print(sorted("bca"), sorted([3, 1, 2], key=lambda v: -v), sorted([1, 2], reverse=True))
print(any([0, 1]), all([]), sum([[1], [2]], []))
it = iter([1, 2])
print(next(it), next(it), next(it, "end"))
print(isinstance(3, (int, str)), isinstance(True, int), isinstance("a", float))
print(type(3), type(3) is int, type([]).__name__)
print(repr("a'b"), str([1, "x"]), list(range(2, 10, 3)), range(3), tuple("ab"), dict(a=1), dict([(1, 2)]), set([1, 1]))
print(max("a", "bbb", "cc", key=len), callable(print), callable(3), hasattr("a", "upper"))
print(getattr("a", "nope", 5), len({1: 2}))
print(list(zip([1, 2], "ab", strict=True)), list(enumerate("ab")), [*zip()], format(3.14159, ".2f"))
""",
    "errors": """
try:
    1 / 0
except (ValueError, ZeroDivisionError) as e:
    print(type(e).__name__, e)
finally:
    print("finally")
try:
    {}["k"]
except LookupError as e:
    print(repr(e), e)
try:
    raise ValueError("bad", 3)
except Exception as e:
    print(e.args, e)
else:
    print("not here")
def f():
    try:
        return "try"
    finally:
        print("first")
print(f())
def g():
    for i in range(3):
        try:
            if i == 1:
                continue
            print(i)
        finally:
            print("f", i)
g()
try:
    try:
        [][1]
    except IndexError:
        raise
except Exception as e:
    print("again:", e)
try:
    undefined
except NameError as e:
    print("caught", type(e) is NameError)
try:
    int("x")
except ValueError as e:
    print(e)
try:
    assert 1 == 2, "no"
except AssertionError as e:
    print(e)
""",
    "decorator": """
def twice(f):
    def inner(*a, **k):
        return f(f(*a, **k))
    return inner
@twice
def inc(v: int, by: int = 1) -> int:
    "docstring"
    return v + by
print(inc(1))
x: int = 5
y: float
print(x)
""",
    "nothing": "",
    "unicode names": "α = 1\n变量 = α + 1\nprint(变量, 'ß')\n",
    "semicolons": "a = 1; b = 2; print(a + b)\nif a: print('one'); print('two')\n",
    "math": "import math\nfrom math import sqrt as root, pi\nprint(math.exp(1.0), root(2), round(pi, 4))\n",
}

FAILING = {
    "name": "x = 1\nprint(y)",
    "name suggested": "value = 1\nprint(valeu)",
    "division": "print('before')\n1 / 0",
    "integer division": "1 // 0",
    "index": "[1, 2][5]",
    "key": "{'a': 1}['b']",
    "missing one": "def f(a, b): pass\nf(1)",
    "missing three": "def f(a, b, c): pass\nf()",
    "missing keyword-only": "def f(*, k): pass\nf()",
    "too many": "def f(a): pass\nf(1, 2)",
    "too many of none": "def f(): pass\nf(1)",
    "too many with default": "def f(a, b=1): pass\nf(1, 2, 3)",
    "unexpected keyword": "def f(a): pass\nf(1, zz=2)",
    "twice": "def f(a): pass\nf(1, a=2)",
    "inner function": "def f():\n    def g(a): pass\n    g()\nf()",
    "lambda": "(lambda a: a)()",
    "not callable": "x = 3\nx()",
    "not iterable": "for i in 3: pass",
    "not subscriptable": "x = 3\nx[0]",
    "unpack int": "a, b = 3",
    "unpack few": "a, b, c = [1, 2]",
    "unpack few starred": "a, *b, c = [1]",
    "add": "1 + 'a'",
    "add function": "def f(): pass\nf + 1",
    "augmented": "x = 'a'\nx += 1",
    "negative function": "-print",
    "compare": "1 < 'a'",
    "compare functions": "print < 1",
    "length": "len(3)",
    "attribute": "x = [1]\nx.zzzzzz",
    "string attribute": "'a'.zzzzzz()",
    "unbound": "def f():\n    print(v)\n    v = 1\nf()",
    "free": "def f():\n    def g():\n        return v\n    g()\n    v = 1\nf()",
    "raise": "raise ValueError('my words')",
    "raise class": "raise RuntimeError",
    "raise number": "raise 3",
    "assert": "assert 1 > 2, f'{1} > {2}'",
    "assert without words": "assert []",
    "unhashable": "{[1]: 2}",
    "bad int": "int('abc')",
    "star": "print(*3)",
    "with": "with 3: pass",
    "deleted": "x = 1\ndel x\nprint(x)",
    "tuple assignment": "t = (1, 2)\nt[0] = 3",
    "sum of strings": "sum(['a'], '')",
    "string index": "'abc'['a']",
    "bad format": "f'{3:zz}'",
    "few for percent": "'%d %d' % (1,)",
    "reraise": "raise",
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_prints_what_cpython_prints(name, run, cpython):
    expected, complaint = cpython(PROGRAMS[name])
    assert not complaint
    assert run(PROGRAMS[name]) == (expected, None)


@pytest.mark.parametrize("name", FAILING)
def test_stops_with_the_words_of_cpython(name, run, cpython):
    expected, complaint = cpython(FAILING[name])
    printed, error = run(FAILING[name])
    assert printed == expected
    assert error is not None
    assert f"{error.type_name}: {error}".removesuffix(": ") == complaint


def test_error_points_at_the_innermost_expression(run):
    _, error = run("a = 1\nb = (a +\n     missing) * 2\n")
    assert (error.span.line, error.span.column, error.span.end_column) == (3, 5, 12)


def test_columns_count_characters_not_bytes(run):
    _, error = run('"é中文" + missing')
    assert (error.span.column, error.span.end_column) == (8, 15)
