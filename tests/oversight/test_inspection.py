"""The inspector: the journal of the own region, in words, and nothing of another's."""

# The insides of modules have no types here.
# pyright: basic

import ast
import csv
import io
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from tortoise import Tortoise

import portal
from portal.accounts.actions import end_membership
from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.catalogue.models import Lot
from portal.database.connecting import APP
from portal.journal.actions import record_change
from portal.journal.models import JournalEntry, Kind
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import now, today
from portal.oversight.queries.inspection import journal, journal_visible_to, oversight
from portal.oversight.rules.inspection import (
    ACTION_WORDS,
    SUBJECT_WORDS,
    JournalSearch,
    told,
)
from portal.providers.models import Contract
from portal.waitlists.rules.moves import LinkKind
from tests.browser_client import Browser
from tests.builders import a_contract, a_member, days_ago
from tests.cast import Cast
from tests.counting import counted_queries

HERE = "/toezicht/logboek/"
ROOT = Path(portal.__file__).parent


# Words -------------------------------------------------------------------------------------


def recorded() -> Iterator[ast.AST]:
    """Every argument of every call that writes the journal."""
    writers = {"record_change", "record_seen", "_record", "_note", "shown"}
    for path in ROOT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in writers:
                yield from (*node.args, *(keyword.value for keyword in node.keywords))


