"""CodeMirror, as shipped, is what its lock file says: recorded hashes, licences, and the same bytes built again."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from components.stage.assets import VENDOR

SOURCES = Path(__file__).parents[2] / "components/stage/editor"
RECORD = json.loads((VENDOR / "codemirror.json").read_text(encoding="utf-8"))
LOCK = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
FILES = {
    "sha256": VENDOR / "codemirror.js",
    "licences": VENDOR / "codemirror.LICENSES.txt",
    "lock": SOURCES / "package-lock.json",
    "entry": SOURCES / "codemirror.js",
}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize("what", FILES)
def test_a_file_is_the_recorded_one(what: str) -> None:
    assert sha256(FILES[what]) == RECORD[what], "make editor builds it again"


def test_every_package_is_the_locked_one_and_its_licence_is_shipped() -> None:
    locked = {name.removeprefix("node_modules/"): row for name, row in LOCK["packages"].items() if name}
    licences = (VENDOR / "codemirror.LICENSES.txt").read_text(encoding="utf-8")
    for name, version in RECORD["packages"].items():
        assert locked[name]["version"] == version
        assert locked[name]["integrity"].startswith("sha512-")
        assert f"{name} {version}\n\n" in licences, name
    assert licences.count("Permission is hereby granted, free of charge") == len(RECORD["packages"])
    wanted = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))["dependencies"]
    assert wanted.items() <= RECORD["packages"].items()


def test_the_script_asks_nobody_for_anything() -> None:
    script = (VENDOR / "codemirror.js").read_text(encoding="utf-8")
    assert re.findall(r"\b(?:fetch|importScripts|XMLHttpRequest|eval)\s*\(|new Function\b|\bimport\s*\(", script) == []


def test_built_again_it_is_the_same(tmp_path: Path) -> None:
    """Needs npm and its registry; where they are missing the recorded hashes stand for it."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is missing")
    for name in ("package.json", "package-lock.json", "build.mjs", "codemirror.js"):
        shutil.copy(SOURCES / name, tmp_path)
    install = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
    done = subprocess.run(install, cwd=tmp_path, capture_output=True, text=True, check=False)
    if done.returncode and re.search(r"ENOTFOUND|EAI_AGAIN|ECONN|ETIMEDOUT|EIDLETIMEOUT|network", done.stderr):
        pytest.skip("the registry of npm cannot be reached")
    assert done.returncode == 0, done.stderr
    subprocess.run(["node", "build.mjs", "built"], cwd=tmp_path, check=True)
    for name in ("codemirror.js", "codemirror.LICENSES.txt", "codemirror.json"):
        assert sha256(tmp_path / "built" / name) == sha256(VENDOR / name), name
