"""What of a transition can be downloaded, as sheets."""

from collections.abc import Iterable, Mapping
from datetime import date

from portal.availability.rules.row import Row
from portal.spreadsheets.writing import Sheet
from portal.transitions.queries.preparing import named_in_full
from portal.transitions.queries.simulating import Simulated
from portal.transitions.rules.board import Due
from portal.transitions.rules.parts import Part
from portal.transitions.rules.simulation import Line

_SIMULATION = (
    "Ontvangende lijst",
    "Cliënt",
    "Aangemeld op",
    "Plaats nu",
    "Plaats straks",
    "Plaatsen omlaag",
    "Wat gebeurt er",
    "Verwachte wachttijd",
    "Waarop dat rust",
    "Uiterlijk",
    "Te laat",
)


def simulation_sheet(found: Simulated) -> Sheet:
    """Everybody on every receiving list, before and after."""
    late = set(found.simulation.late)
    return Sheet(
        title="Simulatie",
        header=_SIMULATION,
        rows=[
            _simulated(found, found.lists[after.list_id], line, late)
            for after in found.simulation.lists
            for line in after.lines
        ],
        widths=(50, 16, 14, 10, 12, 16, 24, 24, 50, 14, 10),
    )


def _simulated(
    found: Simulated, row: Row, line: Line, late: set[int]
) -> list[str | int | float | None]:
    deadlines = [found.parts[one].deadline_on for one in line.participant_ids]
    return [
        named_in_full(row),
        found.references.get(line.client_id, ""),
        line.key.registered_on.isoformat(),
        line.before,
        line.after,
        line.drops,
        "samengevoegd" if line.merged else "komt erbij" if line.comes else "",
        str(line.expected.days or "onbekend"),
        line.expected.rests_on,
        min(deadlines).isoformat() if deadlines else "",
        "ja" if late & set(line.participant_ids) else "",
    ]


def report_sheet(parts: Iterable[Part], names: Mapping[int, str]) -> Sheet:
    """Everybody in the transition with what was decided and what came of it."""
    return Sheet(
        title="Verslag",
        header=(
            "Cliënt",
            "Gemeente",
            "Product",
            "Latende aanbieder",
            "Soort",
            "Aangemeld op",
            "Uiterlijk",
            "Besluit",
            "Besloten op",
            "Uitkomst",
            "Uitgevoerd op",
            "Batch",
            "Naar",
            "Teruggedraaid op",
        ),
        rows=[_reported(part, names) for part in parts],
        widths=(16, 20, 30, 30, 14, 14, 14, 40, 14, 40, 14, 8, 50, 14),
    )


def _reported(part: Part, names: Mapping[int, str]) -> list[str | int | float | None]:
    decided, done = part.decided, part.done
    return [
        part.title,
        part.municipality.name,
        f"{part.product.name} ({part.product_code})",
        part.provider.name,
        "lopende zorg" if part.runs else "wachtlijst",
        _day(part.registered_on),
        part.deadline_on.isoformat(),
        decided.choice.label if decided else "nog niet",
        _day(decided.on if decided else None),
        done.outcome.label if done else "",
        _day(done.on if done else None),
        done.batch if done else None,
        names.get(done.to_id or 0, "") if done else "",
        _day(done.undone_on if done else None),
    ]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def board_sheet(due: Iterable[Due]) -> Sheet:
    """The deadlines, the most urgent first."""
    return Sheet(
        title="Termijnen",
        header=(
            "Gemeente",
            "Product",
            "Latende aanbieder",
            "Eerste termijn",
            "Dagen over",
            "Cliënten",
            "Te beslissen",
            "Uit te voeren",
        ),
        rows=[
            [
                one.municipality,
                one.product,
                one.provider,
                one.first_on.isoformat(),
                one.days_left,
                one.clients,
                one.undecided,
                one.ready,
            ]
            for one in due
        ],
        widths=(20, 36, 30, 14, 12, 10, 14, 14),
    )
