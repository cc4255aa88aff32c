"""The region's words of search: its synonyms, and the words that nobody found."""

from dataclasses import dataclass
from typing import ClassVar, Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotValid
from portal.kernel.ids import as_id
from portal.search import actions, queries
from portal.search.forms import SynonymForm
from portal.search.models import MissedWord, Synonym
from portal.search.rules.synonyms import Effect
from portal.web import redirects
from portal.web.flash import flash
from portal.web.handlers import reads, writes
from portal.web.page import Page
from portal.web.records import RecordForm
from portal.web.session import acting

WORDS: Final = "/regio/zoekwoorden/"


@dataclass(frozen=True, kw_only=True)
class WordsOfRegion(Page):
    template: ClassVar[str] = "search/words.html"
    missed: list[MissedWord]
    own: list[Synonym]
    ended: list[Synonym]
    built_in: dict[str, list[str]]
    """What the portal knows by itself: the words for each meaning."""


@reads
async def words(request: Request) -> Response:
    """What search understands in this region, and what it missed."""
    actor = acting(request, Role.REGION_MANAGER)
    rows = await queries.synonyms_visible_to(actor)
    return WordsOfRegion(
        missed=await queries.missed_by(actor).limit(50),
        own=[row for row in rows if row.effect is Effect.ADDS],
        ended=[row for row in rows if row.effect is Effect.ENDS],
        built_in=await queries.built_in_for(actor),
    ).render(request)


@reads
async def new_synonym(request: Request) -> Response:
    """The form for a synonym; a missed word is filled in."""
    actor = acting(request, Role.REGION_MANAGER)
    said = await _missed_word(actor, as_id(request.query_params.get("gemist", "")))
    return _form_page(SynonymForm.parse(said=said)).render(request)


@writes
async def add_synonym(request: Request) -> Response:
    """Add a synonym."""
    actor = acting(request, Role.REGION_MANAGER)
    form = SynonymForm.parse(await request.form())
    if not form.validate():
        return _form_page(form).render(request, 422)
    try:
        await actions.add_synonym(actor, str(form.said.data), str(form.meant.data))
    except NotValid as refused:
        form.complain("said", refused.message)
        return _form_page(form).render(request, 422)
    done = f"Opgeslagen. Wie {form.said.data} zoekt, vindt nu ook {form.meant.data}."
    return flash(redirects.to(request, "search:words"), done)


@writes
async def end_synonym(request: Request) -> Response:
    """End an own synonym, or let a built-in one count again."""
    actor = acting(request, Role.REGION_MANAGER)
    row = await actions.end_synonym(actor, request.path_params["synonym"])
    ended = f"Verwijderd. Wie {row.said} zoekt, vindt niet meer vanzelf {row.meant}."
    back = f"Aangezet. Wie {row.said} zoekt, vindt weer ook {row.meant}."
    gone = redirects.to(request, "search:words")
    return flash(gone, ended if row.effect is Effect.ADDS else back)


@writes
async def switch_off(request: Request) -> Response:
    """Let a built-in synonym no longer count in this region."""
    actor = acting(request, Role.REGION_MANAGER)
    form = SynonymForm.parse(await request.form())
    gone = redirects.to(request, "search:words")
    if not form.validate():
        return gone
    await actions.switch_off(actor, str(form.said.data), str(form.meant.data))
    return flash(gone, f"Uitgezet. Wie {form.said.data} zoekt, vindt niet meer {form.meant.data}.")


@writes
async def forget(request: Request) -> Response:
    """Take a missed word off the list."""
    actor = acting(request, Role.REGION_MANAGER)
    await actions.forget_missed(actor, request.path_params["word"])
    return flash(redirects.to(request, "search:words"), "Van de lijst gehaald.")


async def _missed_word(actor: Actor, word_id: int | None) -> str:
    row = await queries.missed_by(actor).get_or_none(id=word_id) if word_id else None
    return row.word if row else ""


def _form_page(form: SynonymForm) -> RecordForm:
    return RecordForm(
        trail=[("Zoekwoorden", WORDS), ("Synoniem toevoegen", "")],
        title="Synoniem toevoegen",
        form=form,
        action=f"{WORDS}nieuw/",
        cancel_href=WORDS,
    )


routes = [
    Route(WORDS, words, name="search:words"),
    Route(f"{WORDS}nieuw/", new_synonym, name="search:new_synonym"),
    Route(f"{WORDS}nieuw/", add_synonym, methods=["POST"], name="search:add_synonym"),
    Route(f"{WORDS}uit/", switch_off, methods=["POST"], name="search:switch_off"),
    Route(
        f"{WORDS}{{synonym:int}}/einde/", end_synonym, methods=["POST"], name="search:end_synonym"
    ),
    Route(f"{WORDS}gemist/{{word:int}}/weg/", forget, methods=["POST"], name="search:forget"),
]
