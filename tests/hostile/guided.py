"""Coverage-guided programs against the interpreter: no crash, no hang, no fault, nothing of the host in what is said.

``python guided.py MINUTES [DIRECTORY]`` begins with the hostile inputs and the programs of the oracle, and mixes lines
and words of them; an input that reaches new code is kept and changed further. DIRECTORY keeps what was found.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from pathlib import Path

import atheris

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

with atheris.instrument_imports(
    include=["autograd_core.interpreter", "autograd_core.source", "autograd_core.timeline"]
):
    from autograd_core import timeline

from cases import programs, text_of  # noqa: E402
from oracle import catalogue  # noqa: E402
from page import visit  # noqa: E402
from trial import leak  # noqa: E402

LONGEST = 3_000  # characters
SECONDS = 8.0  # of CPU, the picture included; instrumented code is several times slower than the page


def seeds() -> list[str]:
    found = [text_of(case) for cases in programs().values() for case in cases]
    found += [text for topic in catalogue.on_the_page() for text in catalogue.programs(topic).values()]
    return sorted({text for text in found if (len(text) < LONGEST and text.isprintable()) or "\n" in text})


SEEDS = [text for text in seeds() if len(text) < LONGEST]
LINES = sorted({line for text in SEEDS for line in text.split("\n") if line.strip()})
WORDS = sorted({word for line in LINES for word in re.findall(r"\w+|[^\w\s]+", line)})


def mutate(data: bytes, most: int, seed: int) -> bytes:
    """Another program: lines and words of other programs put in, or bytes changed as libFuzzer likes."""
    chance = random.Random(seed)
    if chance.random() < 0.2:
        return bytes(atheris.Mutate(data, most))
    lines = data.decode("utf-8", "replace").split("\n")
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(lines))
        match chance.randrange(5):
            case 0:
                lines.insert(at, chance.choice(LINES))
            case 1:
                indent = lines[at][: len(lines[at]) - len(lines[at].lstrip())]
                lines[at] = indent + chance.choice(LINES).strip()
            case 2 if len(lines) > 1:
                del lines[at]
            case 3:
                lines[at:at] = chance.choice(SEEDS).split("\n")[:8]
            case _:
                parts = re.split(r"(\w+|[^\w\s]+)", lines[at])
                parts[chance.randrange(len(parts))] = chance.choice(WORDS)
                lines[at] = "".join(parts)
    return "\n".join(lines).encode("utf-8", "replace")[:most]


def one(data: bytes) -> None:
    """Run one program; whatever this raises is a finding."""
    text = data.decode("utf-8", "replace")[:LONGEST]
    started = time.thread_time()
    seen = visit(text)
    took = time.thread_time() - started
    if took > SECONDS:
        raise AssertionError(f"took {took:.1f} s")
    if said := leak(seen.said, seen.drawn):
        raise AssertionError(f"shows {said!r}")


def main(minutes: float, directory: Path) -> None:
    for number, text in enumerate(SEEDS):
        (directory / f"seed{number}").write_text(text, encoding="utf-8", errors="replace")
    options = [f"-max_total_time={minutes * 60:.0f}", "-timeout=60", "-rss_limit_mb=4000", f"-max_len={LONGEST}"]
    atheris.Setup([sys.argv[0], *options, "-print_final_stats=1", str(directory)], one, custom_mutator=mutate)
    atheris.Fuzz()


if __name__ == "__main__":
    assert timeline.run("import torch").error is None
    if len(sys.argv) > 2:
        main(float(sys.argv[1]), Path(sys.argv[2]))
    else:
        with tempfile.TemporaryDirectory() as made:
            main(float(sys.argv[1]), Path(made))
