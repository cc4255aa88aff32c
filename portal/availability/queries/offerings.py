"""Reading offerings: what an actor may see, as rows with all that is known today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from portal.availability.models import (
    Confirmation,
    IntakeStop,
    Offering,
    Report,
    StatedFigures,
    StopConsent,
)
from portal.availability.queries.measured import MEASURED, measured_in
from portal.availability.rules.figures import Announcement, Days, Figures, Statement
from portal.availability.rules.row import Confirmed, Contact, Named, Row, StopRow, Where
from portal.availability.rules.stops import Stop
from portal.catalogue.models import Municipality
from portal.catalogue.rules import Intake
from portal.kernel.actor import Actor, Role
from portal.kernel.clock import local_date
from portal.kernel.errors import NotFound
from portal.kernel.periods import Period
from portal.providers.models import ContractPart, ServiceAreaPart

T = TypeVar("T")
_OF_REGION = frozenset({Role.REGION_MANAGER, Role.INSPECTOR})


def offerings_visible_to(actor: Actor) -> QuerySet[Offering]:
    """The offerings that exist for this actor; withdrawn ones do not.

    A provider sees its own and those of its subcontractors; consultants, municipalities and the
    region see the whole region, so that the client's choice is free.
    """
    offered = Offering.filter(withdrawn_at=None)
    if actor.is_provider:
        mine = Q(provider_id=actor.provider_id)
        return offered.filter(mine | Q(contract__main_contract__provider_id=actor.provider_id))
    if actor.role is Role.CONSULTANT:
        return offered.filter(region__access_teams__id=actor.access_team_id)
    if actor.role is Role.MUNICIPALITY_MEMBER:
        return offered.filter(region__municipalities__id=actor.municipality_id)
    if actor.role in _OF_REGION:
        return offered.filter(region_id=actor.region_id)
    return offered.filter(id__in=[])


def offerings_editable_by(actor: Actor) -> QuerySet[Offering]:
    """The offerings whose figures this actor may report.

    A subcontractor edits only where the main contractor leaves it that; the region reports on
    behalf of a provider that calls.
    """
    seen = offerings_visible_to(actor)
    if actor.is_provider:
        own = Q(contract__main_contract_id=None) | Q(contract__delegates_editing=True)
        mains = Q(contract__main_contract__provider_id=actor.provider_id)
        return seen.filter(mains | (Q(provider_id=actor.provider_id) & own))
    return seen if actor.role is Role.REGION_MANAGER else seen.filter(id__in=[])


async def row_for(actor: Actor, offering_id: int) -> Row:
    """One offering; raises NotFound when it does not exist for this actor."""
    found = await rows(offerings_visible_to(actor).filter(id=offering_id))
    if not found:
        raise NotFound
    return found[0]


async def rows(offerings: QuerySet[Offering]) -> list[Row]:
    """These offerings with all that is known of them, in a fixed number of queries."""
    base = await offerings.order_by("id").values(*_COLUMNS)
    # A join over access teams or municipalities may repeat an offering.
    unique = list({row["id"]: row for row in base}.values())
    around = await _around(unique)
    return [_row(around.shared(row), around) for row in unique]


_COLUMNS = (
    "id",
    "region_id",
    "region__name",
    "provider_id",
    "provider__name",
    "provider__phone",
    "provider__email",
    "product_id",
    "product__name",
    "product__category",
    "product__code",
    "product__unit",
    "product__intake",
    "product__norm_days",
    "product__valid_from",
    "product__valid_until",
    "product__description",
    "product__intensity",
    "product__target_group__name",
    "product__companion_of_id",
    "provider__languages",
    "product__lot_id",
    "product__lot__name",
    "contract_id",
    "contract__starts_on",
    "contract__ends_on",
    "contract__cadence_days",
    "contract__main_contract__provider_id",
    "contract__main_contract__provider__name",
    "location_id",
    "location__name",
    "location__street",
    "location__postcode",
    "location__place",
    "location__latitude",
    "location__longitude",
    "location__wheelchair_accessible",
    "service_area_id",
    "service_area__name",
    "contact_name",
    "contact_phone",
    "contact_email",
    "current__report_id",
    "current__report__remark",
    "current__report__announced_on",
    "current__report__announced_status",
    "current__report__announced_start_low",
    "current__report__announced_start_high",
    "current__confirmation__at",
    "current__confirmation__channel",
    "current__confirmation__unchanged",
    "current__confirmation__by__name",
    *(f"measured_wait__{column}" for column in MEASURED),
)


class _Around:
    """What stands in other tables about a set of offerings."""

    def __init__(self) -> None:
        self.figures: dict[int, list[StatedFigures]] = defaultdict(list)
        self.of_region: dict[int, list[Named]] = defaultdict(list)
        self.of_area: dict[int, set[int]] = defaultdict(set)
        self.of_contract: dict[int, set[int]] = defaultdict(set)
        self.stops: dict[int, list[StopRow]] = defaultdict(list)
        self._known: dict[Any, Any] = {}

    def one(self, value: T) -> T:
        """The one object that equals this: many offerings say the same, and all stay in memory."""
        return self._known.setdefault(value, value)

    def shared(self, raw: Mapping[str, Any]) -> dict[str, Any]:
        """This row with texts that others have too."""
        return {key: self.one(one) if type(one) is str else one for key, one in raw.items()}


async def _around(base: list[dict[str, Any]]) -> _Around:
    around = _Around()
    reports = [row["current__report_id"] for row in base if row["current__report_id"]]
    for figures in await StatedFigures.filter(report_id__in=reports):
        around.figures[figures.report_id].append(figures)
    regions = {row["region_id"] for row in base}
    for municipality in await Municipality.filter(region_id__in=regions).order_by("name"):
        named = Named(id=municipality.id, name=municipality.name)
        around.of_region[municipality.region_id].append(named)
    areas = {row["service_area_id"] for row in base if row["service_area_id"]}
    parts = ServiceAreaPart.filter(service_area_id__in=areas)
    for area_id, municipality_id in await parts.values_list("service_area_id", "municipality_id"):
        around.of_area[area_id].add(municipality_id)
    limits = ContractPart.filter(contract_id__in={row["contract_id"] for row in base})
    for contract_id, municipality_id in await limits.values_list("contract_id", "municipality_id"):
        around.of_contract[contract_id].add(municipality_id)
    await _add_stops(around, [row["id"] for row in base])
    return around


async def _add_stops(around: _Around, offering_ids: Iterable[int]) -> None:
    stops = await IntakeStop.filter(offering_id__in=list(offering_ids)).order_by("from_on", "id")
    decisions: dict[int, dict[int, Any]] = defaultdict(dict)
    for consent in await StopConsent.filter(stop_id__in=[stop.id for stop in stops]):
        decisions[consent.stop_id][consent.municipality_id] = consent.decision
    for stop in stops:
        around.stops[stop.offering_id].append(
            StopRow(
                id=stop.id,
                reason=stop.reason,
                stop=Stop(
                    Period(stop.from_on, stop.until_on),
                    decisions[stop.id],
                    withdrawn_on=local_date(stop.withdrawn_at) if stop.withdrawn_at else None,
                ),
            )
        )


def _row(raw: Mapping[str, Any], around: _Around) -> Row:
    main = raw["contract__main_contract__provider_id"]
    one = around.one
    served = one(_served(raw, around))
    return Row(
        id=raw["id"],
        region=one(Named(id=raw["region_id"], name=raw["region__name"])),
        provider=one(Named(id=raw["provider_id"], name=raw["provider__name"])),
        product=one(Named(id=raw["product_id"], name=raw["product__name"])),
        product_code=one(raw["product__category"] + raw["product__code"]),
        unit=raw["product__unit"],
        has_intake=raw["product__intake"] == Intake.YES,
        lot=one(Named(id=raw["product__lot_id"], name=raw["product__lot__name"])),
        norm_days=raw["product__norm_days"],
        contract=one(Period(raw["contract__starts_on"], raw["contract__ends_on"])),
        cadence_days=raw["contract__cadence_days"],
        main_contractor=Named(id=main, name=raw["contract__main_contract__provider__name"])
        if main
        else None,
        validity=one(Period(raw["product__valid_from"], raw["product__valid_until"])),
        description=raw["product__description"],
        intensity=raw["product__intensity"],
        target_group=raw["product__target_group__name"] or "",
        companion_of=raw["product__companion_of_id"],
        languages=one(tuple(raw["provider__languages"])),
        location_id=raw["location_id"],
        where=one(_where(raw)),
        area_name=raw["service_area__name"] or "",
        municipalities=served,
        contact=one(_contact(raw)),
        report_id=raw["current__report_id"],
        statement=_statement(raw, around.figures[raw["current__report_id"]], served),
        confirmed=_confirmed(raw),
        stops=tuple(around.stops[raw["id"]]),
        measured=measured_in(raw),
    )


def _where(raw: Mapping[str, Any]) -> Where | None:
    if raw["location_id"] is None:
        return None
    return Where(
        name=raw["location__name"],
        street=raw["location__street"],
        postcode=raw["location__postcode"],
        place=raw["location__place"],
        latitude=raw["location__latitude"],
        longitude=raw["location__longitude"],
        wheelchair_accessible=raw["location__wheelchair_accessible"],
    )


def _contact(raw: Mapping[str, Any]) -> Contact:
    """The contact for new clients; where none is named, the provider's own."""
    return Contact(
        name=raw["contact_name"],
        phone=raw["contact_phone"] or raw["provider__phone"],
        email=raw["contact_email"] or raw["provider__email"],
    )


