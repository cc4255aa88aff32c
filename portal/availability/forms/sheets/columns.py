"""The columns of the desk's spreadsheet, and the values of one offering in them."""

from collections.abc import Mapping
from typing import Any, Final

from portal.availability.forms.figures import REMARK_LIMIT
from portal.availability.forms.numbers import DAYS_IN, MOST, MOST_DAYS
from portal.availability.rules.desk import place_of
from portal.availability.rules.figures import Basis, Days, Figures, Statement, Status
from portal.availability.rules.row import Row
from portal.kernel.freetext import personal_data_in
from portal.spreadsheets.columns import Column, Faulty, one_of, text, text_in, whole_number
from portal.spreadsheets.tables import Cell

Values = Mapping[str, Any]
STATUS_WORDS: Final = {status.label: status for status in Status}
BASIS_WORDS: Final = {basis.label: basis for basis in Basis}
UNIT_WORDS: Final = {"weken": "weeks", "dagen": "days"}
_LARGEST_ID: Final = 2**53


def _volume(cell: Cell) -> float:
    try:
        found = float(text_in(cell).replace(",", "."))
    except ValueError:
        found = -1.0
    if not 0 <= found <= MOST:
        raise Faulty(f"‘{text_in(cell)}’ moet een getal van 0 tot en met {MOST} zijn, zoals 12,5")
    return found


def _remark(cell: Cell) -> str:
    words = text(REMARK_LIMIT)(cell)
    found = personal_data_in(words)
    if found:
        raise Faulty(f"hier staat {found} in; haal dat weg")
    return words


def _info(name: str, title: str) -> Column:
    meaning = "Alleen om te lezen. Wat u hier wijzigt, verandert niets."
    return Column(name=name, title=title, meaning=meaning, example="", read=text_in)


def _number(name: str, title: str, meaning: str, most: int = MOST) -> Column:
    return Column(
        name=name,
        title=title,
        meaning=f"{meaning} Leeg is onbekend.",
        example="3",
        read=whole_number(0, most),
        default=None,
    )


ID: Final = Column(
    name="id",
    title="Regel",
    meaning="Het nummer van uw aanbod. Niet wijzigen.",
    example="12",
    read=whole_number(1, _LARGEST_ID),
    required=True,
)
VERSION: Final = Column(
    name="version",
    title="Versie",
    meaning="Welke cijfers u downloadde. Zo overschrijft u niemand. Niet wijzigen.",
    example="55",
    read=whole_number(1, _LARGEST_ID),
    default=None,
)
STATUS: Final = Column(
    name="status",
    title="Beschikbaarheid",
    meaning=f"Wat nu geldt: {', '.join(STATUS_WORDS)}.",
    example="Wachtlijst",
    read=one_of(STATUS_WORDS),
    default=None,
    words=STATUS_WORDS,
)
COLUMNS: Final = (
    ID,
    VERSION,
    _info("provider", "Aanbieder"),
    _info("product", "Product"),
    _info("place", "Waar"),
    STATUS,
    _number("intake_low", "Intake van", "Wachttijd tot de intake, kortste.", MOST_DAYS),
    _number("intake_high", "Intake tot", "Wachttijd tot de intake, langste.", MOST_DAYS),
    _number("start_low", "Start van", "Wachttijd tot de start, kortste.", MOST_DAYS),
    _number("start_high", "Start tot", "Wachttijd tot de start, langste.", MOST_DAYS),
    Column(
        name="unit",
        title="Eenheid",
        meaning="Of de wachttijden weken of dagen zijn.",
        example="weken",
        read=one_of(UNIT_WORDS),
        default="weeks",
        words=UNIT_WORDS,
    ),
    Column(
        name="basis",
        title="Gebaseerd op",
        meaning=f"Waar de wachttijd op rust: {', '.join(BASIS_WORDS)}.",
        example="schatting",
        read=one_of(BASIS_WORDS),
        default=Basis.ESTIMATE,
        words=BASIS_WORDS,
    ),
    _number("places_free", "Vrije plaatsen", "Hoeveel mensen nu kunnen starten."),
    _number("waiting", "Wachtenden", "Hoeveel mensen wachten."),
    _number("places_max", "Plaatsen maximaal", "Hoeveel plaatsen er zijn."),
    _number("places_taken", "Plaatsen bezet", "Hoeveel plaatsen bezet zijn."),
    _number("places_reserved", "Plaatsen gereserveerd", "Hoeveel plaatsen zijn toegezegd."),
    Column(
        name="weekly_free",
        title="Vrij per week",
        meaning="Vrije ruimte per week, in de eenheid van het product. Leeg is onbekend.",
        example="12,5",
        read=_volume,
        default=None,
    ),
    Column(
        name="remark",
        title="Opmerking",
        meaning="Voor consulenten, ten hoogste 300 tekens. Niets over cliënten.",
        example="Wij bellen binnen een week",
        read=_remark,
    ),
)
INFO: Final = frozenset({"id", "version", "provider", "product", "place"})
COUNTS: Final = (
    "places_free",
    "waiting",
    "places_max",
    "places_taken",
    "places_reserved",
    "weekly_free",
)


