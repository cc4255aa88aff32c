"""Files with access teams and whom to reach there for what."""

from collections.abc import Hashable, Iterator
from dataclasses import make_dataclass
from typing import Any, Final

from portal.catalogue.imports.naming import municipalities_of, plain
from portal.providers import actions
from portal.providers.models import AccessTeam
from portal.providers.rules import ContactPurpose
from portal.spreadsheets.columns import Column, mail_address, many, phone_number, text, text_in
from portal.spreadsheets.kinds import Given, Kind, Known, Scope, Stored

_DETAILS: Final = (
    ("name", "Contact", "Wie u bereikt voor", "Loket Hoorn", text(120)),
    ("phone", "Telefoon", "Het telefoonnummer voor", "0229 123 456", phone_number),
    ("email", "E-mail", "Het e-mailadres voor", "loket@hoorn.example", mail_address),
)


def _contact_columns() -> Iterator[Column]:
    for purpose in ContactPurpose:
        for detail, title, meaning, example, read in _DETAILS:
            yield Column(
                name=f"{purpose.value}_{detail}",
                title=f"{title} {purpose.label}",
                meaning=f"{meaning} {purpose.label}",
                example=example,
                read=read,
            )


_COLUMNS: Final = (
    Column(
        name="name",
        title="Toegangsteam",
        meaning="De naam van het team",
        example="Wijkteam Hoorn",
        read=text(120),
        required=True,
    ),
    Column(
        name="municipalities",
        title="Gemeenten",
        meaning="Namen of codes van de gemeenten waarvoor het team werkt, met een komma ertussen",
        example="Hoorn",
        read=many(text_in),
        required=True,
    ),
    *_contact_columns(),
)
_Row: Any = make_dataclass(
    "AccessTeamRow", [column.name for column in _COLUMNS], frozen=True, slots=True, kw_only=True
)


async def _load(scope: Scope) -> Known[Any]:
    municipalities = await municipalities_of(scope.region_id)
    teams = (
        await AccessTeam.filter(region_id=scope.region_id)
        .prefetch_related("areas__municipality", "contacts")
        .order_by("name")
    )
    rows: dict[Hashable, Stored[Any]] = {
        plain(team.name): Stored(team.id, _row(team)) for team in teams
    }

    def settle(given: Given) -> Given:
        names = {municipalities.settled(one, "municipalities") for one in given["municipalities"]}
        return {**given, "municipalities": tuple(sorted(names))}

    async def save(row: Any, team_id: int | None) -> int:
        served = [municipalities.id(name) for name in row.municipalities]
        team_id = await actions.save_access_team(
            scope.actor, scope.region_id, team_id, {"name": row.name}, served
        )
        await actions.save_contacts(scope.actor, scope.region_id, team_id, _contacts(row))
        return team_id

    return Known(rows=rows, key=lambda given: plain(given["name"]), settle=settle, save=save)


def _row(team: AccessTeam) -> Any:
    known = {contact.purpose: contact for contact in team.contacts}
    contacts = {
        f"{purpose.value}_{detail[0]}": getattr(known.get(purpose), detail[0], "")
        for purpose in ContactPurpose
        for detail in _DETAILS
    }
    names = tuple(sorted(area.municipality.name for area in team.areas))
    return _Row(name=team.name, municipalities=names, **contacts)


def _contacts(row: Any) -> dict[ContactPurpose, dict[str, str]]:
    return {
        purpose: {detail[0]: getattr(row, f"{purpose.value}_{detail[0]}") for detail in _DETAILS}
        for purpose in ContactPurpose
    }


ACCESS_TEAMS: Final = Kind(
    name="access-teams",
    title="Toegangsteams",
    subject="access_team",
    explanation="De lokale toegang per gemeente, met de contacten per doel.",
    columns=_COLUMNS,
    row=_Row,
    named_by=("name",),
    load=_load,
)
