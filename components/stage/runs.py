"""The moments of a run as a tree: passes of loops, executions of lines, calls of the program's own functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from autograd_core.errors import Span
from autograd_core.trace import Moment

if TYPE_CHECKING:
    from autograd_core.program import Statement
    from autograd_core.timeline import Timeline

DEEPEST = 12  # calls within calls that are told apart


@dataclass(slots=True)
class Run:
    """One pass ("pass"), execution ("line") or call ("call"): its ``own`` moments and what ran ``inner`` of it.

    ``title`` is empty for a line, which is called by its text. ``depth`` counts the program's own calls around it.
    """

    id: str
    kind: str
    title: str
    line: int
    depth: int
    text: str = ""
    own: list[Moment] = field(default_factory=list)
    inner: list[Run] = field(default_factory=list)

    def moments(self) -> Iterator[Moment]:
        yield from self.own
        for one in self.inner:
            yield from one.moments()


def runs_of(timeline: Timeline) -> list[Run]:
    """The outermost lines and passes of a run, in order."""
    return _Tree(timeline).lines(list(timeline.moments), 0, ())


class _Tree:
    def __init__(self, timeline: Timeline) -> None:
        self.statements = timeline.program.statements
        self.outer = [one for one in self.statements if one.kind in ("loop", "def", "class")]
        self.around: dict[int, tuple[list[Statement], list[Statement]]] = {}

    def outside(self, moment: Moment) -> tuple[list[Statement], list[Statement]]:
        """The loops and the definitions around the statement of a moment, outermost first."""
        found = self.around.get(moment.statement)
        if found is None:
            whole = [one for one in self.outer if _contains(one.span, moment.span)]
            loops = [one for one in whole if one.kind == "loop" and one.index != moment.statement]
            found = self.around[moment.statement] = (loops, [one for one in whole if one.kind in ("def", "class")])
        return found

    def lines(self, moments: Sequence[Moment], depth: int, context: tuple[int, ...]) -> list[Run]:
        """Executions of lines at one depth, with the passes they belong to; ``context`` are the caller's passes."""
        found: list[Run] = []
        inner: list[Moment] = []
        latest: Run | None = None
        for moment in moments:
            if moment.depth > depth and depth < DEEPEST:
                inner.append(moment)
                continue
            if inner and latest is not None and _same(latest.own[-1], moment):
                latest.own.append(moment)
            else:
                text = self.text(moment)
                latest = Run(f"line:{moment.index}", "line", "", moment.span.line, depth, text, [moment])
                found.append(latest)
            latest.inner += self.calls(inner, depth + 1)
            inner = []
        loose = self.calls(inner, depth + 1)  # an error ended the line that called them
        return self.passes(found, depth, context) + loose

    def text(self, moment: Moment) -> str:
        return self.statements[moment.statement].text if 0 <= moment.statement < len(self.statements) else ""

    def calls(self, moments: Sequence[Moment], depth: int) -> list[Run]:
        """The calls that moments deeper than their line belong to, one after the other."""
        found: list[list[Moment]] = []
        before: Moment | None = None
        for moment in moments:
            top = moment.depth <= depth
            if not found or (top and before is not None and self.begins(before, moment)):
                found.append([])
            found[-1].append(moment)
            before = moment if top else before
        return [self.call(one, depth) for one in found]

    def begins(self, before: Moment, moment: Moment) -> bool:
        """Whether a moment can only come after another if the function was called again, or a different one."""
        (_, home), (_, mine) = self.outside(before), self.outside(moment)
        if [one.index for one in home] != [one.index for one in mine]:
            return True
        return moment.statement <= before.statement and moment.passes <= before.passes and not _same(before, moment)

    def call(self, moments: list[Moment], depth: int) -> Run:
        first = moments[0]
        names = [one.text.split("(")[0].split(":")[0].split()[-1] for one in self.outside(first)[1]]
        title = ".".join(names[-2:] if len(names) > 1 and self.outside(first)[1][-2].kind == "class" else names[-1:])
        inner = self.lines(moments, depth, first.passes[: len(first.passes) - self.own_loops(first)])
        return Run(f"call:{first.index}", "call", f"{title or 'λ'}()", first.span.line, depth - 1, "", [], inner)

    def own_loops(self, moment: Moment) -> int:
        """How many of the passes of a moment belong to loops of the function it stands in."""
        loops, homes = self.outside(moment)
        within = [loop for loop in loops if not homes or _contains(homes[-1].span, loop.span)]
        return len(within) + self.text(moment).startswith("while")

    def passes(self, runs: list[Run], depth: int, context: tuple[int, ...]) -> list[Run]:
        """The same lines, those of one pass of a loop together."""
        found: list[Run] = []
        open_: list[tuple[tuple[int, int], Run]] = []  # (loop, which pass), its run
        for run in runs:
            moment = run.own[-1]
            mine = moment.passes[len(context) :]
            loops = self.outside(moment)[0]
            if len(mine) > len(loops) and self.statements[moment.statement].kind == "loop":
                loops = [*loops, self.statements[moment.statement]]  # the test of a while is part of its pass
            loops = loops[len(loops) - len(mine) :] if 0 < len(mine) <= len(loops) else []
            keys = [(loop.index, number) for loop, number in zip(loops, mine, strict=False)]
            common = 0
            while common < min(len(keys), len(open_)) and open_[common][0] == keys[common]:
                common += 1
            del open_[common:]
            for place in range(common, len(keys)):
                loop, number = loops[place], mine[place]
                id = f"pass:{loop.span.line}:{'.'.join(map(str, moment.passes[: len(context) + place + 1]))}"
                new = Run(id if depth == 0 else f"{id}@{moment.index}", "pass", str(number), loop.span.line, depth)
                (open_[-1][1].inner if open_ else found).append(new)
                open_.append((keys[place], new))
            (open_[-1][1].inner if open_ else found).append(run)
        return found


def _same(one: Moment, other: Moment) -> bool:
    return one.statement == other.statement and one.passes == other.passes and one.depth == other.depth


def _contains(outer: Span, inner: Span) -> bool:
    start = (outer.line, outer.column) <= (inner.line, inner.column)
    return start and (inner.end_line, inner.end_column) <= (outer.end_line, outer.end_column)
