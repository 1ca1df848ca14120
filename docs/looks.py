"""Takes a picture of every layout, theme and kind of mark, to be looked at: ``make screenshots`` writes build/looks."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright
from screenshots import ROOT, browser_path
from server import Server
from visit import Visit

LOOKS = ROOT / "build" / "looks"
LAYOUTS: dict[str, dict[str, Any]] = {
    "desktop-1440x900": {"viewport": {"width": 1440, "height": 900}},
    "laptop-1280x720": {"viewport": {"width": 1280, "height": 720}},
    "short-1280x600": {"viewport": {"width": 1280, "height": 600}},
    "projector-1920x1080": {"viewport": {"width": 1920, "height": 1080}},
    "phone-390x844": {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True},
}
THEMES = ("light", "dark")
CROP = 70  # px around a mark

_LEAF = "import torch\nx = torch.tensor([[1., 2., 3.], [4., 5., 6.]], requires_grad=True)\n"
_SCALAR = "import torch\nx = torch.tensor(3., requires_grad=True)\n"
SEEDED = f"{_LEAF}z = x * x * 3\nz.backward(gradient=torch.ones_like(z))\n"


def nothing(her: Visit) -> None:
    """As it opened."""


def hidden_l(her: Visit) -> None:
    her.button("Show hidden L").click()


def folded(her: Visit) -> None:
    her.button("Lines").click()


def opened(her: Visit) -> None:
    folded(her)
    her.mark("x·x·3").press("Enter")


def zoomed(her: Visit) -> None:
    for _ in range(4):
        her.button("Zoom in").click()


# Kind or state -> program, how the name of its mark begins, what to do before.
KINDS: dict[str, tuple[str, str, Callable[[Visit], None]]] = {
    "leaf-requires-grad": (_LEAF, "x", nothing),
    "leaf-no-grad": ("import torch\nx = torch.ones(2, 2)\n", "x", nothing),
    "result-untracked": ("import torch\nx = torch.ones(2, 2)\ny = x + 1\n", "y", nothing),
    "result-tracked": (f"{_LEAF}y = x + 2\n", "y", nothing),
    "temporary": (f"{_SCALAR}y = x * x * 2\n", "t", nothing),
    "function": (f"{_LEAF}y = x + 2\n", "+ AddBackward0", nothing),
    "function-saved-tensors": (f"{_SCALAR}y = x.exp()\n", "exp ExpBackward0", zoomed),
    "function-unrecorded": ("import torch\nx = torch.ones(2, 2)\ny = x + 1\n", "+", nothing),
    "function-freed": (f"{_SCALAR}y = x * x\ny.backward()\n", "× MulBackward0", nothing),
    "function-error": (f"{_SCALAR}y = x * x\ny.backward()\ny.backward()\n", "× MulBackward0", nothing),
    "tensor-error": (f"{_LEAF}z = x * 2\nz.backward()\n", "z", nothing),
    "bucket-empty": (_LEAF, "x.grad", nothing),
    "bucket-full": (f"{_LEAF}x.sum().backward()\n", "x.grad", nothing),
    "bucket-three-passes": (f"{_SCALAR}for i in range(3):\n    (x * x).backward()\n", "x.grad", nothing),
    "constant": (f"{_SCALAR}y = x + 2.5\n", "2.5", nothing),
    "virtual-l": (SEEDED, "L", hidden_l),
    "detached": (f"{_SCALAR}y = x * x\nw = y.detach() * x\n", "✂", nothing),
    "no-grad": (f"{_SCALAR}with torch.no_grad():\n    y = x * 2\n", "×", nothing),
    "folded-line": (SEEDED, "x·x·3", folded),
    "opened-line": (SEEDED, "×", opened),
    "heatmap": ("import torch\ntorch.manual_seed(0)\nx = torch.randn(12, 16)\n", "x", nothing),
    "full-detail": (f"{_LEAF}y = x + 2\n", "y", zoomed),
}


def main() -> None:
    LOOKS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        server = Server(Path(folder) / "streamlit.log")
        server.start()
        try:
            chromium = playwright.chromium.launch(executable_path=browser_path(), args=["--no-sandbox"])
            wanted = sys.argv[1:]
            for theme in THEMES:
                layouts(chromium, server.address, theme, wanted)
                kinds(chromium, server.address, theme, wanted)
        finally:
            server.stop()


def layouts(chromium: Browser, address: str, theme: str, wanted: list[str]) -> None:
    for name, context in LAYOUTS.items():
        if wanted and name not in wanted:
            continue
        her = visit(chromium, address, theme, context)
        her.open()
        her.pixels()
        her.page.screenshot(path=LOOKS / f"{name}-{theme}.png")
        her.page.context.close()


def kinds(chromium: Browser, address: str, theme: str, wanted: list[str]) -> None:
    her = visit(chromium, address, theme, {"viewport": {"width": 1280, "height": 800}})
    for name, (program, mark, act) in KINDS.items():
        if wanted and name not in wanted:
            continue
        her.open(program)
        act(her)
        her.pixels()
        box = her.mark(mark).bounding_box()
        assert box
        x, y = max(0, box["x"] - CROP), max(0, box["y"] - CROP)
        clip = {"x": x, "y": y, "width": box["width"] + 2 * CROP, "height": box["height"] + 2 * CROP}
        her.page.screenshot(path=LOOKS / f"mark-{name}-{theme}.png", clip=clip)
    her.page.context.close()


def visit(chromium: Browser, address: str, theme: str, context: dict[str, Any]) -> Visit:
    return Visit(chromium.new_context(**{"locale": "en-US", "color_scheme": theme, **context}), address)


if __name__ == "__main__":
    main()
