"""The local access of the region's municipalities."""

from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.catalogue.forms import by_id
from portal.catalogue.queries import (
    READERS,
    found,
    found_if,
    municipalities_visible_to,
    region_id_of,
)
from portal.kernel.actor import Actor, Role
from portal.providers import actions, queries
from portal.providers.forms import AccessTeamForm
from portal.providers.models import AccessTeam, AccessTeamContact
from portal.providers.pages.tables import for_manager, municipality_names
from portal.providers.rules import ContactPurpose
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.records import Record, RecordDetail, RecordForm, RecordList, RecordTable, searched
from portal.web.session import acting

TEAMS: Final = "/regio/toegang/"


@reads
async def teams(request: Request) -> Response:
    """Every access team of the region."""
    actor = acting(request, *READERS)
    table = RecordTable(
        title="Lokale toegang",
        columns=["Toegangsteam", "Gemeenten", "Voor inwoners"],
        records=[
            Record(
                name=team.name,
                href=f"{TEAMS}{team.id}/",
                cells=[
                    municipality_names(team.areas),
                    _words(_contact(team, ContactPurpose.RESIDENTS)),
                ],
            )
            for team in await queries.access_teams_visible_to(actor)
        ],
        empty="Uw regio heeft nog geen toegangsteams.",
        new_label="Toegangsteam toevoegen",
        new_href=for_manager(actor, f"{TEAMS}nieuw/"),
    )
    return RecordList(
        section="toegang",
        lead="Bij wie inwoners zich melden, per gemeente.",
        here=TEAMS,
        **searched(table, request.query_params),
    ).render(request)


@reads
async def team(request: Request) -> Response:
    """One access team and whom to reach for what."""
    actor = acting(request, *READERS)
    row = await found(queries.access_teams_visible_to(actor), request.path_params["team"])
    contacts = [
        (f"Contact voor {purpose.label}", _words(_contact(row, purpose)) or "–")
        for purpose in ContactPurpose
    ]
    return RecordDetail(
        trail=[("Lokale toegang", TEAMS), (row.name, "")],
        over="Toegangsteam",
        title=row.name,
        facts=[("Gemeenten", municipality_names(row.areas)), *contacts],
        edit_href=for_manager(actor, f"{TEAMS}{row.id}/wijzigen/"),
    ).render(request)


@reads
async def edit_team(request: Request) -> Response:
    """The form for an access team, or for a new one."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(queries.access_teams_visible_to(actor), request.path_params.get("team"))
    form = AccessTeamForm.parse(**(_known(row) if row else {}))
    return (await _page(actor, form, row)).render(request)


@writes
async def save_team(request: Request) -> Response:
    """Make or change an access team."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await found_if(queries.access_teams_visible_to(actor), request.path_params.get("team"))
    form = AccessTeamForm.parse(await request.form())
    page = await _page(actor, form, row)
    named = queries.access_teams_visible_to(actor).filter(name=form.name.data)
    if form.validate() and await named.exclude(id=row.id if row else 0).exists():
        form.complain("name", "Er is al een toegangsteam met deze naam.")
    if form.errors:
        return page.render(request, 422)
    region_id, row_id = region_id_of(actor), row.id if row else None
    values = {"name": form.name.data}
    served = form.municipalities.data or []
    team_id = await actions.save_access_team(actor, region_id, row_id, values, served)
    await actions.save_contacts(actor, region_id, team_id, form.contacts())
    return flash(redirects.to(request, "providers:team", team=team_id), "Opgeslagen.")


def _known(row: AccessTeam) -> dict[str, Any]:
    contacts = {
        one.purpose.value: {"name": one.name, "phone": one.phone, "email": one.email}
        for one in row.contacts
    }
    served = [area.municipality_id for area in row.areas]
    return {"name": row.name, "municipalities": served, **contacts}


async def _page(actor: Actor, form: AccessTeamForm, row: AccessTeam | None) -> RecordForm:
    rows = await municipalities_visible_to(actor)
    form.municipalities.choices = by_id((one.id, one.name) for one in rows)
    back = f"{TEAMS}{row.id}/" if row else TEAMS
    title = f"{row.name} wijzigen" if row else "Toegangsteam toevoegen"
    return RecordForm(
        trail=[("Lokale toegang", TEAMS), *([(row.name, back)] if row else []), (title, "")],
        title=title,
        form=form,
        action=f"{back}wijzigen/" if row else f"{TEAMS}nieuw/",
        cancel_href=back,
    )


def _contact(team: AccessTeam, purpose: ContactPurpose) -> AccessTeamContact | None:
    return next((one for one in team.contacts if one.purpose is purpose), None)


def _words(contact: AccessTeamContact | None) -> str:
    return ", ".join(filter(None, [contact.name, contact.phone, contact.email])) if contact else ""


_EDIT = f"{TEAMS}{{team:int}}/wijzigen/"
routes = [
    Route(TEAMS, teams, name="providers:teams"),
    Route(f"{TEAMS}nieuw/", edit_team, name="providers:new_team"),
    Route(f"{TEAMS}nieuw/", save_team, methods=["POST"], name="providers:make_team"),
    Route(f"{TEAMS}{{team:int}}/", team, name="providers:team"),
    Route(_EDIT, edit_team, name="providers:edit_team"),
    Route(_EDIT, save_team, methods=["POST"], name="providers:save_team"),
]
