"""Which part of the landscape somebody asks for: the form and the address bar."""

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import urlencode

from wtforms import SelectField

from portal.availability.forms.choices import choice
from portal.availability.rules.row import Named
from portal.kernel.spelling import slug
from portal.oversight.rules.cells import Asked, First
from portal.oversight.rules.landscape import CellState, Landscape
from portal.web.forms import Form

USUAL: Final = {"perceel": "", "stand": "", "toon": First.WAIT.value}
GAPS: Final = "hiaten"
STATES: Final = {
    "": frozenset(CellState),
    GAPS: frozenset(state for state in CellState if state.is_gap),
    **{state.slug: frozenset({state}) for state in CellState},
}


class LandscapeForm(Form):
    """The filters; it writes the address bar and is filled from it."""

    perceel = SelectField("Perceel")
    stand = SelectField(
        "Wat u wilt zien",
        choices=[
            choice("", "Alles"),
            choice(GAPS, "Alle hiaten"),
            *(choice(state.slug, state.label) for state in CellState),
        ],
    )
    toon = SelectField("Eerst in elk vak", choices=[choice(one.value, one.label) for one in First])


def lots_of(land: Landscape) -> list[Named]:
    """The lots of the products, by name."""
    return sorted({line.product.lot for line in land.lines}, key=lambda lot: lot.name)


def asked(query: Mapping[str, str], lots: Sequence[Named]) -> Asked:
    """Read the address bar; what nobody understands asks for everything."""
    first = query.get("toon", "")
    return Asked(
        lot_id={slug(lot.name): lot.id for lot in lots}.get(query.get("perceel", "")),
        states=STATES.get(query.get("stand", ""), STATES[""]),
        first=First(first) if first in set(First) else First.WAIT,
    )


def query(wanted: Asked, lots: Sequence[Named]) -> str:
    """This for the address bar; what goes without saying is left out."""
    form = landscape_form(wanted, lots)
    told = {name: value for name, value in form.data.items() if value != USUAL[name]}
    return f"?{urlencode(told)}" if told else ""


def landscape_form(wanted: Asked, lots: Sequence[Named]) -> LandscapeForm:
    """The form as this is asked."""
    names = {lot.id: slug(lot.name) for lot in lots}
    form = LandscapeForm.parse(
        perceel=names.get(wanted.lot_id or 0, ""),
        stand=next(name for name, states in STATES.items() if states == wanted.states),
        toon=wanted.first.value,
    )
    form.perceel.choices = [
        choice("", "Alle percelen"),
        *(choice(slug(lot.name), lot.name) for lot in lots),
    ]
    return form