def _served(raw: Mapping[str, Any], around: _Around) -> tuple[Named, ...]:
    """The municipalities of the contract, and at home only those of the service area too."""
    every = around.of_region[raw["region_id"]]
    contract = around.of_contract[raw["contract_id"]]
    area = around.of_area[raw["service_area_id"]] if raw["service_area_id"] else None
    return tuple(
        m for m in every if (not contract or m.id in contract) and (area is None or m.id in area)
    )


def _confirmed(raw: Mapping[str, Any]) -> Confirmed | None:
    if raw["current__confirmation__at"] is None:
        return None
    return Confirmed(
        at=raw["current__confirmation__at"],
        by_name=raw["current__confirmation__by__name"] or "",
        channel=raw["current__confirmation__channel"],
        unchanged=raw["current__confirmation__unchanged"],
    )


def _statement(
    raw: Mapping[str, Any], stated: list[StatedFigures], served: tuple[Named, ...] | None = None
) -> Statement | None:
    """What was said; of municipalities that are no longer `served`, it says nothing any more."""
    kept = None if served is None else {m.id for m in served}
    general = [figures for figures in stated if figures.municipality_id is None]
    if not general:
        return None
    return Statement(
        figures=figures_of(general[0]),
        local={
            f.municipality_id: figures_of(f)
            for f in stated
            if f.municipality_id is not None and (kept is None or f.municipality_id in kept)
        },
        remark=raw["current__report__remark"],
        announcement=_announcement(raw),
    )