def values_of(row: Row) -> dict[str, Any]:
    """What stands in the columns for this offering now."""
    known: dict[str, Any] = {column.name: column.default for column in COLUMNS} | {
        "id": row.id,
        "version": row.report_id,
        "provider": row.provider.name,
        "product": row.product.name,
        "place": place_of(row),
    }
    return known | (_stated(row.statement) if row.statement else {})


def _stated(statement: Statement) -> dict[str, Any]:
    figures = statement.figures
    unit = "weeks" if _in_weeks(figures.intake) and _in_weeks(figures.start) else "days"
    return {
        "status": figures.status,
        **_ends("intake", figures.intake, unit),
        **_ends("start", figures.start, unit),
        "unit": unit,
        "basis": figures.basis,
        **{name: getattr(figures, name) for name in COUNTS},
        "remark": statement.remark,
    }


def _in_weeks(days: Days | None) -> bool:
    return days is None or (days.low % 7 == 0 and days.high % 7 == 0)


def _ends(name: str, days: Days | None, unit: str) -> dict[str, int | None]:
    factor = DAYS_IN[unit]
    low, high = (days.low // factor, days.high // factor) if days else (None, None)
    return {f"{name}_low": low, f"{name}_high": high}


def statement_in(values: Values, row: Row) -> Statement:
    """What these values state; what has no column stays as it was. Raises Faulty."""
    if values["status"] is None:
        raise Faulty("kies wat nu geldt", "status")
    if not row.has_intake and values["intake_low"] is not None:
        raise Faulty("dit product heeft geen intake; laat deze kolom leeg", "intake_low")
    before = row.statement
    figures = Figures(
        status=values["status"],
        intake=_days(values, "intake") if row.has_intake else None,
        start=_days(values, "start"),
        basis=values["basis"],
        half_days=before.figures.half_days if before else {},
        **{name: values[name] for name in COUNTS},
    )
    return Statement(
        figures=figures,
        local=before.local if before else {},
        remark=values["remark"],
        announcement=before.announcement if before else None,
    )


def _days(values: Values, name: str) -> Days | None:
    low, high = values[f"{name}_low"], values[f"{name}_high"]
    low, high = (high if low is None else low), (low if high is None else high)
    if low is None or high is None:
        return None
    if low > high:
        raise Faulty("de langste wachttijd is korter dan de kortste", f"{name}_high")
    factor = DAYS_IN[values["unit"]]
    if high * factor > MOST_DAYS:
        raise Faulty("een wachttijd is ten hoogste 3 jaar", f"{name}_high")
    return Days(low * factor, high * factor)
