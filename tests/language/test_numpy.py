"""numpy beside tensors: the same text gives the same in Python, and nothing too large is made."""

from __future__ import annotations

import pytest

from autograd_core.errors import NotInSubset, OutOfBudget, ProgramError

SAME_AS_NUMPY = {
    "literals and ranges": """
import numpy as np
a = np.array([1.0, 2.0, 3.0])
b = np.arange(3)
print(a, b, a + b, a * 2, a @ a, a[0], b[1], a.shape, a.dtype, a.mean(), np.sin(a), np.pi)
print(np.linspace(0, 1, 5), np.zeros((2, 3)), np.eye(2), np.full((2,), 7), np.arange(0, 1, 0.25))
print(np.array([[1, 2], [3, 4]]).dot(np.array([1, 1])), np.array([True, False]), np.array(3.5), np.ones(2, dtype=int))
""",
    "changes in place": """
import numpy as np
a = np.arange(6.0).reshape(2, 3)
b = a[0]
a[0, 1] = 9
b += 1
a[:, 2] = 0
print(a, b, a.T.shape, a[1:], a[a > 3], a.sum(axis=0), a.copy() is a)
for row in a:
    print(row, [float(v) for v in row])
""",
    "random numbers": """
import numpy as np
np.random.seed(0)
print(np.random.randn(3), np.random.rand(2, 2), np.random.randint(0, 10, 5), np.random.choice(5))
print(np.random.permutation(4), np.random.normal(0, 1, (2,)), np.random.uniform(-1, 1, size=3))
""",
    "functions": """
import numpy as np
a = np.array([3.0, -1.0, 2.0])
print(np.max(a), np.argmax(a), np.sort(a), np.exp(a).sum(), np.where(a > 0, a, 0))
print(np.concatenate([a, a]), np.square(2.0))
print(np.outer(a, a), np.dot(a, a), np.clip(a, 0, 1), np.abs(a), np.cumsum(a), (a > 0).sum(), np.isnan(a).any())
print(f"{a[0]:.3f} {np.sum(a):.2f}", "%.2f" % a[1], type(a).__name__, len(a), np.linalg.norm(a), np.allclose(a, a))
""",
    "lists beside arrays": """
import numpy as np
a = np.arange(6).reshape(2, 3)
print(a + [1, 2, 3], np.add(a, [[1], [2]]), np.where([True, False, True], a, -1), a[[0, 1], [2, 0]], a[:, [0, 0]])
print(np.stack([a, a]).shape, np.tile(a, (2, 1)), np.repeat(a, [1, 2], axis=0), np.diag([1, 2]), np.diff([1, 4, 9], 2))
print(np.round([1.234, 5.678], 1), a.clip(1, 4), np.zeros_like(a, dtype="float32"), a.astype("int8").dtype, a[a > 2])
print(np.mean(range(4)), np.arange(3, 0, -1), np.meshgrid([1, 2], [3, 4])[0], np.linalg.norm(a, 2) > 7)
print(a[..., None].shape, a[None, 1], a[np.array([True, False])], a[1, ..., 2])
""",
    "what does not fit": """
import numpy as np
np.ones(3) + np.ones(4)
""",
    "an index too far": """
import numpy as np
print(np.arange(3)[5])
""",
}


@pytest.mark.parametrize("name", SAME_AS_NUMPY)
def test_numpy_does_what_it_does(name, run, cpython):
    printed, error = run(SAME_AS_NUMPY[name])
    expected, last = cpython(SAME_AS_NUMPY[name])
    assert printed == expected
    assert ("" if error is None else f"{error.type_name}: {error}").strip() == last.strip()


def test_memory_is_shared_with_tensors(run):
    printed, error = run(
        "import numpy as np, torch\na = np.array([1., 2.])\nt = torch.from_numpy(a)\na[0] = 5\na += 1\nprint(t)\n"
        "n = t.numpy()\nt.mul_(2)\nprint(n, a)\nprint(torch.ones(2) * a, a + torch.ones(2))"
    )
    assert error is None
    assert printed == (
        "tensor([6., 3.], dtype=torch.float64)\n[12.  6.] [12.  6.]\n"
        "tensor([12.,  6.], dtype=torch.float64) tensor([13.,  7.], dtype=torch.float64)\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        "np.zeros(10**9)",
        "np.ones((10**5, 10**5))",
        "np.arange(10**9)",
        "np.arange(0, 1, 1e-9)",
        "np.linspace(0, 1, 10**9)",
        "np.eye(10**5)",
        "np.random.randn(10**5, 10**5)",
        "np.random.rand(10**9)",
        "np.random.randint(0, 2, 10**9)",
        "np.random.randint(0, 2, size=(10**5, 10**5))",
        "np.random.normal(0, 1, 10**9)",
        "np.random.uniform(size=10**9)",
        "np.random.choice(5, 10**9)",
        "np.random.permutation(10**9)",
        "np.tile(np.ones(1000), 10**7)",
        "np.repeat(np.ones(1000), 10**7)",
        "np.outer(np.ones(10**5), np.ones(10**5))",
        "a = np.ones((10**5, 1))\nb = np.ones((1, 10**5))\na + b",
        "a = np.ones((10**5, 1))\nb = np.ones((1, 10**5))\na @ b",
        "a = np.ones((10**5, 1))\nb = np.ones((1, 10**5))\na == b",
        "a = np.ones((10**5, 1))\nb = np.ones((1, 10**5))\nnp.maximum(a, b)",
        "a = np.ones((1, 10**5))\na[np.zeros(10**5, dtype=int)]",
        "'a' * np.arange(10**5)[-1] * 10**5",
        "for n in np.array([10**9]):\n    'a' * n",
        "[0] * np.array([10**9])[0]",
    ],
)
def test_nothing_too_large_is_made(text, run):
    _, error = run("import numpy as np\n" + text)
    assert isinstance(error, OutOfBudget), error


@pytest.mark.parametrize(
    "text",
    ["np.load('x')", "np.fromfile('x')", "np.array(['a'])", "np.array([print])", "np.ctypeslib", "np.lib",
     "np.ones(2).data", "np.ones(2).ctypes", "np.ones(2).base", "np.ones(2).tofile('x')", "np.ones(2).dump('x')",
     "np.ones(2).setflags(1)",
     "np.frompyfunc", "np.vectorize", "np.ones(2).astype(object)", "np.ones(2).astype(str)",
     "np.array([1], dtype=object)",
     "np.ones(2).view", "np.memmap", "np.os", "np.sys", "np.testing", "np.ones(2).__array_interface__"],
)  # fmt: skip
def test_what_is_not_of_numbers_is_refused(text, run):
    _, error = run("import numpy as np\n" + text)
    assert isinstance(error, (NotInSubset, ProgramError)), text
