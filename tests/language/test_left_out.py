"""A module or a device that is not here stops only the lines that need it, and is told once, with those lines."""

from __future__ import annotations

import pytest

from autograd_core import timeline

PLOTTED = """import torch, time
import matplotlib.pyplot as plt
start = time.time()
x = torch.tensor([1., 2.], requires_grad=True)
losses = []
for epoch in range(3):
    loss = (x ** 2).sum()
    loss.backward()
    losses.append(loss.item())
    print(epoch, losses[-1])
print(f"took {time.time() - start:.2f} s")
fig, ax = plt.subplots(figsize=(3, 2))
ax.plot(losses, label="loss")
plt.show()
print(x.grad)
"""


def test_the_rest_of_a_program_runs() -> None:
    run = timeline.run(PLOTTED)
    assert run.error is None
    assert run.printed == "0 5.0\n1 5.0\n2 5.0\ntensor([6., 12.])\n".replace("[6., 12.]", "[ 6., 12.]")
    told = {(note.kind, note.subject): note.lines for note in run.notes}
    assert told == {("module", "time"): (1, 3, 11), ("module", "matplotlib"): (2, 12, 13, 14)}
    assert all(note.instead for note in run.notes)


@pytest.mark.parametrize(
    ("text", "printed", "lines"),
    [
        ("from torchvision import datasets\nd = datasets.MNIST('.')\nfor x in d:\n    print(x)\nprint('after')",
         "after\n", (1, 2, 3)),
        ("import time\nif time.time() > 3:\n    print('late')\nelse:\n    print('early')\nprint('after')", "after\n",
         (1, 2)),
        ("import time\ndef f():\n    return time.time()\nt = f()\nprint(t)\nprint('after')", "after\n", (1, 4, 5)),
        ("import time\ntimes = [time.time()]\nprint(len(times))\nprint(times)\nprint('after')", "1\nafter\n", (1, 4)),
        ("import pandas as pd\nd = pd.read_csv('x')\nd['a'] = 3\ny = d['a'] + 1\nprint('after')", "after\n",
         (1, 2, 3, 4)),
        ("import matplotlib.pyplot as plt\nwith plt.style.context('x'):\n    print('in')\nprint('after')", "after\n",
         (1, 2)),
        ("import torchvision\nclass D(torchvision.datasets.MNIST):\n    pass\nd = D()\nprint('after')", "after\n",
         (1, 2, 4)),
        ("import time\ntry:\n    print(time.time())\nexcept Exception:\n    print('never')\nprint('after')", "after\n",
         (1, 3)),
        ("import torch, time\nx = torch.tensor(time.time())\nx = x * 2\nprint('after')", "after\n", (1, 2, 3)),
        ("import os, sys, json\nprint('after')", "after\n", ()),
    ],
)  # fmt: skip
def test_what_depends_on_it_is_left_out(text: str, printed: str, lines: tuple[int, ...]) -> None:
    run = timeline.run(text)
    assert run.error is None
    assert run.printed == printed
    assert sorted({line for note in run.notes for line in note.lines}) == sorted(lines)


@pytest.mark.parametrize(
    "text",
    [
        "import os\nos.system('ls')",
        "import sys\nprint(sys.argv)",
        "from os import path",
        "import json\njson.loads('1')",
    ],
)
def test_a_module_that_may_be_imported_cannot_be_used(text: str) -> None:
    run = timeline.run(text)
    assert run.error is not None
    assert run.error.id == "no_module"


def test_a_gpu_is_told_and_passed_over() -> None:
    run = timeline.run(
        "import torch\ndevice = torch.device('cuda' if torch.cuda.is_available() else 'cpu')\nprint(device)\n"
        "x = torch.ones(2, requires_grad=True)\ny = x.cuda() * 2\nz = y.to('cuda:0').cpu()\n"
        "m = torch.nn.Linear(2, 1).cuda()\nprint(z.device, m.weight.device, torch.cuda.device_count())\n"
    )
    assert run.error is None
    assert run.printed == "cpu\ncpu cpu 0\n"
    assert [(note.kind, note.subject, note.lines) for note in run.notes] == [("device", "cuda", (5, 6, 7))]


def test_a_bar_of_progress_is_its_items() -> None:
    run = timeline.run("from tqdm import tqdm, trange\nfor i in tqdm(range(2)):\n    print(i)\n"
                       "bar = trange(2)\nfor i in bar:\n    bar.set_description('x')\nprint(i)")  # fmt: skip
    assert run.error is None
    assert run.printed == "0\n1\n1\n"
