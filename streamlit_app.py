"""Autograd Explorer: the table of contents of the screen."""

from __future__ import annotations

import gc

from components import shell
from components.panels.bar import bar
from components.panels.guide import guide
from components.stage.mount import stage


def main() -> None:
    shell.page()
    with shell.bar():
        bar()
    left, right = shell.halves()
    with left:
        stage()
    with right:
        guide()


if not gc.get_freeze_count():
    # What was imported stays for good: the collector need not look at it again in every rerun.
    gc.collect()
    gc.freeze()

main()
