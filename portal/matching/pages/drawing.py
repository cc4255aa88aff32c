"""The filters of a search as HTML: drawn once for each shape of the form, then filled in.

A page has a hundred choices with their counts, too many for a template to draw for every answer.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from html import escape
from typing import Any, Final, NamedTuple

from markupsafe import Markup

from portal.matching.pages.outlines import Outline, hole
from portal.matching.rules.filters import Filters, Option
from portal.web.page import templates

_safe: Final = lru_cache(maxsize=16_384)(escape)


class Shape(NamedTuple):
    """What decides which fields the form has."""

    near: bool
    """Whether a place was named, so that a distance can be chosen."""
    products: int
    """How many lists to choose a product from."""
    also: int
    checks: tuple[str, ...]
    """The lists of boxes that have any."""


def drawn(filters: Filters) -> Markup:
    """The fields of the form."""
    checks = _checks(filters)
    shape = Shape(
        near=bool(filters.near),
        products=len(filters.products),
        also=len(filters.also),
        checks=tuple(name for name, options in checks.items() if options),
    )
    boxes = {name: _boxes(name, options) for name, options in checks.items()}
    return _outline(shape).filled(boxes | _values(filters))


@lru_cache(maxsize=1_024)
def _outline(shape: Shape) -> Outline:
    macros: Any = templates.env.get_template("matching/_filters.html").module
    return Outline(str(macros.filter_fields(shape, hole)))


def _checks(filters: Filters) -> dict[str, Sequence[Option]]:
    return {
        "dagdeel": filters.half_days,
        "status": filters.statuses,
        "perceel": filters.lots,
        "doelgroep": filters.target_groups,
        "intensiteit": filters.intensities,
        "taal": filters.languages,
    }


def _values(filters: Filters) -> dict[str, str]:
    more = f" ({filters.more_chosen} gekozen)" if filters.more_chosen else ""
    return {
        **{f"product-{n}": _options(one) for n, one in enumerate(filters.products)},
        **{f"ook-{n}": _options(one) for n, one in enumerate(filters.also)},
        "gemeente": _options(filters.municipalities),
        "binnen": _options(filters.within),
        "straal": _options(filters.radii),
        "volgorde": _options(filters.sorts),
        "zoek": _safe(filters.words),
        "bij": _safe(filters.near),
        "vanaf": _safe(filters.starts_on),
        "volume": _safe(filters.volume),
        "vrij": _box("vrij", "vrij", filters.capacity),
        "actueel": _box("actueel", "actueel", filters.fresh),
        "rolstoel": _box("rolstoel", "rolstoel", filters.accessible),
        "meer": more,
        "vergelijk": "".join(
            f'<input type="hidden" name="vergelijk" value="{one}">' for one in filters.compared
        ),
    }


def _options(choices: Iterable[Option]) -> str:
    return "".join([_option(one) for one in choices])


def _option(one: Option) -> str:
    selected = " selected" if one.chosen else ""
    count = "" if one.found is None else f" ({one.found})"
    return f'<option value="{_safe(one.value)}"{selected}>{_safe(one.label)}{count}</option>'


def _boxes(name: str, choices: Iterable[Option]) -> str:
    return "".join([_box(f"{name}-{one.value}", name, one) for one in choices])


def _box(box: str, name: str, one: Option) -> str:
    box, checked = _safe(box), " checked" if one.chosen else ""
    return (
        f'<div class="choice"><input type="checkbox" id="{box}" name="{name}"'
        f' value="{_safe(one.value)}"{checked}> <label for="{box}">{_safe(one.label)}'
        f' <span class="choice__count">({one.found or 0})</span></label></div>'
    )
