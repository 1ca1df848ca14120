"""Both languages say the same things, and whatever Python may ask for is there."""

from __future__ import annotations

import ast
import json
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from components import words

ROOT = Path(__file__).parents[2]
STAGE = ROOT / "components/stage"
FILES = sorted(file.name for file in (words.LOCALES / "en").glob("*.json"))


def read(lang: str, file: str) -> dict[str, str]:
    pairs = json.loads((words.LOCALES / lang / file).read_text(encoding="utf-8"), object_pairs_hook=list)
    keys = [key for key, _ in pairs]
    assert len(keys) == len(set(keys)), "a key stands there twice"
    return dict(pairs)


def string_keys(folder: Path, start: str) -> Iterator[str]:
    """Every string constant in the Python files of a folder that begins with ``start``."""
    for path in folder.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.startswith(start):
                yield node.value


@pytest.mark.parametrize("file", FILES)
def test_both_languages_have_the_same_keys_and_places(file: str) -> None:
    english, chinese = read("en", file), read("zh-CN", file)
    assert english.keys() == chinese.keys()
    assert {key: words.places(text) for key, text in english.items()} == {
        key: words.places(text) for key, text in chinese.items()
    }


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_no_key_stands_in_two_files_and_none_is_empty(lang: str) -> None:
    seen: list[str] = []
    for part in words.PARTS:
        catalogue = read(lang, f"{part}.json")
        assert all(text.strip() for text in catalogue.values())
        seen += catalogue
    assert len(seen) == len(set(seen))


def test_every_caption_python_writes_has_words_and_every_word_is_used() -> None:
    catalogue = set(read("en", "captions.json"))
    written = set(string_keys(STAGE, "cap."))
    # mean and sum share a function, which puts their key together.
    written.discard("cap.visit.")
    written |= {f"cap.visit.{op}{end}" for op in ("mean", "sum") for end in ("", "_each")}
    assert written == catalogue


def test_every_fix_has_words() -> None:
    catalogue = read("en", "errors.json")
    texts = [(ROOT / "autograd_core" / name).read_text(encoding="utf-8") for name in ("fixes.py", "moves.py")]
    found = set(re.findall(r'"(fix\.[a-z_]+)"', "".join(texts))) | {"fix.sum_first", "fix.mean_first"}
    assert found == {key for key in catalogue if key.startswith("fix.")}


def test_chinese_prose_has_chinese_punctuation() -> None:
    for part in words.PARTS:
        for key, text in read("zh-CN", f"{part}.json").items():
            assert not re.search(r"[\u4e00-\u9fff][,;:?!]", text), key
            assert not re.search(r"[\u4e00-\u9fff]\.(\s|$)", text), key


@pytest.mark.parametrize("lang", words.LANGUAGES)
def test_captions_without_their_numbers_are_short(lang: str) -> None:
    """At most 90 letters, or 45 Chinese characters, which are twice as wide."""
    for key, text in read(lang, "captions.json").items():
        bare = re.sub(r"\{\w+\}", "x", text)
        width = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in bare)
        assert width <= 90, (key, width)
