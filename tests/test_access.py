"""Every route against every role: who sees it, for whom it does not exist, who signs in first.

A new route that is not in the table fails.
"""

from datetime import timedelta
from typing import Any, Final

import pytest
from httpx import Response
from starlette.routing import Route

from portal.availability.actions import stops
from portal.availability.actions.stops import StopWish
from portal.gaps.actions import Missing, report_gap
from portal.gaps.rules import GapReason
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.providers.models import Contract
from portal.routes import routes
from portal.search.actions import add_synonym, count_missed
from portal.search.models import MissedWord
from portal.socialmap.models import LocalGuide
from portal.transitions.actions.setting_up import set_up
from portal.waitlists.models import BackDating
from tests.browser_client import TOKEN, Browser
from tests.cast import Cast
from tests.socialmap.stories import the_werf
from tests.transitions.stories import plan
from tests.waitlists.stories import registered

PUBLIC: Final = frozenset({"public"})
NOBODY: Final[frozenset[str]] = frozenset()
LINDE: Final = frozenset({"sanne", "daan"})
PROVIDERS: Final = LINDE | {"aisha", "kim"}
RIK: Final = frozenset({"rik"})
REGION: Final = RIK | {"otto"}
SEARCHERS: Final = REGION | {"noor", "mila"}
ADMINISTERS: Final = frozenset({"sanne", "aisha", "kim", "rik", "bo"})
DECIDES: Final = RIK | {"mila"}
OF_THE_WERF: Final = frozenset({"evi", "noor", "mila", "rik"})
STAFF: Final = frozenset({"noor", "mila", "rik", "guus"})
KEEPERS: Final = STAFF | {"evi"}
EVERYBODY: Final = PROVIDERS | SEARCHERS | {"bo", "evi", "guus"}

