"""Requests to work with a subcontractor, decided in two presses from the desk."""

from datetime import timedelta

import pytest

from portal.journal.models import JournalEntry
from portal.kernel.actor import Actor
from portal.kernel.clock import today
from portal.providers.models import Contract, ContractProduct, SubcontractApproval
from portal.providers.rules import SubcontractDecision
from tests import builders as make
from tests.browser_client import Browser
from tests.cast import Cast
from tests.htmx import get_fragment, same, swapped
from tests.oversight.test_desk_pages import a_subcontract, words

HERE = "/regio/onderaannemers/"


async def test_all_facts_are_in_view(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await ContractProduct.create(
        region_id=cast.westfriesland.id, contract=under, product=cast.begeleiding
    )
    await browser.sign_in(cast.rik)
    assert HERE in (await browser.get("/regio/")).text
    told = words((await browser.get(HERE)).text)
    main = await Contract.get(id=cast.linde_thuis.contract_id)
    assert "Het Anker voor De Linde" in told
    assert f"De Linde, contract {main.number}" in told
    assert "02BGB Begeleiding basis" in told
    assert "alle gemeenten" in told
    assert "door Sanne de Wit" in told


async def test_rik_agrees(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{HERE}{under.id}/", decision="agreed")
    assert (answer.status_code, answer.headers["location"]) == (303, HERE)
    approval = await SubcontractApproval.get(contract=under)
    assert approval.decision is SubcontractDecision.AGREED
    assert (await JournalEntry.get(action="subcontract.agreed")).subject_ids == [under.id]
    assert "Er wacht geen verzoek" in (await browser.get(HERE)).text
    assert "onderaannemer te werken" not in (await browser.get("/regio/")).text


async def test_a_refusal_needs_a_reason_and_keeps_it(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{HERE}{under.id}/", decision="refused")
    assert answer.status_code == 422
    assert "Schrijf op waarom u weigert." in answer.text
    assert (await SubcontractApproval.get(contract=under)).decision is None
    reason = "Geen keurmerk."
    await browser.send_form(f"{HERE}{under.id}/", decision="refused", note=reason)
    approval = await SubcontractApproval.get(contract=under)
    assert (approval.decision, approval.note) == (SubcontractDecision.REFUSED, reason)
    assert (await JournalEntry.get(action="subcontract.refused")).reason == reason
    assert reason in (await browser.get(f"/regio/contracten/{under.id}/")).text


@pytest.mark.parametrize("decision", ["", "perhaps"])
async def test_nothing_counts_as_agreement_but_saying_so(
    cast: Cast, browser: Browser, decision: str
) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(cast.rik)
    answer = await browser.send_form(f"{HERE}{under.id}/", decision=decision)
    assert answer.status_code == 422
    assert "Kies of u akkoord gaat of weigert." in answer.text


async def test_a_subcontract_that_nobody_asked_for_waits_too(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await SubcontractApproval.filter(contract=under).delete()
    await browser.sign_in(cast.rik)
    assert "onbekend wanneer" in (await browser.get(HERE)).text
    assert "1 verzoek om met" in (await browser.get("/regio/")).text


async def test_a_contract_that_is_over_needs_no_word(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await Contract.filter(id=under.id).update(ends_on=today() - timedelta(days=1))
    await browser.sign_in(cast.rik)
    assert "Er wacht geen verzoek" in (await browser.get(HERE)).text


async def test_a_decision_can_be_taken_back(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(cast.rik)
    await browser.send_form(f"{HERE}{under.id}/", decision="agreed")
    assert "Het Anker voor De Linde" in (await browser.get(f"{HERE}{under.id}/")).text
    await browser.send_form(f"{HERE}{under.id}/", decision="refused", note="Toch niet.")
    assert (await SubcontractApproval.get(contract=under)).decision is SubcontractDecision.REFUSED
    main = under.main_contract_id
    assert (await browser.get(f"{HERE}{main}/")).status_code == 404, "not a subcontract"
    for stranger in (cast.otto, cast.sanne, await _loes(cast)):
        await browser.sign_in(stranger)
        assert (await browser.get(f"{HERE}{under.id}/")).status_code == 404


async def _loes(cast: Cast) -> Actor:
    """Manages contracts in Midden-Holland."""
    return await make.a_member(cast.rik.role, of=cast.midden_holland, name="Loes")


async def test_the_inspector_reads_and_decides_nothing(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(cast.otto)
    page = (await browser.get(HERE)).text
    assert "Het Anker voor De Linde" in page
    assert "<form" not in page.partition("<main")[2]
    refused = await browser.send_form(f"{HERE}{under.id}/", decision="agreed")
    assert refused.status_code == 404


async def test_another_region_sees_and_decides_nothing(cast: Cast, browser: Browser) -> None:
    under = await a_subcontract(cast)
    await browser.sign_in(await _loes(cast))
    assert "Er wacht geen verzoek" in (await browser.get(HERE)).text
    answer = await browser.send_form(f"{HERE}{under.id}/", decision="agreed")
    assert answer.status_code == 404
    assert (await SubcontractApproval.get(contract=under)).decision is None


async def test_a_swap_shows_what_a_reload_would_show(cast: Cast, browser: Browser) -> None:
    first = await a_subcontract(cast)
    await a_subcontract(cast, number="ONDER-2")
    await browser.sign_in(cast.rik)
    before = (await browser.get(HERE)).text
    await SubcontractApproval.filter(contract=first).delete()
    fragment = await get_fragment(browser, HERE, "subcontracts", "div")
    assert same(swapped(before, "subcontracts", fragment), (await browser.get(HERE)).text)
