"""What benchmarks/stage.py does inside a page: when a picture stands, how many frames a second, whose script ran."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, CDPSession, Page
from server import Server

from components.link import encode

VIEW: Any = {"width": 1280, "height": 800}

# Resolves once the stage has a picture of the asked for kind and two more frames have been drawn.
_STANDS = """() => new Promise(done => {
  const inside = one => one.shadowRoot?.querySelector('.stage');
  const stage = () => [...document.querySelectorAll('.st-key-stage *')].map(inside).find(Boolean);
  const look = () => {
    const root = stage();
    const stands = root?.querySelector('.vis-network canvas') && root.querySelector('.stage-mark');
    if (!stands) return requestAnimationFrame(look);
    return requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now())));
  };
  look();
})"""

# Starts a clock at the next Enter, and keeps when the next picture stood.
_CLOCK = """root => {
  const rev = root.dataset.rev;
  globalThis.took = new Promise(done => {
    addEventListener('keydown', () => {
      const begun = performance.now();
      new MutationObserver((_, watch) => {
        if (root.dataset.rev === rev) return;
        watch.disconnect();
        requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
      }).observe(root, { attributeFilter: ['data-rev'] });
    }, { capture: true, once: true });
  });
}"""
# A page of pyvis stands once vis-network has drawn it: after the iterations for which pyvis shows a bar instead.
PLAIN_STANDS = """page => {
  const bar = page?.document.getElementById('loadingBar');
  return page?.network?.canvas && (!bar || bar.style.opacity === '0');
}"""
_PLAIN_CLOCK = (
    """() => {
  const stands = """
    + PLAIN_STANDS
    + """;
  const old = document.querySelector('iframe').contentWindow;
  old.isOld = true;
  globalThis.took = new Promise(done => {
    addEventListener('keydown', () => {
      const begun = performance.now();
      const look = () => {
        const now = document.querySelector('iframe')?.contentWindow;
        if (!now || now.isOld || !stands(now)) return requestAnimationFrame(look);
        return requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun)));
      };
      look();
    }, { capture: true, once: true });
  });
}"""
)

# Moves the slider once per frame for so many milliseconds; frames per second.
_SCRUB = """([slider, lasts]) => new Promise(done => {
  const last = Number(slider.max);
  let frames = 0;
  const begun = performance.now();
  const next = () => {
    const passed = performance.now() - begun;
    if (passed > lasts) return done(frames * 1000 / passed);
    slider.value = String(Math.round((frames * 3) % (last + 1)));
    slider.dispatchEvent(new Event('input', { bubbles: true }));
    frames += 1;
    return requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
})"""


class PlainServer(Server):
    """The same run as a plain Streamlit script with pyvis's page in an iframe."""

    script = str(Path(__file__).with_name("plain_pyvis.py"))


def plain_server(log: Path, program: str, places: bool) -> PlainServer:
    os.environ["PLAIN_PROGRAM"] = program
    os.environ["PLAIN_PLACES"] = "1" if places else ""
    os.environ["PYTHONPATH"] = str(Path(__file__).parents[1])
    server = PlainServer(log)
    server.start()
    return server


def open_page(chromium: Browser, address: str, program: str | None = None) -> Page:
    """A page of its own with a program that does not play; None for the start program."""
    page = chromium.new_context(viewport=VIEW, locale="en-US", color_scheme="light").new_page()
    page.set_default_timeout(40_000)
    query = "" if program is None else f"&p={encode(program)}"
    page.goto(f"{address}/?autoplay=0{query}")
    return page


def stands_after(page: Page) -> float:
    """Milliseconds from navigation to the first picture."""
    took: float = page.evaluate(_STANDS)
    return took


def edit(page: Page, number: str) -> float:
    """Types a number over the first of ``x`` in the inspector; milliseconds from Enter to the new picture."""
    stage = page.locator(".stage")
    field = stage.get_by_role("region", name="Inspector").get_by_role("spinbutton").first
    field.fill(number)
    stage.evaluate(_CLOCK)
    field.press("Enter")
    took: float = page.evaluate("globalThis.took")
    return took


def select_x(page: Page) -> None:
    page.locator(".stage").get_by_role("list", name="Variables").get_by_role("button", name="x").first.click()


def plain_edit(page: Page, number: str) -> float:
    field = page.get_by_role("textbox", name="first")
    field.fill(number)
    page.evaluate(_PLAIN_CLOCK)
    field.press("Enter")
    took: float = page.evaluate("globalThis.took")
    return took


def frames_per_second(page: Page, milliseconds: int = 2_500) -> float:
    slider = page.locator(".stage").get_by_role("slider").first.element_handle()
    rate: float = page.evaluate(_SCRUB, [slider, milliseconds])
    return rate


def heap(session: CDPSession) -> int:
    """Bytes that the page's scripts hold after a collection."""
    session.send("HeapProfiler.collectGarbage")
    used: int = session.send("Runtime.getHeapUsage")["usedSize"]
    return used


def our_script_time(profile: dict[str, Any]) -> float:
    """Milliseconds of a CPU profile spent in the stage's own scripts, what they call of the browser included."""
    nodes = {node["id"]: node for node in profile["nodes"]}
    parent = {child: node["id"] for node in profile["nodes"] for child in node.get("children", ())}

    def ours(id: int) -> bool:
        while True:
            url = nodes[id]["callFrame"]["url"]
            if url.endswith("/vendor/stage.js"):
                return True
            if url or id not in parent:
                return False
            id = parent[id]

    pairs = zip(profile["samples"], profile["timeDeltas"], strict=True)
    return sum(delta for id, delta in pairs if ours(id)) / 1000
