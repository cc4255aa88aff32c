"""What leaves the portal is a correct mail, whatever is in the row."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import cast

import pytest

from portal.mail.compose import Mail
from portal.mail.message import message_of
from portal.mail.models import OutboxMail
from portal.mail.rules import Refused
from tests.mail.letters import a_mail

SENDER = "Beschikbaarheidswijzer <noreply@portal.example>"


def a_row(**known: str) -> OutboxMail:
    values = {
        "to": "sanne@linde.example",
        "subject": "Kloppen uw wachttijden nog? Vóór vrijdag",
        "text": "Geachte één,\n" + "lang " * 400 + "\n",
        "html": "<p>Geachte één,</p>",
        "message_id": "<abc@portal.example>",
    }
    created_at = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
    return OutboxMail(dedupe_key="one", created_at=created_at, **{**values, **known})


def sent(row: OutboxMail) -> EmailMessage:
    raw = message_of(row, sender=SENDER).as_bytes()
    assert max(len(line) for line in raw.split(b"\r\n")) < 998
    assert raw.isascii()
    return message_from_bytes(raw, policy=policy.default)


def test_a_mail_has_every_header_that_it_needs() -> None:
    message = sent(a_row())
    assert message["From"] == SENDER
    assert message["To"] == "sanne@linde.example"
    assert message["Subject"] == "Kloppen uw wachttijden nog? Vóór vrijdag"
    assert message["Date"] == "Tue, 17 Nov 2026 09:30:00 +0100"
    assert message["Message-ID"] == "<abc@portal.example>"
    assert message["Auto-Submitted"] == "auto-generated"


def test_text_and_html_are_alternatives_and_keep_their_accents() -> None:
    message = sent(a_row())
    assert message.get_content_type() == "multipart/alternative"
    kinds = [part.get_content_type() for part in message.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    text, html = (cast(EmailMessage, part).get_content() for part in message.iter_parts())
    assert text.replace("\r\n", "\n") == a_row().text
    assert html.strip() == "<p>Geachte één,</p>"


def test_a_domain_with_an_accent_travels_as_punycode() -> None:
    assert sent(a_row(to="info@zorgcafé.example"))["To"] == "info@xn--zorgcaf-hya.example"


@pytest.mark.parametrize(
    "row",
    [
        {"to": "sanne@linde.example\nBcc: all@linde.example"},
        {"to": "sanne@linde.example, daan@linde.example"},
        {"to": "rené@linde.example"},
        {"to": "nobody"},
        {"to": ""},
        {"subject": "Hallo\r\nBcc: all@linde.example"},
        {"message_id": "<a@b>\nX-Evil: yes"},
    ],
)
def test_no_value_can_add_a_header_or_a_recipient(row: dict[str, str]) -> None:
    with pytest.raises(Refused):
        message_of(a_row(**row), sender=SENDER)


@pytest.mark.parametrize(
    "values",
    [
        {"to": "sanne@linde.example\nBcc: all@linde.example"},
        {"to": "sanne@linde.example,daan@linde.example"},
        {"to": "Sanne <sanne@linde.example>"},
        {"subject": "Hallo\nBcc: all@linde.example"},
    ],
)
def test_such_a_mail_cannot_even_be_made(values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"one address|one line"):
        _ = a_mail(**values)


def test_an_ordinary_mail_can_be_made() -> None:
    assert isinstance(a_mail(to="sanne.de-wit+wmo@linde.example"), Mail)
