"""What a password must be, and who may lose a role."""

import pytest

from portal.accounts.rules import (
    ADMINISTERS,
    COMMON_WORDS,
    DEMO_ADDRESSES,
    Organisation,
    OrganisationKind,
    is_demo_address,
    may_lose,
    objection_to,
    other_provider_role,
)
from portal.kernel.actor import Role

ADDRESS = "sanne.de.wit@linde.example"


@pytest.mark.parametrize(
    "password",
    [
        "correct-paard-batterij",
        "twaalf teken",
        "ëéñ wåchtzïn",
        "mijn hond heet wachtwoord niet",
        "x" * 3 + "q7!Lm2-pz",
    ],
)
def test_length_is_enough(password: str) -> None:
    assert objection_to(password, email=ADDRESS) is None


@pytest.mark.parametrize(
    "password",
    [
        "elf tekens!",
        "sanne.de.wit@linde.example",
        "Sanne.De.Wit@Linde.Example",
        "sanne.de.wit",
        "sanne.de.wit2026!",
        "Beschikbaarheidswijzer",
        "beschikbaarheidswijzer1",
        "Welkom2026!!",
        "wachtwoord123",
        "welkomwelkom",
        "111111111111",
        "ababababababab",
        "123456789012",
        "qwertyuiop12",
        "abcdefghijkl",
        "x9" * 200,
    ],
)
def test_what_everybody_would_guess_is_refused(password: str) -> None:
    assert objection_to(password, email=ADDRESS)


@pytest.mark.parametrize("word", sorted(COMMON_WORDS))
def test_no_common_word_gets_better_by_digits_at_its_end(word: str) -> None:
    assert objection_to(f"{word}20262026!", email=ADDRESS)


def test_the_last_lead_stays_but_the_region_may_take_one_away() -> None:
    assert not may_lose(Role.PROVIDER_LEAD, own=True, left_with_role=0)
    assert may_lose(Role.PROVIDER_LEAD, own=True, left_with_role=1)
    assert may_lose(Role.PROVIDER_LEAD, own=False, left_with_role=0)
    assert may_lose(Role.PROVIDER_MEMBER, own=True, left_with_role=0)
    assert not may_lose(Role.ADMINISTRATOR, own=True, left_with_role=0)


def test_only_members_of_a_provider_change_role() -> None:
    assert other_provider_role(Role.PROVIDER_LEAD) is Role.PROVIDER_MEMBER
    assert other_provider_role(Role.PROVIDER_MEMBER) is Role.PROVIDER_LEAD
    assert other_provider_role(Role.CONSULTANT) is None


def test_every_role_belongs_to_one_kind_of_organisation() -> None:
    kinds = [kind for role in Role for kind in OrganisationKind if role in kind.roles]
    assert len(kinds) == len(Role)


def test_a_region_manager_invites_for_no_region_and_a_lead_for_a_provider_only() -> None:
    assert OrganisationKind.REGION not in ADMINISTERS[Role.REGION_MANAGER]
    assert OrganisationKind.REGION in ADMINISTERS[Role.ADMINISTRATOR]
    assert ADMINISTERS[Role.PROVIDER_LEAD] == {OrganisationKind.PROVIDER}
    assert Role.INSPECTOR not in ADMINISTERS


def test_an_organisation_fills_one_column() -> None:
    team = Organisation(kind=OrganisationKind.ACCESS_TEAM, id=7, name="Wijkteam")
    assert team.column == {"access_team_id": 7}


def test_demo_addresses_are_known_by_their_domain() -> None:
    assert all(is_demo_address(address) for address in DEMO_ADDRESSES)
    assert not is_demo_address("aanbieder@demo.test.example")