# Of things with a number, the one in the address is De Linde's.
WHO: Final[dict[str, frozenset[str]]] = {
    **dict.fromkeys(
        (
            "socialmap:start",
            "socialmap:results",
            "socialmap:offering",
            "socialmap:facility",
            "socialmap:towns",
            "socialmap:town",
            "socialmap:themes",
            "socialmap:theme",
            "socialmap:provider",
            "socialmap:waits",
            "socialmap:kept",
            "socialmap:contact",
            "socialmap:privacy",
            "socialmap:accessibility",
            "socialmap:open_data",
            "socialmap:csv",
            "socialmap:csv_of_region",
            "socialmap:sitemap",
            "socialmap:sitemap_part",
            "socialmap:robots",
            "socialmap:wrong_form",
            "socialmap:report",
            "socialmap:thanked",
        ),
        PUBLIC,
    ),
    "socialmap:desk": KEEPERS,
    "socialmap:confirm_all": KEEPERS,
    "socialmap:edit": OF_THE_WERF,
    "socialmap:save": OF_THE_WERF,
    "socialmap:confirm": OF_THE_WERF,
    "socialmap:new": STAFF,
    "socialmap:make": STAFF,
    "socialmap:guides": STAFF,
    "socialmap:add_guide": STAFF,
    "socialmap:end_guide": frozenset({"noor", "mila", "rik"}),
    **dict.fromkeys(
        (
            "socialmap:texts",
            "socialmap:decide",
            "socialmap:owner",
            "socialmap:add_keeper",
            "socialmap:end_form",
        ),
        frozenset({"noor", "mila", "rik"}),
    ),
    "socialmap:wrongs": KEEPERS | PROVIDERS,
    "socialmap:wrong": OF_THE_WERF,
    "socialmap:answer": OF_THE_WERF,
    "web:help": PUBLIC,
    "web:components": NOBODY,  # outside development
    "accounts:sign_in": PUBLIC,
    "accounts:session": PUBLIC,
    "accounts:demo_session": NOBODY,  # outside the demo
    "accounts:sign_out": PUBLIC,
    "accounts:forgotten": PUBLIC,
    "accounts:request_reset": PUBLIC,
    "accounts:reset_sent": PUBLIC,
    "accounts:account": EVERYBODY,
    "accounts:name": EVERYBODY,
    "accounts:password": EVERYBODY,
    "accounts:sign_out_everywhere": EVERYBODY,
    "accounts:absence": EVERYBODY,
    "accounts:organisations": ADMINISTERS,
    "accounts:members": frozenset({"sanne", "rik", "bo"}),
    "accounts:invite_form": frozenset({"sanne", "rik", "bo"}),
    "accounts:invite": frozenset({"sanne", "rik", "bo"}),
    "availability:desk": PROVIDERS,
    "availability:confirmation": PROVIDERS,
    "availability:revoke": PROVIDERS,
    "availability:edit": LINDE,
    "availability:save": LINDE,
    "availability:undo": LINDE,
    "availability:offering": LINDE,
    "availability:contact": LINDE,
    "availability:stops": LINDE,
    "availability:ask_stop": LINDE,
    "availability:withdraw_stop": LINDE,
    "availability:download": PROVIDERS,
    "availability:upload": PROVIDERS,
    "availability:apply": PROVIDERS,
    "availability:preview": PROVIDERS,
    "availability:decisions": DECIDES,
    "availability:decide": DECIDES,
    "availability:offerings_of_provider": REGION,
    "availability:new_offering": RIK,
    "availability:make_offering": RIK,
    "availability:withdraw": RIK,
    "availability:region_edit": RIK,
    "availability:region_save": RIK,
    "availability:region_undo": RIK,
    "availability:region_offering": RIK,
    **dict.fromkeys(
        (
            "catalogue:lots",
            "catalogue:lot",
            "catalogue:products",
            "catalogue:product",
            "catalogue:municipalities",
            "providers:providers",
            "providers:provider",
            "providers:contract",
            "providers:teams",
            "providers:team",
        ),
        REGION,
    ),
    **dict.fromkeys(
        (
            "catalogue:new_lot",
            "catalogue:make_lot",
            "catalogue:edit_lot",
            "catalogue:save_lot",
            "catalogue:new_product",
            "catalogue:make_product",
            "catalogue:edit_product",
            "catalogue:save_product",
            "catalogue:new_municipality",
            "catalogue:make_municipality",
            "catalogue:edit_municipality",
            "catalogue:save_municipality",
            "catalogue:settings",
            "catalogue:save_settings",
            "search:words",
            "search:new_synonym",
            "search:add_synonym",
            "search:end_synonym",
            "search:switch_off",
            "search:forget",
            "importing:kinds",
            "importing:kind",
            "importing:upload",
            "importing:blank",
            "importing:filled",
            "providers:new",
            "providers:make",
            "providers:edit",
            "providers:save",
            "providers:new_location",
            "providers:make_location",
            "providers:location",
            "providers:save_location",
            "providers:new_area",
            "providers:make_area",
            "providers:area",
            "providers:save_area",
            "providers:new_contract",
            "providers:make_contract",
            "providers:edit_contract",
            "providers:save_contract",
            "providers:new_team",
            "providers:make_team",
            "providers:edit_team",
            "providers:save_team",
        ),
        RIK,
    ),
    "matching:overview": SEARCHERS | {"guus"},
    "matching:offering": SEARCHERS,
    "gaps:gap": (SEARCHERS | {"guus"}) - {"otto"},
    "gaps:report": (SEARCHERS | {"guus"}) - {"otto"},
    "gaps:gaps": REGION,
    "gaps:close": RIK,
    "matching:compare": SEARCHERS | {"guus"},
    **dict.fromkeys(
        ("matching:sheet", "matching:saved", "matching:save_form", "matching:save"),
        SEARCHERS | {"guus"},
    ),
    "oversight:desk": REGION,
    "oversight:landscape": REGION,
    "oversight:gaps": REGION,
    "oversight:trends": REGION,
    "oversight:terms": REGION,
    "oversight:upkeep": REGION,
    "oversight:signals": REGION,
    "oversight:calls": REGION,
    "oversight:subcontracts": REGION,
    "oversight:onboarding": REGION,
    "oversight:invite_preview": RIK,
    "oversight:invite_many": RIK,
    "oversight:management": REGION,
    "oversight:management_report": REGION,
    "oversight:management_file": REGION,
    "oversight:inspection": frozenset({"otto"}),
    "oversight:journal": frozenset({"otto"}),
    "oversight:journal_export": frozenset({"otto"}),
    "oversight:administration": frozenset({"bo"}),
    "oversight:rights": frozenset({"bo"}),
    "oversight:confirm_rights": frozenset({"bo"}),
    "oversight:municipality": frozenset({"mila"}),
    **dict.fromkeys(
        ("oversight:ask_dossier", "oversight:find_dossier", "oversight:dossier"),
        frozenset({"mila"}),
    ),
    **dict.fromkeys(
        (
            "waitlists:register_form",
            "waitlists:register",
            "waitlists:clients",
            "waitlists:find",
        ),
        frozenset({"noor", "guus"}),
    ),
    **dict.fromkeys(
        (
            "waitlists:client",
            "waitlists:entry_deed_form",
            "waitlists:entry_deed",
            "waitlists:client_deed_form",
            "waitlists:client_deed",
        ),
        frozenset({"noor"}),
    ),
    "waitlists:lists": PROVIDERS,
    **dict.fromkeys(("waitlists:list", "waitlists:list_deed_form", "waitlists:list_deed"), LINDE),
    "waitlists:region": REGION,
    "waitlists:earlier_form": RIK,
    "waitlists:earlier": RIK,
    "waitlists:decide": RIK,
    "transitions:overview": SEARCHERS | {"guus"},
    **dict.fromkeys(
        (
            "transitions:decide",
            "transitions:report",
            "transitions:report_file",
            "transitions:board",
            "transitions:board_file",
        ),
        SEARCHERS,
    ),
    **dict.fromkeys(
        (
            "transitions:successions",
            "transitions:prepare",
            "transitions:simulate",
            "transitions:simulation_file",
            "transitions:execute",
        ),
        REGION,
    ),
    **dict.fromkeys(
        (
            "transitions:new",
            "transitions:start",
            "transitions:new_succession",
            "transitions:add_succession",
            "transitions:save_terms",
            "transitions:collect",
            "transitions:present",
            "transitions:remind",
            "transitions:run",
            "transitions:close",
            "transitions:new_receiving",
            "transitions:add_receiving",
            "transitions:new_releasing",
            "transitions:add_releasing",
            "transitions:new_talk",
            "transitions:add_talk",
        ),
        RIK,
    ),
    "transitions:save_decisions": frozenset({"noor"}),
}
# Their addresses hold a secret: whoever has the link may open it, and their own tests say so.
BY_SECRET: Final = frozenset(
    {
        "accounts:new_password",
        "accounts:reset",
        "accounts:invitation",
        "accounts:accept",
        "availability:confirm",
        "availability:answer",
        "availability:confirmed",
        "matching:unsubscribe_form",
        "matching:unsubscribe",
        "socialmap:by_link",
        "socialmap:confirm_by_link",
        "socialmap:edit_by_link",
        "socialmap:save_by_link",
    }
)
# Things of one person or only in the demo; their own tests walk over all strangers.
ELSEWHERE: Final = frozenset(
    {
        "accounts:switch",
        "accounts:reminders",
        "accounts:absence_end",
        "accounts:role",
        "accounts:end_form",
        "accounts:end",
        "accounts:withdraw",
        "oversight:end_right_form",
        "oversight:end_right",
        "accounts:resend",
        "importing:preview",
        "importing:apply",
        "importing:cancel",
        "providers:agree",
        "oversight:no_answer",
        "oversight:subcontract",
        "oversight:decide_subcontract",
        "matching:rhythm",
        "matching:end",
        "socialmap:end",
        "socialmap:end_keeper",
        "transitions:remove_succession",
        "transitions:remove_receiving",
        "transitions:queue",
        "transitions:put_on_list",
        "transitions:undo_form",
        "transitions:undo",
        "demomail:mailbox",
        "demomail:letter",
        "demomail:html",
    }
)


