"""Runs cases in a child process under watch: what each took, what it left, and whether anything happened outside.

A child is forked for a few cases at a time, with limits of its own, and does each in a fresh thread, as a server does.
Watched are time (of the thread's CPU, as a busy machine is not the program's fault), growth of resident memory, and
what CPython's audit hooks tell: files, imports, processes, sockets, frames. A child that dies or hangs fails the case
it was at; the rest goes on in another.
"""

from __future__ import annotations

import ctypes
import gc
import json
import os
import re
import resource
import select
import signal
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from cases import PLACES, Case, text_of
from page import SECRET, visit

SECONDS, MEGABYTES = 2.0, 200  # of one case
DRAWING = 10.0  # seconds to make what is sent to the browser, of the largest runs there are
PATIENCE = 60.0  # seconds that a child may be silent, on however busy a machine
VARIABLE = "HOSTILE_SECRET"
OUTSIDE = re.compile(
    r"os\.|subprocess|socket|ctypes|pickle|marshal|shutil|mmap|sys\._|sys\.set|sys\.addaudit|gc\.get|builtins\.(?!id)|"
    r"webbrowser|urllib|http|sqlite3|tempfile|resource|signal|code\.__new__|function\.__new__|object\.__|ensurepip|pdb"
)
# Host addresses, paths and the inside of the implementation, in what is printed or said.
INSIDE = re.compile(r"0x[0-9a-f]{9,}|site-packages|/tmp/|/usr/lib/python|/root/|/home/|autograd_core|ufunc")
HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
Outcome = dict[str, Any]


def outcomes(cases: Sequence[Case], place: Path, at_once: int = 25) -> Iterator[tuple[Case, str]]:
    """Each case with what is wrong about its outcome, "" if nothing is."""
    waiting = list(cases)
    while waiting:
        told = _child(waiting[:at_once], place)
        for case, outcome in zip(waiting, told, strict=False):
            yield case, wrong(case, outcome)
        waiting = waiting[len(told) :]


def wrong(case: Case, outcome: Outcome) -> str:
    """What is wrong about an outcome, in a few words."""
    if "died" in outcome:
        return str(outcome["died"])
    if outcome["events"] or outcome["touched"]:
        return f"outside: {outcome['events'] or outcome['touched']}"
    if outcome["megabytes"] > MEGABYTES:
        return f"{outcome['megabytes']:.0f} MB"
    if outcome["seconds"] > SECONDS:
        return f"{outcome['seconds']:.1f} s"
    if outcome.get("drawing", 0) > DRAWING:
        return f"{outcome['drawing']:.1f} s to draw"
    if outcome["fault"]:
        return f"a fault of the engine: {outcome['fault']}"
    if outcome["leak"]:
        return f"shows {outcome['leak']!r}"
    expected, failed = case["expect"], outcome["error"]
    if (expected == "clean error" and failed is None) or (expected == "ok" and failed is not None):
        return f"{failed or 'no error'} where {expected} is expected"
    if expected == "ok" and case.get("stdout") is not None and outcome["printed"] != case["stdout"]:
        return f"prints {outcome['printed']!r}"
    if case.get("then") is not None and outcome["then"] != case["then_stdout"]:
        return f"the next visitor sees {outcome['then']!r}"
    return ""


# ── the child ───────────────────────────────────────────────────────────────────────────────────────────────────


def _child(cases: Sequence[Case], place: Path) -> list[Outcome]:
    """The outcomes of the first cases, up to one at which the child died."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            _go(cases, place, writing)
        finally:
            os._exit(0)
    os.close(writing)
    told: list[Outcome] = []
    rest = b""
    while select.select([reading], [], [], PATIENCE)[0]:
        part = os.read(reading, 1 << 16)
        if not part:
            break
        *lines, rest = (rest + part).split(b"\n")
        told += [json.loads(line) for line in lines]
    os.kill(pid, signal.SIGKILL)
    _, status = os.waitpid(pid, 0)
    os.close(reading)
    if len(told) < len(cases):
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) != signal.SIGKILL
        told.append({"died": f"signal {os.WTERMSIG(status)}" if killed else "the process hangs or ended"})
    return told


def _go(cases: Sequence[Case], place: Path, writing: int) -> None:
    os.setsid()
    os.chdir(place)
    for limit, most in ((resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 1 << 20), (resource.RLIMIT_AS, 12 << 30)):
        resource.setrlimit(limit, (most, most))
    (place / "read").write_text(SECRET)
    os.environ[VARIABLE] = SECRET
    watch = Watch()
    trim = ctypes.CDLL(None).malloc_trim if sys.platform == "linux" else lambda _: None
    gc.collect()
    gc.freeze()  # what was there before is no one's garbage
    for case in cases:
        gc.collect()
        trim(0)
        outcome = _one(case, place, watch)
        os.write(writing, json.dumps(outcome).encode() + b"\n")


class Watch:
    """Counts what the audit hooks tell while it is on."""

    def __init__(self) -> None:
        self.events: Counter[str] = Counter()
        self.on = False
        self.known = set(sys.modules)
        self.own = (sys.prefix, sys.base_prefix, str(Path(__file__).parents[2]))
        sys.addaudithook(self.hear)

    def hear(self, event: str, given: tuple[Any, ...]) -> None:
        if not self.on:
            return
        if event == "open" and isinstance(given[0], str) and not given[0].startswith(("<", *self.own)):
            self.events[f"open {given[0][:60]}"] += 1
        elif event == "import" and given[0] not in self.known:
            self.events[f"import {given[0]}"] += 1
        elif OUTSIDE.match(event) and event not in ("os.listdir", "os.scandir"):
            self.events[event] += 1


def _one(case: Case, place: Path, watch: Watch) -> Outcome:
    text = text_of(case)
    for mark, value in zip(PLACES, (str(place / "written"), str(place / "read"), "9", VARIABLE), strict=True):
        text = text.replace(mark, value)
    outcome: Outcome = {"fault": "", "error": None, "printed": "", "leak": "", "then": None, "seconds": 0.0}
    watch.events.clear()
    _reset_peak()
    before = _resident("VmRSS")

    def work() -> None:
        started = time.thread_time()
        watch.on = True
        try:
            seen = visit(text)
        except BaseException as error:
            outcome["fault"] = f"{type(error).__name__}: {error}"[:300]
            return
        finally:
            watch.on = False
            outcome["seconds"] = time.thread_time() - started
        outcome["seconds"], outcome["drawing"] = seen.seconds, outcome["seconds"] - seen.seconds
        outcome.update(error=seen.error, printed=seen.printed[:5_000], leak=leak(seen.said, seen.drawn))
        if case.get("then") is not None:
            after = visit(case["then"])
            outcome["then"] = None if after.error else after.printed

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    outcome["megabytes"] = _resident("VmHWM") - before
    outcome["events"] = dict(watch.events)
    outcome["touched"] = (place / "written").exists() or (place / "read").read_text() != SECRET
    return outcome


def leak(said: str, drawn: Sequence[str]) -> str:
    """What of the host, or what that cannot be seen, stands in a text that a visitor gets."""
    if SECRET in said:
        return SECRET
    if found := INSIDE.search(said):
        return found.group()
    hidden = next((found for text in drawn if (found := HIDDEN.search(text))), None)
    return f"U+{ord(hidden.group()):04X}" if hidden else ""


def _resident(what: str) -> float:
    found = re.search(rf"{what}:\s+(\d+)", Path("/proc/self/status").read_text())
    return int(found.group(1)) / 1024 if found else 0.0


def _reset_peak() -> None:
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        return
