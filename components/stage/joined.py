"""The stage's scripts as one script, its style sheets as one sheet: a page asks once instead of ninety times.

Nothing is made shorter: every script stands in a function of its own, after those it imports from.
"""

from __future__ import annotations

import re
from pathlib import Path

# The only forms of import and export in the stage's scripts.
_IMPORT = re.compile(r'^import (\{[^}]*\}|\w+) from "\./([\w./-]+)"(?: with \{ type: "json" \})?;\n', re.MULTILINE)
_EXPORT = re.compile(r"^export (?:default )?((?:async )?function (\w+)|const (\w+))", re.MULTILINE)
_SHEET = re.compile(r'^@import url\("([\w.-]+)"\);\n', re.MULTILINE)


def script(entry: Path) -> str:
    """``entry`` with everything it imports. Raises ValueError for scripts that import each other in a circle."""
    parts: dict[Path, str] = {}
    _add(entry, parts, ())
    main = "\n".join(parts.values())
    return f"{main}\nexport default {_name(entry)}.{_default(entry)};\n"


def sheet(entry: Path) -> str:
    """``entry`` with the sheets it imports in place of their names."""
    return _SHEET.sub(lambda found: (entry.parent / found[1]).read_text(encoding="utf-8"), _text(entry))


def sources(folder: Path) -> list[Path]:
    """Every file of which the two are made."""
    return [*folder.glob("*.js"), *folder.glob("*.css"), *folder.glob("*.json"), *folder.glob("locales/*/*.json")]


def _add(file: Path, parts: dict[Path, str], above: tuple[Path, ...]) -> None:
    if file in above:
        raise ValueError(f"{file.name} imports itself through {', '.join(path.name for path in above)}")
    if file in parts:
        return
    text = _text(file)
    if file.suffix == ".json":
        parts[file] = f"// {file.name}\nconst {_name(file)} = {text.strip()};\n"
        return
    for found in _IMPORT.finditer(text):
        _add(file.parent / found[2], parts, (*above, file))
    given = ", ".join(function or constant for _, function, constant in _EXPORT.findall(text))
    body = _EXPORT.sub(r"\1", _IMPORT.sub(lambda found: _taken(file.parent, found), text))
    parts[file] = f"// {file.name}\nconst {_name(file)} = (() => {{\n{body}\nreturn {{ {given} }};\n}})();\n"


def _taken(folder: Path, found: re.Match[str]) -> str:
    return f"const {found[1].replace(' as ', ': ')} = {_name(folder / found[2])};\n"


def _name(file: Path) -> str:
    """A name for the script that no script uses: with its folder, so that each has its own."""
    return "$" + re.sub(r"\W", "_", f"{file.parent.name}_{file.name}")


def _default(entry: Path) -> str:
    found = re.search(r"^export default function (\w+)", _text(entry), re.MULTILINE)
    if found is None:
        raise ValueError(f"{entry.name} exports no default")
    return found[1]


def _text(file: Path) -> str:
    return file.read_text(encoding="utf-8")
