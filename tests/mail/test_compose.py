"""A mail is one line of subject to one address, whatever people call themselves."""

import pytest

from portal.mail.compose import SUBJECT_SIGNS, Mail, compose


def reminder_copy(provider_name: str) -> Mail:
    return compose(
        "reminder_copy",
        to="rik@regio.example",
        dedupe_key="test",
        person_name="Rik Jansen",
        provider_name=provider_name,
        provider_phone="0229 123 456",
        count=1,
        lines=[],
        more=0,
        link="https://portal.test/",
    )


def test_a_name_with_a_line_break_adds_no_header() -> None:
    assert "De Linde Bcc: x@y.example is" in reminder_copy("De Linde\r\nBcc: x@y.example").subject


def test_signs_that_nobody_sees_are_left_out_of_a_subject() -> None:
    assert reminder_copy("De\u00ad Lin\u200bde\u202e").subject.startswith("De Linde is")


def test_a_subject_is_cut_to_what_the_outbox_holds() -> None:
    subject = reminder_copy("Thuiszorg " * 30).subject
    assert len(subject) == SUBJECT_SIGNS
    assert subject.endswith("…")


@pytest.mark.parametrize("to", ["", "rik", "a@b.example, c@d.example", "<a@b.example>", "a b@c.nl"])
def test_a_mail_goes_to_exactly_one_address(to: str) -> None:
    with pytest.raises(ValueError, match="exactly one address"):
        Mail(dedupe_key="x", to=to, subject="Dag", text="", html="")
