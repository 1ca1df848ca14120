"""Takes the pictures of the README: ``make screenshots`` writes them to docs/images."""

from __future__ import annotations

import io
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

sys.path.insert(0, str(Path(__file__).parents[1]))
sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "browser"))

from server import ROOT, Server
from visit import Visit

IMAGES = Path(__file__).parent / "images"
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
STRIP: dict[str, Any] = {"viewport": {"width": 1280, "height": 540}}
FINE = {"device_scale_factor": 2}

TRAVELLING = 9.7  # tape position at which two messages are on their way from y·y to y
FILM = (6.0, 14.0, 0.32)  # tape positions: from the start of the way back to its end, and what lies between two frames
FRAME_MS, LAST_MS = 160, 2_500

# The page or Streamlit's scrolling box may have moved to show a control.
_TO_THE_TOP = (
    "() => document.querySelectorAll('*').forEach(box => { if (box.scrollTop && box.tagName) box.scrollTop = 0 })"
)


def main() -> None:
    IMAGES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "streamlit.log")
        server.start()
        try:
            chromium = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
            take_all(chromium, server.address)
            chromium.close()
        finally:
            server.stop()


def browser_path() -> str:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        raise SystemExit("Chromium is missing: install it (on Debian and Ubuntu: sudo apt-get install chromium).")
    return found


def take_all(chromium: Browser, address: str) -> None:
    def visit(context: dict[str, Any], **asked: str) -> Visit:
        given = {"locale": "en-US", "color_scheme": "light", **context}
        return Visit(chromium.new_context(**given), address).open(**asked)

    for name, context, asked, act in (
        ("start-light", DESKTOP, {}, travelling),
        ("start-dark", {**DESKTOP, "color_scheme": "dark"}, {}, travelling),
        ("error", DESKTOP, {"l": "not-scalar"}, nothing),
        ("inspector", DESKTOP, {}, inspecting),
        ("phone", PHONE, {}, travelling),
        ("chinese", {**DESKTOP, "locale": "zh-CN"}, {}, travelling),
    ):
        her = visit({**context, **FINE}, **asked)
        act(her)
        # The pages are flat: 256 colours hold them, and the files are a third.
        save(f"{name}.png", shot(her).quantize(256, kmeans=1, dither=Image.Dither.NONE), optimize=True)
        her.page.context.close()
    frames = film(visit(STRIP))
    times = [FRAME_MS] * (len(frames) - 1) + [LAST_MS]
    save("backward.webp", frames[0], save_all=True, append_images=frames[1:], duration=times, lossless=True, method=6)


def shot(her: Visit, **more: Any) -> Image.Image:
    her.pixels()
    return Image.open(io.BytesIO(her.page.screenshot(**more))).convert("RGB")


def save(name: str, picture: Image.Image, **how: Any) -> None:
    path = IMAGES / name
    picture.save(path, **how)
    print(f"{path.relative_to(ROOT)}  {path.stat().st_size / 1024:.0f} kB")


# ── what is on the pictures ────────────────────────────────────────────────────────────────────────────────────


def nothing(her: Visit) -> None:
    """As it opened."""


def travelling(her: Visit) -> None:
    stop_at(her.seek(8), TRAVELLING)
    her.page.evaluate(_TO_THE_TOP)


def inspecting(her: Visit) -> None:
    her.seek(9).mark("× MulBackward0").press("Enter")


def film(her: Visit) -> list[Image.Image]:
    """The way back: the picture, what is said about it, and the tape."""
    start, end, pitch = FILM
    for pane in ("program and inspector", "the guide"):
        her.button(f"Show or hide {pane}").click()
    her.seek(round(start) - 1)
    top = her.stage.locator(".stage-canvas").bounding_box()
    size = her.page.viewport_size
    assert top and size
    clip = {"x": 0, "y": top["y"], "width": size["width"], "height": size["height"] - top["y"]}
    frames = []
    while float(her.stage.get_attribute("data-frame") or end) < end:
        stop_at(her, start + pitch * len(frames))
        frames.append(shot(her, clip=clip))
    return frames


def stop_at(her: Visit, position: float) -> None:
    """Plays slowly until the tape has come to a position within a step, and stops there."""
    root = her.stage.element_handle()
    speed = her.stage.get_by_role("combobox")
    speed.select_option("0.5")
    her.stage.press("k")
    come = "([root, position]) => Number(root.dataset.frame) >= position || root.dataset.playing === 'false'"
    her.page.wait_for_function(come, arg=[root, position])
    if root and root.get_attribute("data-playing") == "true":
        her.stage.press("k")
    speed.select_option("1")


if __name__ == "__main__":
    main()
