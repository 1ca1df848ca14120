"""What she can take away, and what comes back: downloads, the address, the program after the server was gone."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, expect
from server import Server
from visit import Visit

from components import examples, link

Come = Callable[..., Visit]

START = examples.START.text


def download(her: Visit, button: str, folder: Path) -> Path:
    with her.page.expect_download() as found:
        her.guide.get_by_role("button", name=button).click()
    path = folder / found.value.suggested_filename
    found.value.save_as(path)
    return path


def test_the_downloaded_picture_opens_without_a_network(visit: Come, chromium: Browser, tmp_path: Path) -> None:
    her = visit()
    picture = download(her, "Picture (.html)", tmp_path)
    assert picture.name == "autograd.html"
    context = chromium.new_context()
    context.set_offline(True)
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(picture.as_uri())
    expect(page.locator("canvas")).to_be_visible()
    expect(page.get_by_text("out.backward()")).to_be_visible()
    labels = page.evaluate("network.body.data.nodes.get().map(node => node.label)")
    assert len(labels) == 12
    assert {"x\n1 … 6", "x.grad\n3 … 8", "out\n99.5"} <= set(labels)
    assert [url for url in asked if url != picture.as_uri()] == []
    colours = (
        "canvas => new Set(new Uint32Array(canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)"
    )
    assert page.locator("canvas").evaluate(f"{colours}.data.buffer)).size") > 10
    context.close()


def test_the_downloaded_program_is_the_program(visit: Come, tmp_path: Path) -> None:
    her = visit()
    assert download(her, "Program (.py)", tmp_path).read_text(encoding="utf-8") == START


def test_the_program_comes_back_after_the_server_was_gone(visit: Come, server: Server) -> None:
    text = START + "w = x * 2\n"
    her = visit()
    her.write(text)
    expect(her.page).to_have_url(re.compile(f"p={link.encode(text)}"))
    server.stop()
    try:
        her.seek(3)
        expect(her.caption).to_contain_text("z is the result of 2 operations")
    finally:
        server.start()
    her.page.reload()
    her.ready()
    assert her.text() == text.rstrip("\n")
    expect(her.mark("w")).to_be_visible()
    her.troubles.clear()  # that the connection was lost
