"""Evi keeps Buurthuis De Werf true; Noor of the access team looks along."""

import re
from datetime import timedelta
from typing import Any

import pytest

from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor
from portal.kernel.clock import now, today
from portal.mail.models import OutboxMail
from portal.socialmap.actions.corrections import Remark, report_about_facility
from portal.socialmap.actions.facilities import (
    ChangedMeanwhile,
    change_facility,
    decide_texts,
)
from portal.socialmap.actions.keepers import owners_to_remind, remind_owner
from portal.socialmap.jobs import remind_keepers
from portal.socialmap.models import (
    Correction,
    Facility,
    FacilityCheck,
    FacilityLink,
    TextChange,
)
from portal.socialmap.queries.keeping import row_kept_by, rows_kept_by, waiting_texts
from portal.socialmap.rules.facilities import Decision
from portal.socialmap.rules.keeping import Keeping
from tests.browser_client import Browser
from tests.cast import Cast
from tests.counting import counted_queries
from tests.matching.test_pages import words
from tests.socialmap.stories import FACTS, TEXTS, a_facility, evi_keeps, the_werf, written

FIELDS: dict[str, Any] = {
    **TEXTS,
    "themes": ["ontmoeten"],
    "cost": "free",
    "street": FACTS["street"],
    "postcode": FACTS["postcode"],
    "place": FACTS["place"],
    "phone": FACTS["phone"],
    "monday": "9-12",
}


async def sees(actor: Actor) -> set[str]:
    return {row.name for row in await rows_kept_by(actor)}


async def form_of(browser: Browser, path: str, **changed: Any) -> dict[str, Any]:
    """What a browser sends back of the form at this path, with these changes."""
    page = (await browser.get(path)).text
    seen = re.search(r'name="seen"[^>]* value="(\d+)"', page)
    token = re.search(r'name="csrf_token" value="([^"]*)"', page)
    assert seen, "a form of a facility knows what was seen"
    held = {"seen": seen.group(1), "csrf_token": token.group(1) if token else ""}
    return {**FIELDS, **held, **changed}


async def test_everybody_keeps_their_own_and_sees_no_other(cast: Cast) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await a_facility(cast.rik, cast.medemblik.id, {"name": "De Kolk"}, owner="Welzijn Medemblik")
    await a_facility(cast.guus, cast.gouda.id, {"name": "De Sluis"}, owner="Welzijn Gouda")
    assert await sees(cast.evi) == set(), "until somebody asks her"
    await evi_keeps(cast, werf.owner_id)
    assert await sees(cast.evi) == await sees(cast.noor) == {"Buurthuis De Werf"}
    assert await sees(cast.mila) == {"Buurthuis De Werf"}
    assert await sees(cast.rik) == {"Buurthuis De Werf", "De Kolk"}
    assert await sees(cast.guus) == {"De Sluis"}
    assert await sees(cast.sanne) == set()


