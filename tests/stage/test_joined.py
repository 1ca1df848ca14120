"""One script from many: each stands once, after what it takes names from, and takes the names it asks for."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.stage import assets, joined

NODE = shutil.which("node")


def folder(path: Path, **scripts: str) -> Path:
    for name, text in scripts.items():
        (path / f"{name}.js").write_text(text, encoding="utf-8")
    return path / "main.js"


@pytest.mark.skipif(NODE is None, reason="Node is not installed")
def test_a_joined_script_does_what_its_parts_do(tmp_path: Path) -> None:
    (tmp_path / "numbers.json").write_text('{"six": 6}\n', encoding="utf-8")
    entry = folder(
        tmp_path,
        main='import { twice as double, ONE } from "./a.js";\nimport { start } from "./b.js";\n'
        'import numbers from "./numbers.json" with { type: "json" };\n\n'
        "const twice = 100;\n"
        "export default function run() {\n  return double(start()) + ONE + numbers.six + twice;\n}\n",
        a="export const ONE = 1;\nconst kept = 2;\nexport function twice(x) {\n  return kept * x;\n}\n",
        b='import { ONE,\n  twice } from "./a.js";\n'
        "const kept = 10;\nexport function start() {\n  return twice(kept) + ONE;\n}\n",
    )
    made = tmp_path / "joined.mjs"
    made.write_text(joined.script(entry), encoding="utf-8")
    code = f'import run from {made.as_uri()!r}; console.log("answer", run())'
    said = subprocess.run([str(NODE), "--input-type=module", "-e", code], capture_output=True, text=True, check=True)
    assert "answer 149" in said.stdout  # 2 * (2 * 10 + 1) + 1 + 6 + 100


def test_scripts_that_import_each_other_in_a_circle_are_refused(tmp_path: Path) -> None:
    entry = folder(
        tmp_path,
        main='import { a } from "./a.js";\nexport default function run() {\n}\n',
        a='import { b } from "./b.js";\nexport const a = 1;\n',
        b='import { a } from "./a.js";\nexport const b = 1;\n',
    )
    with pytest.raises(ValueError, match="imports itself"):
        joined.script(entry)


def test_every_script_and_sheet_of_the_stage_is_in_once_and_none_is_asked_for() -> None:
    script = joined.script(assets.FRONTEND / "main.js")
    inside = re.findall(r"^// (\w+\.js)$", script, re.MULTILINE)
    assert sorted(inside) == sorted(path.name for path in assets.FRONTEND.glob("*.js"))
    assert not re.search(r"^(import|export (?!default))\b", script, re.MULTILINE)
    sheet = joined.sheet(assets.FRONTEND / "stage.css")
    assert "@import" not in sheet
    for path in assets.FRONTEND.glob("*.css"):
        if path.name != "stage.css":
            assert path.read_text(encoding="utf-8") in sheet


def test_what_is_served_is_the_scripts_as_they_are_now() -> None:
    assets.ensure()
    assert (assets.VENDOR / "stage.js").read_text(encoding="utf-8") == joined.script(assets.FRONTEND / "main.js")
    assert (assets.VENDOR / "stage.css").read_text(encoding="utf-8") == joined.sheet(assets.FRONTEND / "stage.css")
