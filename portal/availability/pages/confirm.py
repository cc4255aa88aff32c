"""Confirming by the personal link of a reminder, without signing in.

Mail scanners open links: opening changes nothing. The link is a secret that travels in the
path, so these pages send no referrer and an unknown link is answered like an expired one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Final, cast

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.availability.actions.reminders import Said, answer, revoke_links
from portal.availability.forms.answers import AnswerForm, answer_form, answers
from portal.availability.forms.figures import every_field
from portal.availability.queries.offerings import rows
from portal.availability.queries.reminders import (
    OpenLink,
    listed_rows,
    offerings_asked_of,
    open_link,
    statement_seen,
)
from portal.availability.rules.desk import Card, Desk
from portal.availability.rules.digests import thanks
from portal.availability.rules.figures import Figures, Statement
from portal.availability.rules.row import Row
from portal.availability.rules.words import figures_told
from portal.kernel.actor import PROVIDER_ROLES
from portal.kernel.clock import now, today
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.rate_limits import Tries, at_most, client_address, rate_limits
from portal.web.session import acting

WRONG_LINKS: Final = at_most("30 per 15 minutes")
PRIVATE: Final = {"Referrer-Policy": "strict-origin", "X-Robots-Tag": "noindex"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One row on the confirm page."""

    card: Card
    form: AnswerForm
    changed_by: str = ""
    """Who changed it since the mail, or since the page was opened."""
    mine: Sequence[tuple[str, str]] = ()
    """What the reader typed while it changed; a choice has to be made."""

    @property
    def is_open(self) -> bool:
        """Whether the fields stand unfolded."""
        return bool(set(self.form.errors) - {"choice"})

    @property
    def problems(self) -> Sequence[tuple[str, str]]:
        """Each message of the form with the id of its field."""
        told = [(field.id, field.errors) for field in every_field(self.form)]
        return [
            (str(name), message)
            for name, messages in told
            if isinstance(messages, list | tuple)  # a form within the form has a dict
            for message in cast(Sequence[str], messages)
        ]

    @property
    def in_doubt(self) -> bool:
        """Whether the reader has to choose between two versions."""
        return bool(self.form.in_doubt.data)

    @property
    def theirs(self) -> Sequence[tuple[str, str]]:
        """What stands there now, in the words in which `mine` is told."""
        figures = self.card.row.figures()
        return told(self.card.row, figures) if figures else ()


@dataclass(frozen=True, kw_only=True)
class Confirm(Page):
    template: ClassVar[str] = "availability/confirm.html"
    token: str
    organisation: str
    person: str
    items: Sequence[Item]
    settled: int
    """How many other rows were saved just now, where some still need a choice."""
    has_errors: bool


@dataclass(frozen=True, kw_only=True)
class Thanks(Page):
    template: ClassVar[str] = "availability/confirm_done.html"
    token: str
    sentence: str
    unknown: int


@dataclass(frozen=True, kw_only=True)
class Gone(Page):
    template: ClassVar[str] = "availability/confirm_gone.html"


@reads
async def form(request: Request) -> Response:
    """Show the figures of the mail as they are now."""
    link = await _link(request)
    if link is None:
        return _gone(request)
    forms = [answer_form(row) for row in await listed_rows(link)]
    return _page(request, link, [_item(link, one, link.mailed[one.row.id]) for one in forms])


@writes
async def confirm(request: Request) -> Response:
    """Confirm what stands as it was, report what was changed."""
    link = await _link(request)
    if link is None:
        return _gone(request)
    found = await listed_rows(link)
    forms = answers(found, await request.form())
    if not all([one.validate() for one in forms]):  # noqa: C419  every form tells its errors
        items = [_item(link, one, link.mailed[one.row.id]) for one in forms]
        return _page(request, link, items, status=422)
    said = {one.row.id: await _said(one) for one in forms if not one.is_blank}
    outcome = await answer(link, said, found)
    if outcome.changed:
        return await _ask_again(request, link, {one.row.id: one for one in forms}, outcome.changed)
    return _private(redirects.to(request, "availability:confirmed", token=_token(request)))


@reads
async def confirmed(request: Request) -> Response:
    """Say what is settled, and until when."""
    link = await _link(request)
    if link is None:
        return _gone(request)
    assert link.actor.provider_id is not None, "reminders go to providers"
    listed = await listed_rows(link)
    every = await rows(offerings_asked_of(link.actor.provider_id, on=today()))
    page = Thanks(
        token=_token(request),
        sentence=thanks(listed, every, today=today()),
        unknown=sum(row.report_id is None for row in listed),
    )
    return _private(page.render(request))