def _announcement(raw: Mapping[str, Any]) -> Announcement | None:
    if raw["current__report__announced_on"] is None:
        return None
    return Announcement(
        from_on=raw["current__report__announced_on"],
        status=raw["current__report__announced_status"],
        start=_days(
            raw["current__report__announced_start_low"],
            raw["current__report__announced_start_high"],
        ),
    )


def figures_of(stated: StatedFigures) -> Figures:
    """The value object of one row of figures."""
    return Figures(
        status=stated.status,
        intake=_days(stated.intake_low, stated.intake_high),
        start=_days(stated.start_low, stated.start_high),
        basis=stated.basis,
        places_max=stated.places_max,
        places_taken=stated.places_taken,
        places_reserved=stated.places_reserved,
        places_free=stated.places_free,
        waiting=stated.waiting,
        weekly_free=stated.weekly_free,
        half_days=stated.half_days,
    )


def _days(low: int | None, high: int | None) -> Days | None:
    return None if low is None or high is None else Days(low, high)


async def statement_of(report_id: int) -> Statement:
    """All that a report said."""
    raw = await Report.get(id=report_id).values(*_REPORT_COLUMNS)
    raw_current = {f"current__report__{column}": value for column, value in raw.items()}
    statement = _statement(raw_current, await StatedFigures.filter(report_id=report_id))
    assert statement is not None, "every report has general figures"
    return statement


_REPORT_COLUMNS = (
    "remark",
    "announced_on",
    "announced_status",
    "announced_start_low",
    "announced_start_high",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One line of an offering's history."""

    confirmed: Confirmed
    statement: Statement


async def history(actor: Actor, offering_id: int, *, limit: int = 100) -> list[Moment]:
    """What was reported and confirmed of an offering, the newest first."""
    if not await offerings_visible_to(actor).filter(id=offering_id).exists():
        raise NotFound
    moments = (
        await Confirmation.filter(offering_id=offering_id)
        .order_by("-at", "-id")
        .limit(limit)
        .values(
            "report_id",
            "at",
            "channel",
            "unchanged",
            "by__name",
            *(f"report__{column}" for column in _REPORT_COLUMNS),
        )
    )
    figures: dict[int, list[StatedFigures]] = defaultdict(list)
    for stated in await StatedFigures.filter(report_id__in={m["report_id"] for m in moments}):
        figures[stated.report_id].append(stated)
    return [_moment(raw, figures[raw["report_id"]]) for raw in moments]


def _moment(raw: Mapping[str, Any], stated: list[StatedFigures]) -> Moment:
    raw_current = {f"current__{column}": value for column, value in raw.items()}
    statement = _statement(raw_current, stated)
    assert statement is not None, "every report has general figures"
    confirmed = Confirmed(
        at=raw["at"],
        by_name=raw["by__name"] or "",
        channel=raw["channel"],
        unchanged=raw["unchanged"],
    )
    return Moment(confirmed=confirmed, statement=statement)
