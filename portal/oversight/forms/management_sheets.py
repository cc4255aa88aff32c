"""Management information as sheets: each column says what it holds and what that means."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from portal.availability.rules.figures import Channel
from portal.kernel.dates import dutch_date
from portal.oversight.rules.management import Account, Line, Measures, Total
from portal.spreadsheets.writing import Figure, Sheet, as_workbook, sheet_as_csv

UNKNOWN: Final = "onbekend"
_NARROW: Final = 14
T = TypeVar("T")
P = TypeVar("P", Line, Total)


@dataclass(frozen=True, slots=True)
class Column(Generic[T]):
    """One column: its title, what it means, and how it is filled."""

    title: str
    meaning: str
    value: Callable[[T], Figure]
    width: int = _NARROW


def known(amount: float | None, digits: int = 1) -> Figure:
    """A number, rounded where it is not whole, or that it is unknown."""
    if amount is None:
        return UNKNOWN
    return amount if isinstance(amount, int) else round(amount, digits)


def percentage(share: float | None) -> Figure:
    """A share of a hundred with one decimal."""
    return UNKNOWN if share is None else round(100 * share, 1)


def _by(channel: Channel, words: str) -> Column[Measures]:
    return Column(
        f"Bevestigd {words}",
        f"Hoe vaak in de periode {channel.label} is bevestigd.",
        lambda one: one.channels.get(channel, 0),
    )


MEASURES: Final[Sequence[Column[Measures]]] = (
    Column(
        "Dagen",
        "Dagen in de periode waarop het contract liep en het aanbod niet was beëindigd, tot en met "
        "vandaag. Bij een totaal: de dagen van al het aanbod bij elkaar.",
        lambda one: one.days,
    ),
    Column(
        "Dagen actueel",
        "Dagen waarop de cijfers op tijd waren bevestigd: binnen de afgesproken termijn. Wie op "
        "een dag bevestigt, is die hele dag op tijd.",
        lambda one: one.fresh_days,
    ),
    Column(
        "Aandeel actueel (%)",
        "Dagen actueel gedeeld door dagen.",
        lambda one: percentage(one.fresh_share),
    ),
    Column(
        "Dagen zonder cijfers",
        "Dagen waarop de aanbieder nog niets had ingevuld.",
        lambda one: one.unknown_days,
    ),
    Column(
        "Bevestigingen",
        "Hoe vaak is gezegd dat de cijfers kloppen: met of zonder wijziging.",
        lambda one: one.confirmations,
    ),
    Column("Wijzigingen", "Hoe vaak daarbij cijfers zijn gewijzigd.", lambda one: one.changes),
    Column(
        "Laagste wachttijd (dagen)",
        "Opgegeven wachttijd van aanmelding tot start aan het eind van de periode: de kortste.",
        lambda one: known(one.lowest_wait),
    ),
    Column(
        "Mediaan wachttijd (dagen)",
        "Aan het eind van de periode: de helft van het aanbod belooft deze wachttijd of korter. "
        "Van een wachttijd ‘4 tot 6 weken’ telt de langste, 6 weken.",
        lambda one: known(one.median_wait),
    ),
    Column(
        "Hoogste wachttijd (dagen)",
        "Aan het eind van de periode: de langste.",
        lambda one: known(one.highest_wait),
    ),
    Column(
        "Gemiddelde wachttijd (dagen)",
        "Over alle dagen in de periode waarop een wachttijd was opgegeven; de langste telt.",
        lambda one: known(one.average_wait),
    ),
    Column(
        "Aanbod met wachttijd",
        "Van hoeveel aanbod aan het eind van de periode een wachttijd bekend was.",
        lambda one: len(one.waits),
    ),
    Column(
        "Plaatsen vrij",
        "Opgegeven vrije plaatsen aan het eind van de periode. Wat niet is opgegeven, telt niet "
        "mee; is niets opgegeven, dan staat er ‘onbekend’.",
        lambda one: known(one.places_free),
    ),
    Column(
        "Plaatsen maximaal",
        "Het opgegeven maximum aan het eind van de periode.",
        lambda one: known(one.places_max),
    ),
    Column(
        "Wachtenden",
        "Het opgegeven aantal wachtenden aan het eind van de periode.",
        lambda one: known(one.waiting),
    ),
    Column(
        "Aanmeldstops aangevraagd",
        "Stops die in de periode zijn aangevraagd.",
        lambda one: one.stops_requested,
    ),
    Column(
        "Aanmeldstops akkoord",
        "Stops waarmee in de periode de eerste gemeente akkoord ging.",
        lambda one: one.stops_agreed,
    ),
    Column(
        "Dagen aanmeldstop",
        "Dagen waarop het aanbod voor ten minste één gemeente niemand aannam.",
        lambda one: one.stop_days,
    ),
    _by(Channel.SCREEN, "in het portaal"),
    _by(Channel.MAIL, "via de mail"),
    _by(Channel.UPLOAD, "met een bestand"),
    _by(Channel.PHONE, "telefonisch"),
    _by(Channel.API, "via een koppeling"),
    Column(
        "Herinneringen",
        "Hoe vaak dit aanbod in een herinneringsmail stond.",
        lambda one: one.reminders,
    ),
)
OFFERING: Final[Sequence[Column[Line]]] = (
    Column("Perceel", "Het perceel van het product.", lambda one: one.row.lot.name, 26),
    Column("Productcode", "Categorie en code samen.", lambda one: one.row.product_code),
    Column("Product", "De naam van het product.", lambda one: one.row.product.name, 30),
    Column("Aanbieder", "Wie het product geeft.", lambda one: one.row.provider.name, 26),
    Column(
        "Hoofdaannemer",
        "Leeg als de aanbieder zelf het contract heeft.",
        lambda one: one.row.main_contractor.name if one.row.main_contractor else "",
        26,
    ),
    Column("Plaats", "De locatie of het werkgebied.", lambda one: one.row.place_name, 30),
    Column(
        "Gemeenten",
        "Voor welke gemeenten het aanbod geldt.",
        lambda one: ", ".join(m.name for m in one.row.municipalities),
        40,
    ),
    Column(
        "Termijn (dagen)",
        "Om de hoeveel dagen de aanbieder de cijfers bevestigt, zoals nu is afgesproken.",
        lambda one: one.row.cadence_days,
    ),
)
TOTAL: Final[Sequence[Column[Total]]] = (
    Column("Naam", "Het perceel of de aanbieder.", lambda one: one.name, 30),
    Column("Aanbieders", "Hoeveel aanbieders.", lambda one: one.providers),
    Column("Aanbod", "Hoeveel regels aanbod.", lambda one: one.measures.offerings),
)
ORDER: Final = ("aanbod", "percelen", "aanbieders", "toelichting")


def sheets(account: Account) -> dict[str, Sheet]:
    """Each sheet by the name that it has in an address."""
    return {
        "aanbod": _sheet("Per aanbod", OFFERING, account.lines),
        "percelen": _sheet("Per perceel", TOTAL, [*account.per_lot, account.total]),
        "aanbieders": _sheet("Per aanbieder", TOTAL, [*account.per_provider, account.total]),
        "toelichting": _explanation(account),
    }


def workbook(account: Account) -> bytes:
    """All sheets as one XLSX."""
    made = sheets(account)
    return as_workbook(made[name] for name in ORDER)


def one_as_csv(account: Account, name: str) -> bytes:
    """One sheet as CSV."""
    return sheet_as_csv(sheets(account)[name])


def _sheet(title: str, own: Sequence[Column[P]], parts: Sequence[P]) -> Sheet:
    return Sheet(
        title=title,
        header=[column.title for column in (*own, *MEASURES)],
        rows=[
            [
                *(column.value(part) for column in own),
                *(column.value(part.measures) for column in MEASURES),
            ]
            for part in parts
        ],
        widths=[max(column.width, len(column.title) + 2) for column in (*own, *MEASURES)],
    )


def _explanation(account: Account) -> Sheet:
    last = dutch_date(account.until_on)
    about = [
        ("Regio", account.region),
        ("Periode", f"{dutch_date(account.period.from_on)} tot en met {last}"),
        ("Gemaakt op", dutch_date(account.made_on)),
        ("Waarop dit rust", "Wat aanbieders zelf opgaven in de Beschikbaarheidswijzer."),
    ]
    columns = [(c.title, c.meaning) for c in (*OFFERING, *TOTAL, *MEASURES)]
    return Sheet(
        title="Toelichting",
        header=("Kolom", "Wat het betekent"),
        rows=[*about, *columns],
        widths=(30, 110),
    )
