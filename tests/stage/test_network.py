"""The picture as a page of its own: it asks no server for anything, and what a student wrote stays text."""

from __future__ import annotations

import re

from tape_player import ARTICLE, payload_of

from components.stage import network

NASTY = """import torch
x = torch.tensor(1., requires_grad=True)
y = x * 2  # </script><script>alert(1)</script> <img src=x onerror=alert(2)> href
print("</pre><script>alert(3)</script>")
z = y.to("</script><b>bold</b>")
"""


def page_of(text: str) -> str:
    return network.to_html(payload_of(text))


def scripts(page: str) -> list[str]:
    return re.findall(r"<script\b([^>]*)>", page)


def test_the_page_loads_nothing_from_elsewhere() -> None:
    page = page_of(ARTICLE)
    tags = re.findall(r"<(?:script|link|img|iframe|source|object|embed|base|form)\b[^>]*>", page)
    assert not any(re.search(r"\b(?:src|href|data|action)\s*=", tag) for tag in tags), tags
    assert not re.search(r"@import|url\(\s*[\"']?(?:https?:)?//", page)
    assert "default-src 'none'" in page
    assert page.lower().startswith("<!doctype html>")
    assert len(re.findall(r"<html\b", page)) == 1


def test_the_page_holds_the_picture_and_the_program() -> None:
    page = page_of(ARTICLE)
    assert "out = z.mean()" in page
    assert "MulBackward0" in page
    for mark in payload_of(ARTICLE)["marks"]:
        assert f'"id": "{mark["id"]}"' in page
    assert "3 \\u2026 8" in page or "3 … 8" in page


def test_what_a_student_wrote_is_never_markup() -> None:
    page, plain = page_of(NASTY), page_of(ARTICLE)
    assert scripts(page) == scripts(plain)
    assert "<img src=x" not in page
    assert "<b>bold" not in page
    assert page.count("</pre>") == plain.count("</pre>")


def test_the_page_shows_the_end_of_the_run() -> None:
    before = ARTICLE.replace("out.backward()\n", "")
    assert "[4, 3]" in page_of(ARTICLE)  # the dashes of a freed function
    assert "x.grad\\nNone" in page_of(before)


def test_the_page_speaks_the_language_of_the_payload() -> None:
    payload = payload_of(ARTICLE, "zh-CN")
    page = network.to_html({**payload, "theme": "dark"})
    assert '<html lang="zh-CN">' in page
    assert "一段 PyTorch 的录像" in page
    assert "#0F1318" in page


def test_an_empty_program_gives_an_empty_page() -> None:
    assert "<pre></pre>" in page_of("")