async def test_evi_changes_hours_at_once_but_her_texts_wait_for_noor(
    cast: Cast, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await evi_keeps(cast, werf.owner_id)
    await browser.sign_in(cast.evi)
    path = f"/voorzieningen/{werf.id}/wijzigen/"
    sent = await form_of(browser, path, summary="Nu met leestafel.", tuesday="13.30 tot 17 uur")
    answer = await browser.post(path, data=sent)
    assert answer.headers["location"] == "/voorzieningen/"
    public = words((await browser.get(f"/voorziening/{werf.id}/")).text)
    assert "13.30 tot 17.00 uur" in public
    assert "Nu met leestafel." not in public
    await browser.sign_in(cast.noor)
    (waiting,) = await waiting_texts(cast.noor)
    diff = words((await browser.get(f"/voorzieningen/teksten/{waiting.id}/")).text)
    assert "Nu Koffie, spelletjes en een praatje. Wordt Nu met leestafel." in diff
    await browser.send_form(f"/voorzieningen/teksten/{waiting.id}/", decision="agreed")
    public = words((await browser.get(f"/voorziening/{werf.id}/")).text)
    assert "Nu met leestafel." in public
    mail = await OutboxMail.filter(dedupe_key__startswith="texts_decided").first()
    assert mail is not None
    done = {entry.action for entry in await JournalEntry.all()}
    assert {"facility.changed", "text_change.asked", "text_change.agreed"} <= done


async def test_a_refusal_needs_a_reason_and_leaves_the_text(cast: Cast, browser: Browser) -> None:
    ids = await the_werf(cast)
    await browser.sign_in(cast.noor)
    path = f"/voorzieningen/teksten/{ids['change']}/"
    answer = await browser.send_form(path, decision="refused")
    assert answer.status_code == 422
    assert "Schrijf op waarom niet." in answer.text
    await browser.send_form(path, decision="refused", note="Te veel reclame.")
    change = await TextChange.get(id=ids["change"])
    assert (change.decision, change.note) == (Decision.REFUSED, "Te veel reclame.")
    assert (await Facility.get(id=ids["facility"])).summary == TEXTS["summary"]
    assert (await browser.get(path)).status_code == 404, "it is decided"


async def test_a_second_proposal_takes_the_place_of_the_first(cast: Cast) -> None:
    ids = await the_werf(cast)
    as_evi = Keeping(actor=cast.evi, keeper_id=ids["keeper"])
    version = (await Facility.get(id=ids["facility"])).version
    again = written({"name": "De Nieuwe Werf"})
    assert await change_facility(as_evi, ids["facility"], again, seen=version)
    (waiting,) = await waiting_texts(cast.noor)
    assert [one.after for one in waiting.differences] == ["De Nieuwe Werf"]
    await decide_texts(cast.noor, waiting.id, Decision.AGREED)
    assert (await row_kept_by(cast.evi, ids["facility"])).name == "De Nieuwe Werf"


async def test_nobody_overwrites_what_another_just_changed(cast: Cast, browser: Browser) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await browser.sign_in(cast.noor)
    path = f"/voorzieningen/{werf.id}/wijzigen/"
    sent = await form_of(browser, path, phone="0229 555 999")
    await change_facility(Keeping(actor=cast.mila), werf.id, written(phone="0229 555 111"), seen=1)
    answer = await browser.post(path, data=sent)
    assert answer.status_code == 422
    assert "Iemand anders heeft dit net aangepast" in answer.text
    assert "0229 555 999" in answer.text, "what was typed stays"
    assert (await Facility.get(id=werf.id)).phone == "0229 555 111"
    with pytest.raises(ChangedMeanwhile):
        await change_facility(Keeping(actor=cast.noor), werf.id, written(), seen=1)


async def test_wrong_input_is_told_at_its_field_and_nothing_is_lost(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    answer = await browser.send_form(
        "/voorzieningen/nieuw/",
        **{
            **FIELDS,
            "name": "",
            "monday": "ochtend",
            "postcode": "12",
            "owner": "Welzijn Hoorn",
            "town": str(cast.hoorn.id),
            "exceptions-0-from_on": "2026-12-31",
            "exceptions-0-until_on": "2026-12-01",
        },
    )
    assert answer.status_code == 422
    told = words(answer.text)
    for sentence in (
        "Vul de naam in.",
        "Vul de tijden in zoals 9.00-12.00, 13.00-17.00.",
        "Vul een postcode in, zoals 1621 AB.",
        "De laatste dag ligt voor de eerste dag.",
    ):
        assert told.count(sentence) >= 2, "on top and at the field"
    assert 'value="ochtend"' in answer.text
    assert not await Facility.exists()


async def test_noor_puts_a_facility_on_the_map_and_its_keeper_is_asked(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    sent = {
        **FIELDS,
        "owner": "Welzijn Hoorn",
        "town": str(cast.hoorn.id),
        "keeper_name": "Evi Mol",
        "keeper_email": "evi@werf.example",
        "towns": [str(cast.medemblik.id)],
    }
    answer = await browser.send_form("/voorzieningen/nieuw/", **sent)
    assert answer.status_code == 303
    row = (await rows_kept_by(cast.noor))[0]
    assert [town.name for town in row.municipalities] == ["Hoorn", "Medemblik"]
    assert row.where is not None
    assert (row.where.latitude, row.checked_on) == (52.64, today())
    sent["town"] = str(cast.medemblik.id)
    refused = await browser.send_form("/voorzieningen/nieuw/", **sent)
    assert refused.status_code == 422, "Medemblik is not Noor's"


async def test_evi_confirms_from_her_mail_without_signing_in(cast: Cast, browser: Browser) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await evi_keeps(cast, werf.owner_id)
    moment = now() + timedelta(days=88)
    assert await owners_to_remind(on=moment.date()) == [werf.owner_id]
    await remind_keepers(moment)
    await remind_keepers(moment)
    (mail,) = await OutboxMail.filter(dedupe_key__startswith="facility_reminder")
    (path,) = set(re.findall(r"/voorzieningen/bevestigen/[\w-]+/", mail.text))
    await FacilityLink.all().update(expires_at=now() + timedelta(days=1))
    before = await FacilityCheck.all().count()
    page = await browser.get(path)
    assert "Buurthuis De Werf" in page.text
    assert await FacilityCheck.all().count() == before, "opening changes nothing"
    seen = re.findall(r'name="seen" value="([^"]+)"', page.text)
    await change_facility(Keeping(actor=cast.noor), werf.id, written(phone="0229 1"), seen=1)
    before = await FacilityCheck.all().count()
    await browser.post(path, data={"seen": seen})
    assert await FacilityCheck.all().count() == before, "it changed since she saw it"
    seen = re.findall(r'name="seen" value="([^"]+)"', (await browser.get(path)).text)
    answer = await browser.post(path, data={"seen": seen})
    assert answer.headers["location"] == path
    check = await FacilityCheck.all().order_by("-id").first()
    assert check is not None
    assert check.keeper_id is not None
    assert (await browser.get("/voorzieningen/bevestigen/niets/")).status_code == 404


async def test_evi_changes_an_entry_by_her_link_and_the_link_ends_with_her(
    cast: Cast, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    other = await a_facility(
        cast.rik, cast.medemblik.id, {"name": "De Kolk"}, owner="Welzijn Medemblik"
    )
    keeper = await evi_keeps(cast, werf.owner_id)
    await remind_owner(werf.owner_id, moment=now() + timedelta(days=88))
    (mail,) = await OutboxMail.filter(dedupe_key__startswith="facility_reminder")
    (path,) = set(re.findall(r"/voorzieningen/bevestigen/[\w-]+/", mail.text))
    await FacilityLink.all().update(expires_at=now() + timedelta(days=1))
    edit = f"{path}{werf.id}/"
    answer = await browser.post(edit, data=await form_of(browser, edit, friday="9-10", name="X"))
    assert answer.status_code == 303
    row = await row_kept_by(cast.noor, werf.id)
    assert (row.name, len(row.opening.weekly)) == ("Buurthuis De Werf", 2)
    assert (await browser.get(f"{path}{other.id}/")).status_code == 404
    await browser.sign_in(cast.noor)
    await browser.send_form(f"/voorzieningen/eigenaren/{werf.owner_id}/{keeper.id}/stoppen/")
    assert (await browser.get(path)).status_code == 404


async def test_a_resident_says_what_is_wrong_and_gets_an_answer_once(
    cast: Cast, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await evi_keeps(cast, werf.owner_id)
    path = f"/klopt-dit-niet/voorziening/{werf.id}/"
    opened = str(int(now().timestamp()) - 60)
    trap = {"message": "Koop nu", "website": "https://spam.example", "opened": opened}
    assert (await browser.post(path, data=trap)).status_code == 303
    assert not await Correction.exists(), "a program is thanked and not heard"
    personal = {"message": "Bel mij op 0229 123 456", "opened": opened}
    refused = await browser.post(path, data=personal)
    assert refused.status_code == 422
    assert "Bel mij op 0229 123 456" in refused.text
    good = {"message": "De deur was dicht.", "email": "jan@voorbeeld.example", "opened": opened}
    assert (await browser.post(path, data=good)).headers["location"] == "/klopt-dit-niet/bedankt/"
    wrong = await Correction.get()
    assert await OutboxMail.filter(dedupe_key=f"correction_reported:{wrong.id}:1").exists()
    await browser.sign_in(cast.evi)
    assert "De deur was dicht." in (await browser.get("/meldingen/")).text
    assert "jan@" not in (await browser.get(f"/meldingen/{wrong.id}/")).text
    await browser.send_form(f"/meldingen/{wrong.id}/", answer="De tijden zijn aangepast.")
    wrong = await Correction.get()
    assert (wrong.email, wrong.answer) == ("", "De tijden zijn aangepast.")
    mail = await OutboxMail.get(dedupe_key=f"correction_answered:{wrong.id}")
    assert mail.to == "jan@voorbeeld.example"
    again = await browser.send_form(f"/meldingen/{wrong.id}/", answer="Nog eens.")
    assert again.status_code == 403


async def test_a_remark_about_an_offering_reaches_its_provider_and_the_town_of_the_resident(
    cast: Cast, browser: Browser
) -> None:
    opened = str(int(now().timestamp()) - 60)
    path = f"/klopt-dit-niet/aanbod/{cast.linde_thuis.id}/?bij=hoorn"
    answer = await browser.post(path, data={"message": "Zij komen hier niet.", "opened": opened})
    assert answer.status_code == 303
    seen_by = {
        who
        for who in ("sanne", "aisha", "noor", "mila", "rik", "guus", "evi")
        if "Zij komen hier niet."
        in (await (await browser.sign_in(getattr(cast, who))).get("/meldingen/")).text
    }
    assert seen_by == {"sanne", "noor", "mila", "rik"}


async def test_who_reports_too_often_has_to_wait(cast: Cast, browser: Browser) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    path = f"/klopt-dit-niet/voorziening/{werf.id}/"
    opened = str(int(now().timestamp()) - 60)
    answers = [
        (await browser.post(path, data={"message": "Dicht.", "opened": opened})).status_code
        for _ in range(9)
    ]
    assert answers == [303] * 8 + [429]


async def test_what_is_off_the_map_is_gone_for_all_and_asked_of_nobody(
    cast: Cast, browser: Browser
) -> None:
    werf = await a_facility(cast.noor, cast.hoorn.id)
    await evi_keeps(cast, werf.owner_id)
    await browser.sign_in(cast.noor)
    await browser.send_form(f"/voorzieningen/{werf.id}/weghalen/")
    assert await sees(cast.noor) == set()
    await browser.get("/voorzieningen/")  # which says that it is gone
    assert "Buurthuis De Werf" not in (await browser.get("/zoeken/")).text
    await remind_keepers(now() + timedelta(days=88))
    assert not await OutboxMail.filter(dedupe_key__startswith="facility_reminder").exists()
    remark = Remark(message="Nog steeds dicht.")
    with pytest.raises(Exception, match="bestaat niet"):
        await report_about_facility(werf.id, remark)


async def test_the_desk_asks_as_many_statements_however_many_there_are(
    cast: Cast, browser: Browser
) -> None:
    await browser.sign_in(cast.noor)
    counts: list[int] = []
    for number in range(12):
        await a_facility(cast.noor, cast.hoorn.id, {"name": f"Buurthuis {number}"})
        if number in {1, 11}:
            await browser.get("/voorzieningen/")
            with counted_queries() as counted:
                await browser.get("/voorzieningen/")
            counts.append(len(counted.statements))
    assert counts[0] == counts[1]
    assert counts[0] <= 25
