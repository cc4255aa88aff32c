"""Every mail says the same in text and in HTML, and can be sent."""

import re
from collections import Counter
from collections.abc import Callable
from typing import Any, cast

import pytest
from lxml import html
from tortoise.context import TortoiseContext

from portal.database.connecting import configuration
from portal.mail.compose import Mail
from portal.settings import ROOT
from tests.databases import apart
from tests.mail.examples import EXAMPLES

URL = re.compile(r"https?://\S+")
WORD = re.compile(r"[^\W_]+(?:[.,:@'’-][^\W_]+)*")
ONLY_IN_HTML = "Beschikbaarheidswijzer Werkt de knop niet Gebruik dan deze link".lower()
each_mail = pytest.mark.parametrize("build", EXAMPLES.values(), ids=EXAMPLES.keys())
Build = Callable[[], Mail]


@pytest.fixture(scope="module", autouse=True)
def relations_are_known() -> None:
    """Examples are of rows that no database holds; what they refer to must be known."""

    async def make_known() -> None:
        async with TortoiseContext() as context:
            await context.init(config=configuration("sqlite://:memory:"), init_connections=False)

    apart(make_known())


def words(text: str) -> list[str]:
    return WORD.findall(URL.sub(" ", text).lower())


def figures(text: str) -> Counter[str]:
    return Counter(word for word in words(text) if any(sign.isdigit() for sign in word))


def body(mail: Mail) -> Any:
    return cast(Any, html).document_fromstring(mail.html).find("body")


def shown(mail: Mail) -> str:
    """The words of the HTML in the order in which they are read."""
    return " ".join(body(mail).itertext())


@each_mail
def test_text_and_html_say_the_same_words(build: Build) -> None:
    mail = build()
    heads = " ".join(" ".join(head.itertext()) for head in body(mail).xpath("//th[@scope='col']"))
    in_text, in_html = set(words(mail.text)), set(words(shown(mail)))
    assert in_text - in_html == set()
    assert in_html - in_text <= set(words(ONLY_IN_HTML)) | set(words(heads))


@each_mail
def test_text_and_html_give_the_same_figures(build: Build) -> None:
    mail = build()
    assert figures(mail.text) == figures(shown(mail))


@each_mail
def test_text_and_html_lead_to_the_same_pages(build: Build) -> None:
    mail = build()
    links = {link.get("href") for link in body(mail).iter("a")}
    assert links == set(URL.findall(mail.text))
    assert links, "a mail without a link leads nowhere"


@each_mail
def test_a_mail_is_complete(build: Build) -> None:
    mail = build()
    assert 5 < len(mail.subject) <= 80
    assert len(mail.dedupe_key) <= 120
    assert "None" not in mail.text + mail.html
    assert "{" not in mail.text + mail.subject
    assert not re.search(r"\n{3,}", mail.text), "gaps in the text"
    assert "<script" not in mail.html
    assert not body(mail).xpath("//img"), "nothing is fetched when a mail is opened"


def test_every_mail_has_an_example() -> None:
    folders = {folder.name for folder in (ROOT / "templates" / "mail").iterdir()}
    assert folders == {key.split()[0] for key in EXAMPLES}
