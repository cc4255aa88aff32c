"""What every visited page is held to, and a hand whose presses are counted.

Two engines look at a page: axe-core, and that of IBM's Equal Access. Each sees what the other lets
pass; `test_seeing` shows both at work. They are slow and judge how a page is built, not what it
says: each looks once at each shape of page, at each width.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import ConsoleMessage, Locator, Page, Response, expect

_MODULES: Final = Path(__file__).parents[2] / "node_modules"
AXE: Final = _MODULES / "axe-core" / "axe.min.js"
ACE: Final = _MODULES / "accessibility-checker-engine" / "ace-window.js"
TAGS: Final = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_RUN: Final = """
async (tags) => {
  const options = {
    runOnly: { type: "tag", values: tags },
    resultTypes: ["violations"],
    iframes: false,
    rules: { "target-size": { enabled: true } },
  };
  const found = await axe.run(document, options);
  return found.violations.map((v) => ({
    rule: v.id, help: v.help, nodes: v.nodes.map((n) => n.html + " :: " + n.failureSummary),
  }));
}
"""
_CHECK: Final = """
async () => {
  const report = await new ace_ibma.Checker().check(document, ["WCAG_2_2"]);
  const wrong = report.results.filter(
    (one) => one.value[0] === "VIOLATION" && one.value[1] === "FAIL"
  );
  return wrong.map((one) => `${one.ruleId}: ${one.message}\\n    ${one.snippet}`);
}
"""
# What the engines judge a page by: its elements with what gives them role, look, name and state,
# whether what they refer to is there and whether they hold words; the names of parts of the page,
# as no two may share one. Alike siblings count as one.
_SHAPE: Final = """
() => {
  const told = new Set(["class", "role", "type", "scope", "lang", "dir", "style", "name",
    "tabindex", "autocomplete", "aria-current", "aria-expanded", "aria-hidden", "aria-invalid",
    "aria-live", "aria-pressed", "aria-selected"]);
  const refers = new Set(["for", "aria-labelledby", "aria-describedby", "aria-controls"]);
  const parts_of_page = "nav, section, aside, form, header, footer, [role]";
  const is_there = (id) => document.getElementById(id) !== null;
  const named = (id) => document.querySelectorAll(`#${CSS.escape(id)}`).length;
  const attribute = ({ name, value, ownerElement }) => {
    if (name === "href" && value.startsWith("#")) return `to=${is_there(value.slice(1))}`;
    if (name === "aria-label" && ownerElement.matches(parts_of_page)) return `named=${value}`;
    if (refers.has(name)) return `${name}=${value.trim().split(/\\s+/).every(is_there)}`;
    if (name === "id") return `id=${named(value)}`;
    if (told.has(name)) return `${name}=${value}`;
    return `${name}=${value.trim() !== ""}`;
  };
  const shape = (element) => {
    const attributes = [...element.attributes].map(attribute).sort().join(" ");
    const words = [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const parts = new Set([...element.children].map(shape));
    return `<${element.localName} ${attributes} ${words}>${[...parts].join("")}</>`;
  };
  return `${innerWidth} ${shape(document.documentElement)}`;
}
"""
_judged: set[tuple[str, str]] = set()
"""The engines, each with the shapes in which it found nothing."""
_SCRIPTLESS: Final = """
() => {
  const box = document.createElement("div");
  box.innerHTML = "<noscript><i></i></noscript>";
  return box.querySelector("i") !== null;
}
"""


def assert_accessible(page: Page) -> None:
    """No violation that either engine can see, and no scrolling sideways.

    Without JavaScript they cannot run (timers never fire); the same HTML is judged with it.
    """
    assert_fits(page)
    if not page.evaluate(_SCRIPTLESS):
        _judge(page, axe=seen_by_axe, ace=seen_by_ace)


def assert_seen_by_axe(page: Page) -> None:
    """No violation that the quick engine can see."""
    _judge(page, axe=seen_by_axe)


def _judge(page: Page, **engines: Callable[[Page], list[str]]) -> None:
    shape: str = page.evaluate(_SHAPE)
    anew = {name: look for name, look in engines.items() if (name, shape) not in _judged}
    said = [one for look in anew.values() for one in look(page)]
    assert not said, f"{page.url} is not accessible:\n" + "\n".join(said)
    _judged.update((name, shape) for name in anew)


def seen_by_axe(page: Page) -> list[str]:
    """What axe-core holds against this page."""
    _bring(page, AXE, "axe")
    found: list[dict[str, Any]] = page.evaluate(_RUN, TAGS)
    return [f"{v['rule']}: {v['help']}\n    " + "\n    ".join(v["nodes"][:3]) for v in found]


def seen_by_ace(page: Page) -> list[str]:
    """What the Equal Access engine is sure of; what a person has to look at is left out."""
    _bring(page, ACE, "ace_ibma")
    found: list[str] = page.evaluate(_CHECK)
    return found


def _bring(page: Page, engine: Path, name: str) -> None:
    if not page.evaluate("name => name in window", name):
        page.evaluate(engine.read_text(encoding="utf-8"))


def assert_fits(page: Page) -> None:
    """The page is no wider than the window.

    A press may still be bringing the next page, of which there is no document to measure yet.
    """
    page.wait_for_load_state()
    too_wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    assert too_wide <= 0, f"{page.url} scrolls sideways by {too_wide} px"


def assert_told(page: Page, sentence: str) -> None:
    """The page says this on top, after something was done."""
    expect(page.locator("#flashes")).to_contain_text(sentence)


class Problems:
    """What a page complains of behind the scenes: scripts, the security policy, answers of 500."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def watch(self, page: Page) -> None:
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.found.append(f"script: {error}"))
        page.on("response", self._answered)

    def _heard(self, message: ConsoleMessage) -> None:
        # A form with errors answers 422: the browser reports that, and it is as it should be.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.found.append(f"console: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.found.append(f"{response.status}: {response.url}")


class Hand:
    """Works a page as a person does. Clicks and keys count as presses; typing text does not."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.presses = 0

    def click(self, name: str, role: Any = "button", *, within: Locator | None = None) -> None:
        """Click the button, link or other thing with exactly this name."""
        place = within if within is not None else self.page
        place.get_by_role(role, name=name, exact=True).click()
        self.presses += 1

    def choose(self, label: str, option: str, *, within: Locator | None = None) -> None:
        """Choose what begins with these words from a list; how many there are may stand behind."""
        field = self._labelled(label, within)
        field.focus()
        begins = re.compile(rf"^\s*{re.escape(option)}")
        value = field.locator("option").filter(has_text=begins).first.get_attribute("value")
        field.select_option(value)
        self.presses += 1

    def check(self, label: str, *, within: Locator | None = None) -> None:
        """Tick a box or choose a round button, of which the label begins with this."""
        place = within if within is not None else self.page
        place.get_by_label(re.compile(f"^{re.escape(label)}")).check()
        self.presses += 1

    def unfold(self, title: str) -> None:
        """Open what is folded under this title."""
        self.page.locator("summary", has_text=title).click()
        self.presses += 1

    def type(self, label: str, text: str, *, within: Locator | None = None) -> None:
        """Fill a field."""
        self._labelled(label, within).fill(text)

    def attach(self, label: str, file: Path) -> None:
        """Choose a file."""
        self._labelled(label, None).set_input_files(file)
        self.presses += 1

    def press(self, key: str) -> None:
        """Press one key, such as Enter or Tab."""
        self.page.keyboard.press(key)
        self.presses += 1

    def _labelled(self, label: str, within: Locator | None) -> Locator:
        place = within if within is not None else self.page
        return place.get_by_label(label, exact=True)
