"""Mails from templates: text and HTML that say the same."""

import re
from dataclasses import dataclass
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal.kernel.dates import dutch_date, dutch_moment, dutch_weekday
from portal.kernel.texts import DUTCH, in_language
from portal.settings import ROOT

SUBJECT_SIGNS: Final = 200
ONE_ADDRESS: Final = re.compile(r"[^\s,;:<>()\"@]+@[^\s,;:<>()\"@]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail to one address. The dedupe key makes it once: the same key is never sent again."""

    dedupe_key: str
    to: str
    subject: str
    text: str
    html: str

    def __post_init__(self) -> None:
        if not ONE_ADDRESS.fullmatch(self.to):
            raise ValueError("a mail goes to exactly one address")
        if not self.subject.isprintable():
            raise ValueError("a subject is one line")


def _environment(*, autoescape: bool) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        undefined=StrictUndefined,
        autoescape=autoescape,  # noqa: S701  off for the text part only
        trim_blocks=True,
        lstrip_blocks=True,
    )
    for words in (dutch_date, dutch_weekday, dutch_moment):
        environment.filters[words.__name__] = words
    return environment


_TEXT: Final = _environment(autoescape=False)
_HTML: Final = _environment(autoescape=True)


def compose(name: str, *, to: str, dedupe_key: str, **context: Any) -> Mail:
    """Fill templates/mail/<name>/{subject.txt,body.txt,body.html} with the same context."""
    folder = f"mail/{name}"
    with in_language(DUTCH):  # somebody at an English page may be its cause
        return Mail(
            dedupe_key=dedupe_key,
            to=to,
            subject=_one_line(_TEXT.get_template(f"{folder}/subject.txt").render(context)),
            text=_TEXT.get_template(f"{folder}/body.txt").render(context).strip() + "\n",
            html=_HTML.get_template(f"{folder}/body.html").render(context),
        )


def _one_line(text: str) -> str:
    """Names come from people: they may hold signs that nobody sees, or be very long."""
    line = "".join(sign for sign in " ".join(text.split()) if sign.isprintable())
    return line if len(line) <= SUBJECT_SIGNS else f"{line[: SUBJECT_SIGNS - 1]}…"