def the_routes() -> list[Route]:
    """What ends De Linde's offering comes last."""
    found = [
        route
        for route in routes
        if isinstance(route, Route) and route.name not in BY_SECRET | ELSEWHERE
    ]
    last = {"availability:withdraw", "socialmap:end_guide"}  # what these take away is asked before
    return sorted(found, key=lambda route: route.name in last)


async def ids_of(cast: Cast) -> dict[str, Any]:
    """What stands in addresses: things of De Linde in Westfriesland."""
    contract = await Contract.get(id=cast.linde_dag.contract_id)
    wish = StopWish(
        reason="Ziekte", from_on=today(), until_on=None, municipality_ids=[cast.hoorn.id]
    )
    stop = await stops.request_stop(cast.sanne, cast.linde_thuis.id, wish, on=today())
    synonym = await add_synonym(cast.rik, "poetshulp", "begeleiding basis")
    await count_missed(cast.westfriesland.id, {"zwemmen": 2}, today())
    missing = Missing(municipality_id=cast.hoorn.id, product_id=None, reason=GapReason.NONE_OFFERED)
    gap = await report_gap(cast.noor, missing, on=today())
    werf = await the_werf(cast)
    entry = await registered(cast, registered_on=today() - timedelta(days=30), reason="Papier")
    transition = await set_up(cast.rik, plan(cast), on=today())
    guide = await LocalGuide.create(municipality=cast.hoorn, name="Gids", url="https://g.example")
    return {
        **werf,
        "guide": guide.id,
        "region": "westfriesland",
        "town": "hoorn",
        "theme": "ontmoeten",
        "name": "algemeen",
        "number": werf["facility"],
        "entry": entry.id,
        "client": entry.need.client_id,
        "claim": (await BackDating.get()).id,
        "transition": transition.id,
        "offering": cast.linde_thuis.id,
        "kind": "aanbieder",
        "id": cast.linde.id,
        "stop": stop.id,
        "municipality": cast.hoorn.id,
        "provider": cast.linde.id,
        "product": cast.begeleiding.id,
        "lot": cast.begeleiding.lot_id,
        "location": cast.linde_dag.location_id,
        "area": cast.linde_thuis.service_area_id,
        "contract": contract.id,
        "team": cast.hoorn_team.id,
        "synonym": synonym,
        "word": (await MissedWord.get()).id,
        "format": "csv",
        "gap": gap.id,
    }


