"""How waits and free places moved over half a year."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.rules.chart import Chart
from portal.catalogue.queries import READERS
from portal.kernel.actor import Role
from portal.kernel.clock import today
from portal.oversight.forms.trends import TrendForm, trend_choices, trend_form
from portal.oversight.queries.trends import told_around
from portal.oversight.rules.trends import Change, Told, Week, changes, chart_of, trend
from portal.web.handlers import reads
from portal.web.page import Page
from portal.web.session import acting


@dataclass(frozen=True, kw_only=True)
class Trends(Page):
    template: ClassVar[str] = "oversight/trends.html"
    fragments: ClassVar[frozenset[str]] = frozenset({"trends"})
    form: TrendForm
    title: str
    weeks: Sequence[Week]
    """The newest first."""
    chart: Chart | None
    changes: Sequence[Change]
    may_edit: bool


@reads
async def trends(request: Request) -> Response:
    """The median stated wait, week by week."""
    actor = acting(request, *READERS)
    told = await told_around(actor, today=today())
    offered = trend_choices(row for row, _ in told)
    form = trend_form(request.query_params, offered)
    own = [one for _, one in told if _by(one, form.aanbieder.data)]
    weeks = trend([one for one in own if _of(one, form.product.data)], today=today())
    page = Trends(
        form=form,
        title=offered.title(str(form.product.data), str(form.aanbieder.data)),
        weeks=weeks[::-1],
        chart=chart_of(weeks, today=today()),
        changes=changes(own, offered.products, today=today()),
        may_edit=actor.has(Role.REGION_MANAGER),
    )
    response = page.render(request)
    response.headers["HX-Push-Url"] = request.url.path + form.query()
    return response


def _of(told: Told, code: str) -> bool:
    return not code or told.product_code == code


def _by(told: Told, provider_id: str) -> bool:
    return not provider_id or told.provider_id == int(provider_id)


routes = [Route("/regio/landschap/trends/", trends, name="oversight:trends")]
