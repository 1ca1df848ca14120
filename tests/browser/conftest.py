"""One server and one Chromium for all tests here; every test gets a visitor of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from server import Server
from visit import Visit

NO_BROWSER = "Chromium is missing: install it (on Debian and Ubuntu: sudo apt-get install chromium)."


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("server") / "streamlit.log")
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if found is None:
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Browser, server: Server, tmp_path: Path) -> Iterator[Callable[..., Visit]]:
    """Opens the app for a new visitor; takes what Visit.open takes, and ``context`` with what her browser is like."""
    visits: list[Visit] = []

    def come(text: str | None = None, context: dict[str, Any] | None = None, **asked: Any) -> Visit:
        given = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US", "color_scheme": "light"}
        visits.append(Visit(chromium.new_context(**{**given, **(context or {})}), server.address))
        return visits[-1].open(text, **asked)

    yield come
    for one in visits:
        one.page.context.close()
    for one in visits:
        assert one.troubles == [], "what the browser complained about"
        assert one.elsewhere == [], "requests to other hosts"