def path_of(route: Route, ids: dict[str, Any]) -> str:
    kinds = {"importing": "lots", "socialmap": "voorziening"}
    kind = kinds.get(route.name.partition(":")[0])
    known = {**ids, "kind": kind} if kind else ids
    if route.name.startswith("waitlists:client_deed"):
        known = {**ids, "id": ids["client"], "deed": "zaaknummer"}
    elif route.name.startswith("waitlists:"):
        known = {**ids, "id": ids["entry"], "deed": "uitstel"}
    return str(route.url_path_for(route.name, **{p: known[p] for p in route.param_convertors}))


def test_every_route_is_in_the_table() -> None:
    known = WHO.keys() | BY_SECRET | ELSEWHERE
    names = {route.name for route in routes if isinstance(route, Route)}
    assert names - known == set(), "say who may use these routes"
    assert known - names == set(), "these routes are gone"


@pytest.mark.parametrize("who", sorted(EVERYBODY))
async def test_what_one_may_not_see_does_not_exist(cast: Cast, browser: Browser, who: str) -> None:
    actor: Actor = getattr(cast, who)
    ids = await ids_of(cast)
    wrong: list[str] = []
    token = ""
    for route in the_routes():
        if "session" not in browser.cookies:  # at first, and after signing out
            token = await form_token(await browser.sign_in(actor))
        answer = await asked(browser, route, ids, token)
        allowed = WHO[route.name] & {who, "public"}
        if answer.status_code >= 500 or (answer.status_code == 404) != (not allowed):
            wrong.append(f"{route.name} answers {answer.status_code}")
        if "session" in browser.cookies and leads_to_sign_in(answer):
            wrong.append(f"{route.name} does not know who asks")
    assert wrong == []


async def test_strangers_are_asked_to_sign_in(cast: Cast, browser: Browser) -> None:
    ids = await ids_of(cast)
    wrong: list[str] = []
    for route in the_routes():
        answer = (await asked(browser, route, ids, token="")).status_code
        if answer not in {303, 401} and WHO[route.name] not in {PUBLIC, NOBODY}:
            wrong.append(f"{route.name} answers {answer}")
    assert wrong == []


async def asked(browser: Browser, route: Route, ids: dict[str, Any], token: str) -> Response:
    path = path_of(route, ids)
    if "GET" in (route.methods or set()):
        return await browser.get(path)
    return await browser.post(path, data={"csrf_token": token})


async def form_token(browser: Browser) -> str:
    """What every form of this session holds."""
    found = TOKEN.search((await browser.get("/hulp/")).text)
    assert found
    return found.group(1)


def leads_to_sign_in(answer: Response) -> bool:
    return answer.headers.get("location", "").startswith("/inloggen/")