def test_every_action_that_is_recorded_has_words() -> None:
    constants = {
        part.value
        for argument in recorded()
        if not isinstance(argument, ast.JoinedStr)
        for part in ast.walk(argument)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    actions = {one for one in constants if re.fullmatch(r"[a-z_]+\.[a-z_]+", one)}
    assert len(actions) > 30
    assert {one for one in actions if told(one) == one} == set(), "give these Dutch words"


def test_actions_that_are_put_together_are_known() -> None:
    """A new pattern in the code must be thought of here, and its outcomes get words."""
    patterns = {ast.unparse(one) for one in recorded() if isinstance(one, ast.JoinedStr)}
    outcomes = {
        "f'{subject}.made'": ["lot.made", "offering.made"],
        "f'{subject}.changed'": ["lot.changed", "contract.changed"],
        "f'{subject}.{self.other}s_changed'": [
            "contract.product_ids_changed",
            "contract.municipality_ids_changed",
            "service_area.municipality_ids_changed",
            "access_team.municipality_ids_changed",
        ],
        "f'stop.{decision.value}'": ["stop.agreed", "stop.refused"],
        "f'subcontract.{decision.value}'": ["subcontract.agreed", "subcontract.refused"],
        "f'rights.{decision.value}'": ["rights.confirmed", "rights.ended"],
        "f'text_change.{decision.value}'": ["text_change.agreed", "text_change.refused"],
    }
    assert patterns == outcomes.keys()
    assert not [one for found in outcomes.values() for one in found if told(one) == one]


async def test_every_table_has_a_word(db: str) -> None:
    apps = Tortoise.apps
    assert apps is not None
    tables = {model._meta.db_table for model in apps[APP].values()}  # noqa: SLF001
    assert tables - SUBJECT_WORDS.keys() == set()


def test_made_and_changed_are_told_of_everything() -> None:
    assert told("lot.made") == "Perceel toegevoegd"
    assert told("access_team.changed") == "Lokale toegang gewijzigd"
    assert told("something.strange") == "something.strange"


def test_no_word_is_there_for_nothing() -> None:
    source = "\n".join(
        path.read_text("utf-8")
        for path in ROOT.rglob("*.py")
        if path.name != "inspection.py" or path.parent.name == "pages"
    )
    endings = {"product_ids_changed", "municipality_ids_changed", "agreed", "refused"}
    put_together = {"rights.confirmed", "rights.ended"} | {f"entry.{kind}" for kind in LinkKind}
    put_together |= {"entry.back_dating_confirmed", "entry.back_dating_refused"}
    unused = [
        action
        for action in ACTION_WORDS
        if f'"{action}"' not in source
        and action not in put_together
        and action.partition(".")[2] not in endings
    ]
    assert unused == []


# Whose rows --------------------------------------------------------------------------------


async def seen_by(actor: Actor) -> set[int]:
    return {one.id for one in await (await journal_visible_to(actor))}


@pytest.fixture
async def ilse(cast: Cast) -> Actor:
    """Inspector in Midden-Holland."""
    return await a_member(Role.INSPECTOR, of=cast.midden_holland, name="Ilse Brand")


async def a_random_journal(cast: Cast, ilse: Actor, seed: int) -> None:
    chance = Random(seed)
    everybody = [cast.sanne, cast.aisha, cast.noor, cast.rik, cast.mila, cast.bo, cast.kim,
                 cast.guus, ilse, None]  # fmt: skip
    for _ in range(60):
        actor = chance.choice(everybody)
        region = chance.choice((None, None, cast.westfriesland.id, cast.midden_holland.id))
        await JournalEntry.create(
            at=now() - timedelta(days=chance.randrange(50)),
            kind=chance.choice(list(Kind)),
            person_id=actor.person_id if actor else None,
            membership_id=actor.membership_id if actor else None,
            action=chance.choice(["session.started", "members.listed", "offering.contact"]),
            subject=(subject := chance.choice(["person", "membership", "session", "offering"])),
            subject_ids=chance.sample(range(1, 14), chance.randrange(1, 4)),
            region_id=region,
            details={"subject": subject},
        )


def belongs(cast: Cast, entry: JournalEntry, *, ours: set[int], shared: set[int]) -> bool:
    """By hand: the row's own region counts; else that of who wrote it."""
    if entry.region_id is not None:
        return entry.region_id == cast.westfriesland.id
    if entry.membership_id in shared:
        return entry.subject in {"person", "membership", "invitation", "session", "absence"}
    return entry.membership_id in ours


@pytest.mark.parametrize("seed", range(4))
async def test_otto_sees_exactly_the_rows_of_his_region(cast: Cast, ilse: Actor, seed: int) -> None:
    await a_random_journal(cast, ilse, seed)
    shared: set[int] = set()
    if seed % 2:  # De Linde works in Midden-Holland too
        await a_contract(cast.linde, await Lot.get(region_id=cast.midden_holland.id))
        shared = {cast.sanne.membership_id}
    people = (cast.sanne, cast.aisha, cast.noor, cast.rik, cast.mila, cast.bo, cast.otto)
    ours = {one.membership_id for one in people}
    wanted = {
        one.id for one in await JournalEntry.all() if belongs(cast, one, ours=ours, shared=shared)
    }
    assert await seen_by(cast.otto) == wanted
    rows = {one.id: one for one in await JournalEntry.all()}
    for both in await seen_by(cast.otto) & await seen_by(ilse):
        assert rows[both].membership_id in shared, "only people of a shared provider"
        assert rows[both].region_id is None


async def test_a_shared_provider_shows_no_offering_of_the_other_region(
    cast: Cast, ilse: Actor
) -> None:
    lot = await Lot.get(region_id=cast.midden_holland.id)
    await a_contract(cast.linde, lot)
    await record_change(cast.sanne, "offering.contact", subject="offering", ids=[1])
    await record_change(cast.sanne, "session.started", subject="session", ids=[1])
    for inspector in (cast.otto, ilse):
        seen = await (await journal_visible_to(inspector)).filter(person_id=cast.sanne.person_id)
        assert [one.action for one in seen] == ["session.started"]


async def test_who_left_stays_in_the_journal(cast: Cast) -> None:
    await record_change(cast.daan, "session.started", subject="session", ids=[1])
    await end_membership(cast.sanne, cast.daan.membership_id)
    actions = [one.action for one in await (await journal_visible_to(cast.otto))]
    assert sorted(actions) == ["membership.ended", "session.started"]


async def test_others_see_nothing(cast: Cast) -> None:
    await record_change(cast.rik, "lot.made", subject="lot", ids=[1], region_id=cast.rik.region_id)
    for stranger in (cast.rik, cast.bo, cast.noor, cast.sanne, cast.mila):
        assert await seen_by(stranger) == set()


# Searching ---------------------------------------------------------------------------------


def holds(entry: JournalEntry, person_id: int, membership_ids: set[int]) -> bool:
    wanted = {"person": {person_id}, "membership": membership_ids}.get(entry.subject, set())
    return bool(wanted & set(entry.subject_ids))


@pytest.mark.parametrize("seed", range(4))
async def test_each_search_finds_what_looking_at_every_row_finds(
    cast: Cast, ilse: Actor, seed: int
) -> None:
    await a_random_journal(cast, ilse, seed)
    own = await seen_by(cast.otto)
    visible = [one for one in await JournalEntry.all() if one.id in own]
    chance = Random(seed)
    sanne = cast.sanne
    for _ in range(12):
        first = now() - timedelta(days=chance.randrange(60))
        known: dict[str, Any] = {
            "person_id": chance.choice((None, sanne.person_id)),
            "about_id": chance.choice((None, sanne.person_id)),
            "action": chance.choice(("", "session.started")),
            "kind": chance.choice(("", "seen")),
        }
        one_thing = chance.choice(((), ("offering", 3), ("membership", 5)))
        if one_thing:
            known |= {"subject": one_thing[0], "subject_id": one_thing[1]}
        search = JournalSearch(first_at=first, before_at=now(), **known)
        wanted = [
            one.id
            for one in sorted(visible, key=lambda row: (row.at, row.id), reverse=True)
            if first <= one.at < search.before_at
            and known["person_id"] in {None, one.person_id}
            and known["action"] in {"", one.action}
            and known["kind"] in {"", one.kind.value}
            and (known["about_id"] is None
                 or holds(one, sanne.person_id, {sanne.membership_id}))
            and (not one_thing or (one.subject == one_thing[0]
                                   and one_thing[1] in one.subject_ids))
        ]  # fmt: skip
        assert [one.id for one in await (await journal(cast.otto, search))] == wanted


@pytest.mark.parametrize("seed", range(3))
async def test_the_first_screen_counts_what_is_there(cast: Cast, ilse: Actor, seed: int) -> None:
    await a_random_journal(cast, ilse, seed)
    moment = now()
    visible = await seen_by(cast.otto)
    recent = [
        one
        for one in await JournalEntry.all()
        if one.id in visible and one.at >= moment - timedelta(days=30)
    ]
    figures = await oversight(cast.otto, now=moment)
    assert figures.changed == sum(one.kind is Kind.CHANGED for one in recent)
    assert figures.seen == sum(one.kind is Kind.SEEN for one in recent)
    assert figures.people == len({one.person_id for one in recent} - {None})
    persons = [
        number
        for one in recent
        if one.kind is Kind.SEEN and one.subject == "person"
        for number in one.subject_ids
    ]
    assert figures.persons_seen == len(set(persons))
    assert (figures.fresh, figures.offerings, figures.stops_in_force) == (0, 3, 0)


# Pages -------------------------------------------------------------------------------------


async def test_otto_starts_at_his_figures(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.otto)
    assert (await browser.get("/")).headers["location"] == "/toezicht/"
    assert "Zoeken in het logboek" in (await browser.get("/toezicht/")).text


async def test_the_journal_speaks_dutch_and_names_people(cast: Cast, browser: Browser) -> None:
    wish = StopWish(
        reason="Ziekte", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id]
    )
    await stops.request_stop(cast.sanne, cast.linde_thuis.id, wish, on=today())
    await browser.sign_in(cast.otto)
    page = (await browser.get(HERE)).text
    assert "Aanmeldstop aangevraagd" in page
    assert "Aanbod: De Linde, Begeleiding basis" in page
    assert "Sanne de Wit<br>" in page
    assert f"onderwerp=offering&amp;nummer={cast.linde_thuis.id}" in page
    one = (await browser.get(f"{HERE}?onderwerp=offering&nummer={cast.linde_thuis.id}")).text
    assert "1 regel, " in one


