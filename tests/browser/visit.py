"""A visitor with the app open: how she finds things, what she can wait for, and what her browser noticed."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import urlencode

from playwright.sync_api import BrowserContext, ConsoleMessage, Locator, Page, WebSocket, expect

from components import link

PATIENCE = 30_000  # milliseconds that a condition may take on a busy machine
expect.set_options(timeout=PATIENCE)

# Resolves with the pixels of a canvas once they have been the same for some frames.
_STILL = """canvas => new Promise(done => {
  let last = "", same = 0;
  const look = () => {
    const now = canvas.toDataURL();
    same = now === last ? same + 1 : 0;
    last = now;
    if (same < 3) requestAnimationFrame(look); else done(now);
  };
  look();
})"""


class Visit:
    """``stage`` is the root of the stage, whose data- attributes tell what it is doing."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.address = address
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.sent = 0  # messages to the server
        self.socket: WebSocket | None = None  # what carries them
        self.troubles: list[str] = []
        self.elsewhere: list[str] = []
        self.page.on("websocket", self._count)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", self._listen)
        self.page.on("request", lambda request: self._look_at(request.url))
        self.page.on("dialog", lambda dialog: (self.troubles.append(f"dialog {dialog.message}"), dialog.dismiss()))

    def _count(self, socket: WebSocket) -> None:
        self.socket = socket
        self._look_at(socket.url.replace("ws", "http", 1))
        socket.on("framesent", lambda _: setattr(self, "sent", self.sent + 1))

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.troubles.append(f"{message.type}: {message.text}")

    def _look_at(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:", "about:")):
            self.elsewhere.append(url)

    # ── opening ────────────────────────────────────────────────────────────────────────────────────────────────

    def open(self, text: str | None = None, wait: bool = True, **asked: str | None) -> Visit:
        """Opens ``text``, or the start program, without playing it; ``asked`` are parameters of the address."""
        asked = {"autoplay": "0", "p": text and link.encode(text), **asked}
        query = urlencode({name: value for name, value in asked.items() if value is not None})
        self.page.goto(f"{self.address}/?{query}")
        return self.ready() if wait else self

    def ready(self) -> Visit:
        """Waits until the picture can be seen and nothing moves."""
        expect(self.stage.locator(".vis-network canvas")).to_be_visible()
        return self.rest()

    # ── what there is ──────────────────────────────────────────────────────────────────────────────────────────

    @property
    def stage(self) -> Locator:
        return self.page.locator(".stage")

    @property
    def guide(self) -> Locator:
        """The open tab of the guide."""
        return self.page.get_by_role("tabpanel")

    @property
    def program(self) -> Locator:
        return self.stage.get_by_role("region", name="Program")

    @property
    def inspector(self) -> Locator:
        return self.stage.get_by_role("region", name="Inspector")

    @property
    def graph(self) -> Locator:
        return self.stage.get_by_role("group", name="Computation graph")

    @property
    def tape(self) -> Locator:
        return self.stage.get_by_role("slider")

    @property
    def error(self) -> Locator:
        return self.stage.get_by_role("alert")

    @property
    def caption(self) -> Locator:
        return self.stage.get_by_role("paragraph").filter(has_text=re.compile(r"Step \d+/\d+|第 \d+/\d+ 步"))

    def button(self, name: str) -> Locator:
        """A button of the stage."""
        return self.stage.get_by_role("button", name=name, exact=True)

    def mark(self, name: str, nth: int = 0) -> Locator:
        """The button over a mark whose accessible name begins with ``name``."""
        return self.graph.get_by_role("button", name=re.compile("^" + re.escape(name) + r"(?![\w.])")).nth(nth)

    def line(self, number: int) -> Locator:
        return self.program.get_by_role("button", name=f"Go to line {number}", exact=True)

    def text(self) -> str:
        """The program as it stands in the code pane."""
        return "\n".join(self.program.get_by_role("code").all_text_contents())

    @property
    def step(self) -> int:
        return int(self.stage.get_attribute("data-step") or -1)

    # ── waiting ────────────────────────────────────────────────────────────────────────────────────────────────

    def rest(self) -> Visit:
        """Waits until the tape stands still and the server has answered."""
        expect(self.stage).to_have_attribute("data-playing", "false")
        expect(self.stage).to_have_attribute("data-waiting", "false")
        return self

    def at(self, step: int) -> Visit:
        expect(self.stage).to_have_attribute("data-step", str(step))
        return self

    def reaches(self, step: int) -> Visit:
        """Waits, from frame to frame, until the playing tape has come to ``step`` or beyond."""
        root = self.stage.element_handle()
        self.page.wait_for_function("([root, step]) => Number(root.dataset.step) >= step", arg=[root, step])
        return self

    def after_edit(self, act: Callable[[], object]) -> Visit:
        """Does what changes the program, and waits for the answer; the new picture may play."""
        before = self.stage.get_attribute("data-rev")
        act()
        expect(self.stage).not_to_have_attribute("data-rev", str(before))
        expect(self.stage).to_have_attribute("data-waiting", "false")
        return self

    # ── doing ──────────────────────────────────────────────────────────────────────────────────────────────────

    def seek(self, step: int) -> Visit:
        self.tape.fill(str(step))
        return self.at(step)

    def end(self) -> Visit:
        """Goes to the last step, whatever is playing."""
        self.stage.press("End")
        expect(self.button("Replay")).to_be_visible()
        return self.rest()

    def write(self, text: str) -> Visit:
        """Replaces the program in the editor and leaves it."""
        self.button("Edit").click()
        self.after_edit(lambda: self._type(text))
        self.button("Done").click()
        return self

    def _type(self, text: str) -> None:
        field = self.stage.get_by_role("textbox", name="Program")
        field.fill(text)
        field.press("Control+Enter")

    def build(self, card: str) -> Locator:
        """Opens a card of the Build tab."""
        self.page.get_by_role("tab", name="Build").click()
        self.guide.get_by_role("radio", name=card, exact=True).click(force=True)
        expect(self.guide.get_by_role("radio", name=card, exact=True)).to_be_checked()
        return self.guide

    # ── comparing ──────────────────────────────────────────────────────────────────────────────────────────────

    def pixels(self) -> str:
        """The canvas once it has stopped changing."""
        pixels: str = self.stage.locator(".vis-network canvas").evaluate(_STILL)
        return pixels

    def words(self) -> str:
        """Everything a screen reader finds in the stage, except the spoken caption, which comes a little later."""
        snapshot = self.stage.aria_snapshot()
        return "\n".join(line for line in snapshot.splitlines() if not line.lstrip().startswith("- status"))
