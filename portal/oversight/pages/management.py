"""Management information: an account over a period, on the screen, on paper and as a file."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.kernel.errors import NotFound, NotValid
from portal.kernel.periods import Period
from portal.oversight.forms.management import PeriodForm
from portal.oversight.forms.management_sheets import MEASURES, ORDER, one_as_csv, workbook
from portal.oversight.queries.management import management_account
from portal.oversight.rules.management import Account
from portal.oversight.rules.periods import Preset, presets
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting

READERS: Final = (Role.REGION_MANAGER, Role.INSPECTOR)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class PresetLink:
    """A period to choose at once, and whether it is the one that is shown."""

    preset: Preset
    query: str
    current: bool


@dataclass(frozen=True, kw_only=True)
class Management(Page):
    template: ClassVar[str] = "oversight/management.html"
    region_name: str
    may_import: bool
    form: PeriodForm
    presets: Sequence[PresetLink]
    query: str
    account: Account | None
    """Nothing when the period is wrong."""


@dataclass(frozen=True, kw_only=True)
class Report(Page):
    template: ClassVar[str] = "oversight/management_report.html"
    account: Account
    meanings: Sequence[tuple[str, str]]
    query: str


@reads
async def management(request: Request) -> Response:
    """Choose a period and see what a contract manager asks of it."""
    actor = acting(request, *READERS)
    form = PeriodForm.asked(request.query_params, today=today())
    good = form.validate()
    page = Management(
        region_name=actor.organisation_name,
        may_import=actor.has(Role.REGION_MANAGER),
        form=form,
        presets=_presets(form.period if good else None),
        query=_query(form.period) if good else "",
        account=await management_account(actor, form.period, today=today()) if good else None,
    )
    return page.render(request, 200 if good else NotValid.status)


@reads
async def report(request: Request) -> Response:
    """The same on paper, with what the figures mean."""
    account = await _account(request)
    page = Report(
        account=account,
        meanings=[(column.title, column.meaning) for column in MEASURES],
        query=_query(account.period),
    )
    return page.render(request)


@reads
async def file(request: Request) -> Response:
    """All sheets as XLSX, or one as CSV."""
    form, name = request.path_params["format"], request.query_params.get("blad", ORDER[0])
    if form not in {"xlsx", "csv"} or name not in ORDER:
        raise NotFound
    account = await _account(request)
    if form == "csv":
        content, media_type = await asyncio.to_thread(one_as_csv, account, name), CSV
    else:
        content, media_type = await asyncio.to_thread(workbook, account), XLSX
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(account, name, form)}"'}
    return Response(content, media_type=media_type, headers=headers)


async def _account(request: Request) -> Account:
    actor = acting(request, *READERS)
    form = PeriodForm.asked(request.query_params, today=today())
    if not form.validate():
        raise NotValid(" ".join(str(words) for field in form for words in field.errors))
    return await management_account(actor, form.period, today=today())


def _file_name(account: Account, name: str, form: str) -> str:
    part = f"-{name}" if form == "csv" else ""
    first, last = account.period.from_on, account.period.until_on
    return f"managementinformatie{part}-{first}-{last}.{form}"


def _presets(period: Period | None) -> list[PresetLink]:
    return [
        PresetLink(
            preset=one,
            query=_query(Period(one.first, one.last)),
            current=period == Period(one.first, one.last),
        )
        for one in presets(today=today())
    ]


def _query(period: Period) -> str:
    return urlencode({"van": period.from_on, "tot": period.until_on})


_HERE: Final = "/regio/managementinformatie/"
routes = [
    Route(_HERE, management, name="oversight:management"),
    Route(f"{_HERE}verslag/", report, name="oversight:management_report"),
    Route(f"{_HERE}bestand/{{format}}/", file, name="oversight:management_file"),
]