async def test_no_name_stands_in_an_address(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.otto)
    page = (await browser.get(f"{HERE}?wie={cast.sanne.person_id}")).text
    addresses = re.findall(r'href="([^"]*)"', page)
    assert not [one for one in addresses if "Sanne" in one]
    assert f'<option selected value="{cast.sanne.person_id}">' in page
    assert "Kim Blom" not in page, "nobody of another region can be chosen"


async def test_looking_at_the_journal_is_journalled(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.otto)
    await browser.get(HERE)
    looked = await JournalEntry.get(action="journal.searched")
    assert looked.person_id == cast.otto.person_id
    assert looked.subject_ids == [one.id for one in await JournalEntry.filter(id__lt=looked.id)]
    assert "Logboek bekeken" in (await browser.get(HERE)).text


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("?van=2026-05-01&tot=2026-01-01", "De einddatum ligt voor de begindatum."),
        ("?van=gisteren", "Vul een datum in, zoals 31-12-2026."),
        ("?wie=999999", "Kies een van de mogelijkheden."),
    ],
)
async def test_a_wrong_choice_is_told(cast: Cast, browser: Browser, asked: str, words: str) -> None:
    await browser.sign_in(cast.otto)
    answer = await browser.get(f"{HERE}{asked}")
    assert answer.status_code == 422
    assert words in answer.text
    assert (await browser.get(f"{HERE}bestand/{asked}")).status_code == 422


