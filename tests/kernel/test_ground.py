"""Small pure things that everything stands on."""

from datetime import UTC, date, datetime

import pytest

from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date
from portal.kernel.freetext import is_bsn, personal_data_in
from portal.kernel.ids import hashed, new_token
from portal.kernel.periods import Period
from portal.kernel.postcode import pc4


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Intake op locatie, dinsdag en donderdag.", None),
        ("Bel 0229 123 456", "een telefoonnummer"),
        ("bel +31 6 12345678 of mail", "een telefoonnummer"),
        ("06-12345678", "een telefoonnummer"),
        ("mail jan@voorbeeld.nl", "een e-mailadres"),
        ("BSN 111222333", "een BSN"),
        ("bsn 111.222.333", "een BSN"),
        ("111 222 334", None),
        ("contract 2025-07-01 tot 2026-06-30", None),
        ("wachttijd 12 weken, 40 plekken", None),
        ("000000000", None),
    ],
)
def test_personal_data_in_free_text_is_recognised(text: str, found: str | None) -> None:
    assert personal_data_in(text) == found


def test_a_bsn_passes_the_elfproef() -> None:
    assert is_bsn("111222333")
    assert is_bsn("10000009") == is_bsn("010000009")
    assert not is_bsn("123456789")
    assert not is_bsn("1234567890")


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("1621 AB", "1621"),
        ("1621ab", "1621"),
        (" 1621 ", "1621"),
        ("0621 AB", None),
        ("1621 A", None),
        ("Hoorn", None),
        ("", None),
    ],
)
def test_a_postcode_gives_its_four_digits(text: str, digits: str | None) -> None:
    assert pc4(text) == digits


def test_a_period_holds_its_first_and_last_day() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert date(2026, 3, 1) in march
    assert date(2026, 3, 31) in march
    assert date(2026, 4, 1) not in march
    assert date(2099, 1, 1) in Period(date(2026, 1, 1))


def test_periods_overlap_when_they_share_a_day() -> None:
    march = Period(date(2026, 3, 1), date(2026, 3, 31))
    assert march.overlaps(Period(date(2026, 3, 31)))
    assert Period(date(2026, 3, 31)).overlaps(march)
    assert not march.overlaps(Period(date(2026, 4, 1)))
    assert Period(date(2020, 1, 1)).overlaps(Period(date(2030, 1, 1)))


def test_a_day_is_the_day_in_amsterdam_also_when_the_clock_changes() -> None:
    assert local_date(datetime(2026, 12, 31, 23, 30, tzinfo=UTC)) == date(2027, 1, 1)
    assert local_date(datetime(2026, 3, 29, 0, 59, tzinfo=UTC)) == date(2026, 3, 29)
    assert local_date(datetime(2026, 10, 24, 22, 30, tzinfo=UTC)) == date(2026, 10, 25)


def test_a_token_is_secret_and_only_its_hash_is_kept() -> None:
    one, other = new_token(), new_token()
    assert one != other
    assert len(one) >= 43
    assert hashed(one) == hashed(one) != hashed(other)
    assert one not in hashed(one)


def test_every_role_has_a_dutch_name_and_a_kind_of_organisation() -> None:
    kinds = {"provider", "access_team", "region", "municipality"}
    for role in Role:
        assert role.label
        assert role.organisation in kinds


def test_an_actor_acts_in_one_role() -> None:
    daan = Actor(
        person_id=1,
        membership_id=1,
        name="Daan",
        role=Role.PROVIDER_MEMBER,
        organisation_name="De Linde",
        provider_id=1,
    )
    assert daan.is_provider
    assert daan.has(Role.PROVIDER_LEAD, Role.PROVIDER_MEMBER)
    assert not daan.has(Role.CONSULTANT)
    assert daan.role_name == "Medewerker aanbieder"