@writes
async def revoke(request: Request) -> Response:
    """Let the links in all mails to this person stop working."""
    actor = acting(request, *PROVIDER_ROLES)
    await revoke_links(actor, now=now())
    answer = redirects.to(request, "accounts:account")
    return flash(answer, "De links in uw herinneringen werken niet meer.")


async def _link(request: Request) -> OpenLink | None:
    """The link of this request; who tries many wrong ones has to wait."""
    tries = Tries(WRONG_LINKS, "reminder-link", client_address(request))
    await rate_limits(request).check(tries)
    found = await open_link(_token(request), now=now())
    if found is None:
        await rate_limits(request).count(tries)
    return found


def _token(request: Request) -> str:
    return str(request.path_params["token"])


async def _said(one: AnswerForm) -> Said:
    """What a form says, compared with what its reader had in view."""
    row, seen = one.row, one.seen_report
    if one.takes_theirs and row.statement:
        return Said(seen, row.statement)
    return Said(seen, one.statement(await _in_view(row, seen)))


async def _in_view(row: Row, seen: int | None) -> Statement | None:
    if seen == row.report_id or seen is None:
        return row.statement
    return await statement_seen(row.id, seen) or row.statement


async def _ask_again(
    request: Request, link: OpenLink, forms: Mapping[int, AnswerForm], changed: Sequence[int]
) -> Response:
    """Show the rows that somebody else changed meanwhile; the others are saved."""
    current = [row for row in await listed_rows(link) if row.id in changed]
    items = [await _both_versions(link, forms[row.id], row) for row in current]
    settled = sum(not one.is_blank for one in forms.values()) - len(changed)
    return _page(request, link, items, status=409, settled=settled)


async def _both_versions(link: OpenLink, one: AnswerForm, row: Row) -> Item:
    """What a colleague filled in, and beside it what the reader typed, if anything."""
    before = await _in_view(one.row, one.seen_report)
    typed = one.statement(before)
    if typed == before:
        return _item(link, answer_form(row), one.seen_report)
    one.row, one.seen.data, one.in_doubt.data = row, str(row.report_id), "1"
    return _item(link, one, row.report_id)


def _item(link: OpenLink, one: AnswerForm, seen: int | None) -> Item:
    """How a row is shown; `seen` is the report that the reader had in view before."""
    row, in_doubt = one.row, bool(one.in_doubt.data)
    by = row.confirmed.by_name if row.confirmed else ""
    desk = Desk(today=today(), provider_id=link.actor.provider_id, editable=[row.id])
    changed = in_doubt or row.report_id != seen
    readable = in_doubt and set(one.errors) <= {"choice"}
    return Item(
        card=desk.card(row),
        form=one,
        changed_by=(by or "een collega") if changed else "",
        mine=told(row, one.statement(row.statement).figures) if readable else (),
    )


def told(row: Row, figures: Figures) -> Sequence[tuple[str, str]]:
    """The figures that this page asks for, in words."""
    every = figures_told(figures, has_intake=row.has_intake, unit=row.unit)
    return every[: 4 + row.has_intake]


def _page(
    request: Request,
    link: OpenLink,
    items: Sequence[Item],
    *,
    status: int = 200,
    settled: int = 0,
) -> Response:
    page = Confirm(
        token=_token(request),
        organisation=link.actor.organisation_name,
        person=link.actor.name,
        items=sorted(items, key=lambda item: (item.card.row.due_on(today=today()), item.card.name)),
        settled=settled,
        has_errors=any(item.form.errors for item in items),
    )
    return _private(page.render(request, status))


def _gone(request: Request) -> Response:
    return _private(Gone().render(request, 404))


def _private(response: Response) -> Response:
    response.headers.update(PRIVATE)
    return response


routes = [
    Route("/bevestigen/{token}/", form, name="availability:confirm"),
    Route("/bevestigen/{token}/", confirm, methods=["POST"], name="availability:answer"),
    Route("/bevestigen/{token}/bedankt/", confirmed, name="availability:confirmed"),
    Route("/herinneringen/intrekken/", revoke, methods=["POST"], name="availability:revoke"),
]
