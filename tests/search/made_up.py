"""Rows of a made-up region, every kind of untidiness in them; and searches to ask of them."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from portal.availability.rules.figures import (
    Basis,
    Channel,
    Days,
    Figures,
    Statement,
    Status,
)
from portal.availability.rules.row import Confirmed, Contact, Named, Row, StopRow, Where
from portal.availability.rules.stops import Stop, StopDecision
from portal.catalogue.rules import Intensity
from portal.kernel.clock import AMSTERDAM
from portal.kernel.periods import Period
from portal.search.rules import Found, Near, Search, Shelf, Sort, Succeeds, View, find

TODAY = date(2026, 11, 20)
TOWNS = (Named(id=1, name="Hoorn"), Named(id=2, name="Medemblik"), Named(id=3, name="Súdwest"))
PRODUCTS = (
    Named(id=1, name="Begeleiding basis"),
    Named(id=2, name="Dagbesteding A"),
    Named(id=3, name="Vervoer"),
    Named(id=4, name="Begeleiding nieuw"),
)
CODES = ("02BGB", "07DBA", "08VVZ", "02BGN")
LOTS = (
    Named(id=1, name="Begeleiding"),
    Named(id=2, name="Dagbesteding"),
    Named(id=2, name="Dagbesteding"),
    Named(id=1, name="Begeleiding"),
)
DAY_ACTIVITIES, TRANSPORT = 1, 2
HALF_DAYS = ("ma_o", "ma_m", "di_o")
HOORN = Near(name="Hoorn", latitude=52.64, longitude=5.06)
WAS_WORDT = (
    Succeeds(code="02BGB", successor="02BGN", from_on=TODAY + timedelta(days=60)),
    Succeeds(code="07DBA", successor=None, from_on=TODAY + timedelta(days=90), municipality_id=2),
)
REMARKS = ("", "Ook in de avond.", "Geschikt voor Oekraïense gezinnen")
WORDS = (
    "",
    "linde",
    "WOGNUM",
    "avond",
    "oekraiense",
    "07dba",
    "elan",
    "bestaat niet",
)


def a_row(number: int = 1, **known: object) -> Row:
    """De Linde gives begeleiding at home in Hoorn; nothing is known of it yet."""
    values: dict[str, object] = {
        "id": number,
        "region": Named(id=1, name="Westfriesland"),
        "provider": Named(id=1, name="De Linde"),
        "product": PRODUCTS[0],
        "product_code": CODES[0],
        "unit": "minuut",
        "has_intake": False,
        "lot": Named(id=1, name="Begeleiding"),
        "norm_days": None,
        "contract": Period(date(2025, 7, 1), date(2027, 6, 30)),
        "cadence_days": 14,
        "main_contractor": None,
        "where": None,
        "area_name": "Hoorn en omgeving",
        "municipalities": TOWNS[:1],
        "contact": Contact(name="", phone="0229 000 000", email=""),
        "report_id": None,
        "statement": None,
        "confirmed": None,
    }
    return Row(**{**values, **known})  # pyright: ignore[reportArgumentType]


def stated(
    status: Status = Status.WAITLIST, low: int | None = 14, high: int | None = None
) -> Figures:
    """What a provider says: a wait of this many days."""
    wait = None if low is None else Days(low, low if high is None else high)
    return Figures(status=status, start=wait, basis=Basis.ESTIMATE)


def confirmed(days_ago: int = 0, channel: Channel = Channel.SCREEN) -> Confirmed:
    day = TODAY - timedelta(days=days_ago)
    at = datetime(day.year, day.month, day.day, 12, tzinfo=AMSTERDAM)
    return Confirmed(at=at, by_name="Sanne de Wit", channel=channel, unchanged=False)


def a_known_row(number: int = 1, *, days_ago: int = 0, **known: object) -> Row:
    """A row whose figures were confirmed this many days ago."""
    figures = known.pop("figures", stated())
    assert isinstance(figures, Figures)
    return a_row(
        number,
        **{
            "report_id": number,
            "statement": Statement(figures=figures),
            "confirmed": confirmed(days_ago),
            **known,
        },
    )


def a_stop(
    *, until_on: date | None = None, number: int = 1, agreed: tuple[int, ...] = (1,)
) -> StopRow:
    """A stop since last week, agreed to by these municipalities."""
    period = Period(TODAY - timedelta(days=7), until_on)
    return StopRow(
        id=number, reason="Ziekte", stop=Stop(period, dict.fromkeys(agreed, StopDecision.AGREED))
    )


def some_rows(random: Random) -> list[Row]:
    """A region of at most forty offerings."""
    return [_some_row(random, number) for number in range(1, random.randint(0, 40) + 1)]


def _some_row(random: Random, number: int) -> Row:
    product = random.randrange(len(PRODUCTS))
    known = random.random() < 0.8
    towns = tuple(random.sample(TOWNS, random.randint(0, 3)))
    local = {t.id: _some_figures(random) for t in TOWNS if random.random() < 0.2}
    statement = Statement(figures=_some_figures(random), local=local, remark=random.choice(REMARKS))
    starts_on = TODAY + timedelta(days=random.randint(-400, 60))
    ends_on = starts_on + timedelta(days=random.randint(0, 800))
    place = random.randint(1, 5)
    return a_row(
        number,
        provider=Named(id=number % 7, name=random.choice(("De Linde", "Het Anker", "Élan"))),
        product=PRODUCTS[product],
        product_code=CODES[product],
        lot=LOTS[product],
        has_intake=random.random() < 0.5,
        contract=Period(starts_on, random.choice((ends_on, None))),
        validity=random.choice((None, Period(TODAY + timedelta(days=random.randint(-60, 30))))),
        intensity=random.choice((None, *Intensity)),
        target_group=random.choice(("", "Ouderen", "Jongeren")),
        companion_of=PRODUCTS[DAY_ACTIVITIES].id if product == TRANSPORT else None,
        languages=tuple(random.sample(("ar", "en", "tr"), random.randint(0, 2))),
        cadence_days=random.choice((7, 14)),
        where=_some_location(random, place) if product in {DAY_ACTIVITIES, TRANSPORT} else None,
        location_id=place if product in {DAY_ACTIVITIES, TRANSPORT} else None,
        municipalities=towns,
        report_id=number if known else None,
        statement=statement if known else None,
        confirmed=confirmed(random.randint(0, 60)) if known else None,
        stops=tuple(_some_stop(random, n) for n in range(random.choice((0, 0, 0, 1, 2)))),
    )


def _some_figures(random: Random) -> Figures:
    return Figures(
        status=random.choice(list(Status)),
        intake=_some_days(random),
        start=_some_days(random),
        places_free=random.choice((None, 0, 3)),
        weekly_free=random.choice((None, None, 0, 2.5, 8)),
        half_days={h: random.randint(0, 2) for h in HALF_DAYS if random.random() < 0.4},
    )


def _some_days(random: Random) -> Days | None:
    low = random.choice((0, 7, 10, 14, 28, 56))
    return random.choice((None, Days(low, low), Days(low, low + random.choice((7, 14)))))


def _some_location(random: Random, number: int) -> Where:
    return Where(
        name="De Lindehof",
        street="",
        postcode="1621 AA",
        place=random.choice(("Hoorn", "Wognum")),
        latitude=52.64 + number * 0.03,
        longitude=5.06,
        wheelchair_accessible=random.choice((None, True, False)),
    )


def _some_stop(random: Random, number: int) -> StopRow:
    from_on = TODAY + timedelta(days=random.randint(-30, 10))
    until_on = random.choice((None, from_on + timedelta(days=random.randint(0, 40))))
    answers = (None, *StopDecision)
    decisions = {t.id: random.choice(answers) for t in TOWNS if random.random() < 0.8}
    stop = Stop(
        Period(from_on, until_on),
        decisions,
        withdrawn_on=from_on if random.random() < 0.1 else None,
    )
    return StopRow(id=number, reason="", stop=stop)


def some_search(random: Random) -> Search:
    """Any search that asks a few things, most of them with a municipality."""
    search: dict[str, Any] = {
        "words": random.choice(WORDS),
        "products": tuple(random.sample(CODES, random.randint(1, 2))),
        "also": (random.choice(CODES),),
        "lots": (random.choice((1, 2)),),
        "radius_km": random.choice((5, 10, 15)),
        "starts_on": TODAY + timedelta(days=random.randint(-10, 120)),
        "within_weeks": random.choice((2, 4, 8)),
        "only_fresh": True,
        "only_capacity": True,
        "statuses": tuple(random.sample(("waitlist", "capacity", "stopped", "unknown"), 2)),
        "volume": random.choice((1.0, 4.0)),
        "half_days": tuple(random.sample(HALF_DAYS, random.randint(1, 2))),
        "target_groups": ("Ouderen",),
        "intensities": (1, 2),
        "accessible": True,
        "languages": ("ar", "tr"),
    }
    asked = random.sample(list(search), random.choice((0, 1, 1, 2, 2, 3)))
    return Search(
        municipality_id=random.choice((None, 1, 2, 3)),
        near=random.choice((None, HOORN)),
        sort=random.choice(list(Sort)),
        **{name: search[name] for name in asked},
    )


def searched(
    rows: list[Row],
    search: Search,
    *,
    today: date = TODAY,
    successions: tuple[Succeeds, ...] = (),
) -> Found:
    """What the portal answers over these rows."""
    return find(View(Shelf(rows, successions), search.municipality_id, today), search)