async def test_the_file_holds_every_row_that_was_found(cast: Cast, browser: Browser) -> None:
    for number in range(70):
        await record_change(
            cast.rik, "lot.made", subject="lot", ids=[number + 1],
            region_id=cast.rik.region_id, reason="=1+1",
        )  # fmt: skip
    await browser.sign_in(cast.otto)
    content = (await browser.get(f"{HERE}bestand/?wat=lot.made&soort=gewijzigd")).content
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))
    assert [line["Nummers"] for line in lines] == [str(number) for number in range(70, 0, -1)]
    assert {line["Reden"] for line in lines} == {"'=1+1"}
    assert {line["Wat"] for line in lines} == {"Perceel toegevoegd"}
    exported = await JournalEntry.get(action="journal.exported")
    assert len(exported.subject_ids) == 70


async def test_pages_turn_without_losing_a_row(cast: Cast, browser: Browser) -> None:
    for number in range(70):
        await record_change(
            cast.rik, "lot.made", subject="lot", ids=[number + 1], region_id=cast.rik.region_id
        )
    await browser.sign_in(cast.otto)
    asked = f"{HERE}?wat=lot.made&van={days_ago(2)}&tot={today()}"
    first, second = (await browser.get(asked)).text, (await browser.get(f"{asked}&pagina=2")).text
    numbers = re.findall(r"onderwerp=lot&amp;nummer=(\d+)", first + second)
    assert [int(one) for one in numbers] == list(range(70, 0, -1))


async def test_more_rows_ask_no_more_queries(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.otto)
    await browser.get(HERE)
    with counted_queries() as few:
        await browser.get(HERE)
    for actor in (cast.sanne, cast.noor, cast.mila, cast.rik, cast.bo):
        await record_change(actor, "session.started", subject="offering", ids=[1, 2])
        await record_change(actor, "session.started", subject="membership", ids=[1, 2])
    with counted_queries() as many:
        await browser.get(HERE)
    assert len(many.statements) == len(few.statements)


async def test_contracts_that_ended_still_make_a_provider_shared(cast: Cast, ilse: Actor) -> None:
    lot = await Lot.get(region_id=cast.midden_holland.id)
    await a_contract(cast.anker, lot, starts_on=days_ago(300), ends_on=days_ago(100))
    assert await Contract.filter(provider_id=cast.anker.id).count() == 2
    await record_change(cast.aisha, "reminder.answered", subject="reminder_link", ids=[1])
    assert not [o for o in await (await journal_visible_to(ilse)) if o.subject == "reminder_link"]
