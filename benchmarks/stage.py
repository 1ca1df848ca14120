"""How quick the stage is in a browser: ``.venv/bin/python benchmarks/stage.py``; goals and figures side by side.

Headless Chromium with software rendering, one server, medians of several rounds in one run. What is compared is
measured in turns. The figures go to benchmarks/results/stage.json.
"""

from __future__ import annotations

import gzip
import json
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from server import Server

from benchmarks import stage_pages as pages
from components import state
from components.stage.payload import build

FRONTEND = Path(__file__).parents[1] / "components" / "stage" / "frontend"
RESULTS = Path(__file__).parent / "results" / "stage.json"
ROUNDS = 7
WARM = 20  # edits before memory is counted
MIB = 2**20


def program(marks: int) -> str:
    """A program whose picture has about so many marks: three for each line, and the rest around them."""
    lines = ["import torch", "x = torch.tensor([1., 2.], requires_grad=True)", "y = x * 1"]
    lines += [f"y = y * 1.00{n % 9 + 1}" for n in range(max(1, (marks - 7) // 3))]
    return "\n".join([*lines, "out = y.sum()", "out.backward()", ""])


class Table:
    """The rows of the table: what was measured, its goal, whether it is met."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []

    def add(self, what: str, figure: float, unit: str, goal: float, *, least: bool = False) -> None:
        met = figure >= goal if least else figure <= goal
        row = {"what": what, "figure": round(figure, 2), "unit": unit, "goal": goal, "at least": least, "met": met}
        self.rows.append(row)
        sign = "≥" if least else "≤"
        sys.stdout.write(f"{'ok  ' if met else 'MISS'} {what:58} {figure:9.1f} {unit:6} {sign} {goal:g}\n")
        sys.stdout.flush()


def first_picture(table: Table, chromium: Browser, address: str) -> None:
    times, ours = [], []
    for _ in range(ROUNDS):
        context = chromium.new_context(viewport=pages.VIEW, locale="en-US")
        page = context.new_page()
        session = context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.setSamplingInterval", {"interval": 500})
        session.send("Profiler.start")
        page.goto(f"{address}/?autoplay=0")
        times.append(pages.stands_after(page))
        ours.append(pages.our_script_time(session.send("Profiler.stop")["profile"]))
        context.close()
    table.add("first picture, start program, after navigation", median(times), "ms", 1_500)
    table.add("… of which the stage's own scripts", median(ours), "ms", 150)


def edits(table: Table, chromium: Browser, address: str, folder: Path) -> None:
    for marks, goal in ((20, 120), (200, 200), (1_000, 600)):
        page = pages.open_page(chromium, address, program(marks))
        pages.stands_after(page)
        pages.select_x(page)
        received: list[int] = []
        listen(page, received)
        plain = [Plain(chromium, folder, program(marks), places) for places in (False, True)] if marks == 200 else []
        times, sizes = [], []
        for n in range(ROUNDS):
            received.clear()
            times.append(pages.edit(page, f"{n + 3}.5"))
            sizes.append(sum(received))
            for page_beside in plain:
                if n < page_beside.rounds:
                    page_beside.edit(f"{n + 3}.5")
        table.add(f"edit of a number → new picture, {marks} marks", median(times), "ms", goal)
        text = program(marks).replace("1., 2.", "3.5, 2.", 1)
        trace = len(json.dumps(build(state.start(text)), ensure_ascii=False, separators=(",", ":")).encode())
        table.add(f"… bytes received for it, of the trace's {trace / 1000:.0f} kB", median(sizes) / trace, "×", 1.2)
        for page_beside in plain:
            slower = median(page_beside.times) / median(times)
            table.add(page_beside.what, slower, "×", page_beside.goal, least=True)
            page_beside.close()
        page.context.close()


class Plain:
    """The plain script with its server, its page, and how long its edits took."""

    def __init__(self, chromium: Browser, folder: Path, text: str, places: bool) -> None:
        self.what = "… the same page with our places, without physics, slower by"
        self.goal, self.rounds = 1.0, ROUNDS  # nothing is asked of it: the goal is about what pyvis does by itself
        if not places:
            self.what = "… plain pyvis page in an iframe beside it, slower by"
            self.goal, self.rounds = 5.0, 3  # each takes seconds
        self.times: list[float] = []
        self.server = pages.plain_server(folder / f"plain{places}.log", text, places)
        self.page = chromium.new_context(viewport=pages.VIEW).new_page()
        self.page.goto(self.server.address)
        self.page.wait_for_function(f"({pages.PLAIN_STANDS})(document.querySelector('iframe')?.contentWindow)")

    def edit(self, number: str) -> None:
        self.times.append(pages.plain_edit(self.page, number))

    def close(self) -> None:
        self.page.context.close()
        self.server.stop()


def listen(page: Page, received: list[int]) -> None:
    """From the next reload of the page on, keeps the size of every message from the server."""

    def size(payload: str | bytes) -> None:
        received.append(len(payload))

    page.on("websocket", lambda socket: socket.on("framereceived", size))
    page.reload()
    pages.stands_after(page)
    pages.select_x(page)


def scrub(table: Table, chromium: Browser, address: str) -> None:
    for marks, goal in ((150, 50), (1_000, 25)):
        page = pages.open_page(chromium, address, program(marks))
        page.goto(f"{page.url}&f=ops")
        pages.stands_after(page)
        rate = median(pages.frames_per_second(page) for _ in range(3))
        table.add(f"scrub, {marks} marks, every operation drawn", rate, "fps", goal, least=True)
        page.context.close()


def sizes(table: Table) -> None:
    scripts = [path.read_bytes() for path in sorted(FRONTEND.glob("*.js"))]
    table.add("our own scripts, as they are", sum(map(len, scripts)) / 1000, "kB", 250)
    table.add("… compressed by gzip", len(gzip.compress(b"".join(scripts))) / 1000, "kB", 60)


def hosts(table: Table, chromium: Browser, address: str) -> None:
    page = pages.open_page(chromium, address)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    pages.stands_after(page)
    elsewhere = [url for url in asked if not url.startswith((address, "data:", "blob:"))]
    table.add(f"requests to other hosts, of {len(asked)}", len(elsewhere), "", 0)
    page.context.close()


def memory(table: Table, chromium: Browser, server: Server, count: int) -> None:
    page = pages.open_page(chromium, server.address, program(20))
    pages.stands_after(page)
    pages.select_x(page)
    session = page.context.new_cdp_session(page)
    before: tuple[int, int] = (0, 0)
    for n in range(count):
        if n == WARM:
            before = (pages.heap(session), resident(server))
        pages.edit(page, f"{n % 97 + 1}.25")
    after = (pages.heap(session), resident(server))
    table.add(f"browser's heap after {count} edits, grown by", (after[0] - before[0]) / MIB, "MB", 20)
    table.add(f"server after {count} edits of one session, grown by", (after[1] - before[1]) / MIB, "MB", 5)
    page.context.close()


def resident(server: Server) -> int:
    """Bytes of memory that the server's process holds."""
    assert server.process is not None
    text = Path(f"/proc/{server.process.pid}/statm").read_text(encoding="ascii")
    return int(text.split()[1]) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    table = Table()
    load = os.getloadavg()[0]
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "streamlit.log")
        server.start()
        try:
            chromium = playwright.chromium.launch(executable_path=found, args=["--no-sandbox", "--disable-gpu"])
            pages.stands_after(pages.open_page(chromium, server.address))  # warm
            sizes(table)
            hosts(table, chromium, server.address)
            first_picture(table, chromium, server.address)
            edits(table, chromium, server.address, Path(folder))
            scrub(table, chromium, server.address)
            memory(table, chromium, server, int(sys.argv[1]) if len(sys.argv) > 1 else 500)
            version = chromium.version
        finally:
            server.stop()
    machine = {
        "cores": os.cpu_count(),
        "load before": round(load, 1),
        "python": platform.python_version(),
        "chromium": version,
    }
    RESULTS.write_text(json.dumps({"machine": machine, "rows": table.rows}, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
