"""A resident says what is wrong ("klopt dit niet?"), and whoever keeps it answers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from portal.availability.rules.row import Row
from portal.database.transactions import committed
from portal.kernel.actor import PROVIDER_ROLES
from portal.kernel.clock import now
from portal.kernel.errors import NotFound
from portal.kernel.texts import local, t
from portal.socialmap.actions.corrections import (
    answer_correction,
    report_about_facility,
    report_about_offering,
)
from portal.socialmap.forms.remarks import MESSAGE, AnswerForm, RemarkForm
from portal.socialmap.index import guided_with, guides
from portal.socialmap.pages.about import About, PublicPage
from portal.socialmap.queries.keeping import answered_wrongs_for, open_wrongs_for, wrong_for
from portal.socialmap.rules.facilities import FacilityRow
from portal.socialmap.rules.keeping import KEEPERS, Wrong
from portal.socialmap.rules.products import name_of
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import prepares, reads, recalls, writes
from portal.web.page import Page
from portal.web.rate_limits import Tries, at_most, client_address, rate_limits
from portal.web.session import acting

REMARKS: Final = at_most("8 per hour")
ANSWERERS: Final = (*KEEPERS, *PROVIDER_ROLES)
KINDS: Final[dict[str, type[Row] | type[FacilityRow]]] = {
    "voorziening": FacilityRow,
    "aanbod": Row,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What a remark is about."""

    kind: str
    number: int
    name: str
    href: str


@dataclass(frozen=True, kw_only=True)
class WrongForm(PublicPage):
    template: ClassVar[str] = "socialmap/wrong.html"
    subject: Subject
    form: RemarkForm
    town: str
    limit: int


@dataclass(frozen=True, kw_only=True)
class Thanked(PublicPage):
    template: ClassVar[str] = "socialmap/thanked.html"


@dataclass(frozen=True, kw_only=True)
class Wrongs(Page):
    template: ClassVar[str] = "socialmap/wrongs.html"
    waiting: Sequence[Wrong]
    done: Sequence[Wrong]


@dataclass(frozen=True, kw_only=True)
class Answering(Page):
    template: ClassVar[str] = "socialmap/answering.html"
    wrong: Wrong
    form: AnswerForm
    limit: int


@recalls
async def wrong_form(request: Request) -> Response:
    """The form; it is nobody's page to keep, since it holds the second at which it was opened."""
    subject = await _subject(request)
    form = RemarkForm.parse(opened=str(_second()))
    return _form_page(subject, form, request.query_params.get("bij", "")).render(request)


@prepares
async def report(request: Request) -> Response:
    """Take in what somebody says; a program is thanked and not heard."""
    tries = Tries(REMARKS, "remark", client_address(request))
    await rate_limits(request).count(tries)
    subject = await _subject(request)
    form = RemarkForm.parse(await request.form())
    thanks = redirects.to(request, "socialmap:thanked")
    if form.is_trap:
        return thanks
    if not form.check(second=_second()):
        form.opened.data = str(_second() - 60)  # who is shown an error has read the page
        return _form_page(subject, form, request.query_params.get("bij", "")).render(request, 422)
    remark = form.remark()
    if subject.kind == "voorziening":
        await committed(lambda: report_about_facility(subject.number, remark))
    else:
        town_id = await _town_id(request)
        await committed(lambda: report_about_offering(subject.number, remark, town_id))
    return thanks


async def _subject(request: Request) -> Subject:
    kind, number = request.path_params["kind"], request.path_params["number"]
    if kind not in KINDS:
        raise NotFound
    guided = await guided_with(guides, KINDS[kind], number)
    item = guided.guide.item(KINDS[kind], number)
    assert item is not None, "it stands there"
    is_row = isinstance(item, Row)
    name = f"{name_of(item)}, {item.provider.name}" if is_row else item.name
    return Subject(kind=kind, number=number, name=name, href=local(f"/{kind}/{number}/"))


async def _town_id(request: Request) -> int | None:
    """The municipality of the resident, when it is one that the offering serves."""
    town = (await guides.around()).town_called(request.query_params.get("bij", ""))
    guided = await guided_with(guides, Row, request.path_params["number"])
    item = guided.guide.item(Row, request.path_params["number"])
    served = [one.id for one in item.municipalities] if item else []
    if town is not None and town.id in served:
        return town.id
    return served[0] if len(served) == 1 else None


def _form_page(subject: Subject, form: RemarkForm, town: str) -> WrongForm:
    return WrongForm(
        about=About(
            description=t("Meld wat er niet klopt."),
            path=f"/klopt-dit-niet/{subject.kind}/{subject.number}/",
            query=f"?{urlencode({'bij': town})}" if town else "",
            is_indexed=False,
        ),
        subject=subject,
        form=form,
        town=town,
        limit=MESSAGE,
    )


def _second() -> int:
    return int(now().timestamp())


@recalls
async def thanked(request: Request) -> Response:
    """Say what happens now."""
    about = About(description=t("Bedankt."), path="/klopt-dit-niet/bedankt/", is_indexed=False)
    return Thanked(about=about).render(request)


@reads
async def wrongs(request: Request) -> Response:
    """What residents said to be wrong, and what was done with it."""
    actor = acting(request, *ANSWERERS)
    page = Wrongs(waiting=await open_wrongs_for(actor), done=await answered_wrongs_for(actor))
    return page.render(request)


@reads
async def wrong(request: Request) -> Response:
    """One of these, to answer."""
    actor = acting(request, *ANSWERERS)
    found = await wrong_for(actor, request.path_params["correction"])
    return Answering(wrong=found, form=AnswerForm.parse(), limit=MESSAGE).render(request)


@writes
async def answer(request: Request) -> Response:
    """Say what was done; the resident hears it when an address was left."""
    actor = acting(request, *ANSWERERS)
    found = await wrong_for(actor, request.path_params["correction"])
    form = AnswerForm.parse(await request.form())
    if not form.validate():
        return Answering(wrong=found, form=form, limit=MESSAGE).render(request, 422)
    mailed = await answer_correction(actor, found.id, str(form.answer.data))
    told = "Afgehandeld. De inwoner krijgt uw antwoord per mail." if mailed else "Afgehandeld."
    return flash(RedirectResponse("/meldingen/", 303), told)


_WRONG = "/klopt-dit-niet/{kind}/{number:int}/"
_ANSWER = "/meldingen/{correction:int}/"
public_routes = [
    Route("/klopt-dit-niet/bedankt/", thanked, name="socialmap:thanked"),
    Route(_WRONG, wrong_form, name="socialmap:wrong_form"),
    Route(_WRONG, report, methods=["POST"], name="socialmap:report"),
]
routes = [
    Route("/meldingen/", wrongs, name="socialmap:wrongs"),
    Route(_ANSWER, wrong, name="socialmap:wrong"),
    Route(_ANSWER, answer, methods=["POST"], name="socialmap:answer"),
]
