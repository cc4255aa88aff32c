"""The country to measure in is one that the portal could have made itself."""

from collections import Counter

from bench.country import Country, Maker, divided, fill
from bench.filling.landscape import MUNICIPALITIES, REGIONS, landscape
from portal.accounts.queries import signed_in_with
from portal.availability.models import Offering, Report
from portal.availability.queries import offerings_editable_by, offerings_visible_to, rows
from portal.availability.rules.figures import contradictions
from portal.availability.rules.row import Row
from portal.catalogue.models import Municipality, Region
from portal.database.connecting import database, is_postgres
from portal.kernel.actor import Actor
from portal.kernel.clock import today

OFFERINGS = 600


async def actor_of(token: str) -> Actor:
    known = await signed_in_with(token)
    assert known is not None
    return known.actor


async def test_it_holds_what_was_asked_and_keeps_every_rule(db: str) -> None:
    await fill(db, OFFERINGS)
    assert await Offering.all().count() == OFFERINGS
    assert (await Region.all().count(), await Municipality.all().count()) == (
        REGIONS,
        MUNICIPALITIES,
    )
    if not is_postgres():  # PostgreSQL checks them as they come
        assert await database().execute_query_dict("PRAGMA foreign_key_check") == []


async def test_figures_are_untidy_but_never_contradict_themselves(db: str) -> None:
    await fill(db, OFFERINGS)
    every = await rows(Offering.all())
    stated = [row.statement for row in every if row.statement]
    figures = [one for said in stated for one in (said.figures, *said.local.values())]
    assert not [one for one in figures if contradictions(one)]
    assert 0.02 < 1 - len(stated) / len(every) < 0.15, "a few were never reported"
    assert 0.2 < sum(bool(said.remark) for said in stated) / len(stated) < 0.4
    assert 0.02 < sum(bool(said.local) for said in stated) / len(stated) < 0.09
    assert len({row.freshness(today=today()) for row in every}) == 4
    assert any(row.is_stopped(None, today=today()) for row in every)
    strange = [
        row.id
        for row in every
        if row.statement and not set(row.statement.local) <= {m.id for m in row.municipalities}
    ]
    assert not strange, "figures for a municipality that is not served"


async def test_every_consultant_searches_the_own_region(db: str) -> None:
    country = await fill(db, OFFERINGS)
    found: Counter[int] = Counter()
    for searcher in country.searchers:
        visible = await rows(offerings_visible_to(await actor_of(searcher.token)))
        assert {m.name for row in visible for m in row.municipalities} <= {*searcher.municipalities}
        assert {row.product_code for row in visible} <= {*searcher.products}
        found.update({row.region.id for row in visible})
    assert set(found.values()) == {1}
    assert len(found) == REGIONS


async def test_every_writer_may_change_an_offering_of_its_own(db: str) -> None:
    country = await fill(db, OFFERINGS)
    assert len(country.writers) >= 200
    assert len({writer.offering_id for writer in country.writers}) == len(country.writers)
    for writer in country.writers[::20]:
        actor = await actor_of(writer.token)
        assert await offerings_editable_by(actor).filter(id=writer.offering_id).exists()
        reader = await actor_of(writer.reader.token)
        assert await offerings_visible_to(reader).filter(id=writer.offering_id).exists()


async def test_the_next_row_gets_a_number_of_its_own(db: str) -> None:
    await fill(db, OFFERINGS)
    newest = await Report.all().order_by("-id").first()
    assert newest
    one: Row = (await rows(Offering.filter(id=1)))[0]
    report = await Report.create(
        region_id=one.region.id, offering_id=1, at=newest.at, channel=newest.channel
    )
    assert report.id > newest.id


def test_the_same_number_gives_the_same_country() -> None:
    one, other = Maker(), Maker()
    assert signature(one.make(OFFERINGS)) == signature(other.make(OFFERINGS))
    assert one.rows.values["stated_figures"] == other.rows.values["stated_figures"]


def signature(country: Country) -> tuple[int, list[str], list[int]]:
    return (
        country.offerings,
        [searcher.token for searcher in country.searchers],
        [writer.offering_id for writer in country.writers],
    )


def test_regions_are_of_unequal_size() -> None:
    sizes = [len(facts) for _, facts in landscape(Maker().random)]
    assert (len(sizes), sum(sizes), min(sizes), max(sizes)) == (REGIONS, MUNICIPALITIES, 4, 16)


def test_a_total_is_divided_without_a_rest() -> None:
    assert divided(10, [1, 1, 1]) == [4, 3, 3]
    assert divided(2, [1, 5, 1]) == [1, 1, 0]
