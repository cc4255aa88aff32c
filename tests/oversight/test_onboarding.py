"""Providers join: the board, and inviting many at once."""

from datetime import timedelta
from random import Random

import pytest

from portal.accounts.actions import invite
from portal.accounts.models import Invitation, Membership
from portal.accounts.rules import Organisation, OrganisationKind
from portal.journal.models import JournalEntry
from portal.kernel.actor import Role
from portal.kernel.clock import now, today
from portal.kernel.errors import NotFound
from portal.mail.models import OutboxMail
from portal.oversight.actions.onboarding import invite_many
from portal.oversight.queries.onboarding import joining
from portal.oversight.rules.onboarding import Skipped, Stage
from portal.providers.models import Contract, Provider
from tests import builders as make
from tests.availability.reminding import reported
from tests.browser_client import Browser
from tests.cast import Cast
from tests.oversight.test_desk_pages import cells, words

HERE = "/regio/aansluiten/"
SEND = f"{HERE}uitnodigen/"


async def a_newcomer(cast: Cast, name: str, **known: str) -> Provider:
    """A provider with a contract and nobody who works with the portal."""
    provider = await make.a_provider(name, **known)
    await make.a_contract(provider, await cast.begeleiding.lot)
    return provider


def organisation(provider: Provider) -> Organisation:
    return Organisation(kind=OrganisationKind.PROVIDER, id=provider.id, name=provider.name)


async def stages(cast: Cast) -> dict[str, Stage]:
    found = await joining(cast.rik, today=today())
    return {one.provider.name: one.stage(now=now()) for one in found}


async def test_the_board_says_how_far_each_has_come(cast: Cast, browser: Browser) -> None:
    await a_newcomer(cast, "Nieuw Begin")
    invited = await a_newcomer(cast, "Uitgenodigd")
    await invite(
        cast.rik,
        organisation(invited),
        email="lead@uitgenodigd.example",
        name="Lead",
        role=Role.PROVIDER_LEAD,
    )
    await browser.sign_in(cast.sanne)
    await browser.sign_in(cast.aisha)
    await reported(cast.aisha, cast.anker_thuis.id)
    assert await stages(cast) == {
        "De Linde": Stage.SIGNED_IN,
        "Het Anker": Stage.CURRENT,
        "Nieuw Begin": Stage.NO_ACCOUNT,
        "Uitgenodigd": Stage.INVITED,
    }
    await reported(cast.sanne, cast.linde_thuis.id, cast.linde_dag.id, days_ago=20)
    await Invitation.all().update(
        expires_at=now() - timedelta(days=1), created_at=now() - timedelta(days=8)
    )
    found = await stages(cast)
    assert (found["De Linde"], found["Uitgenodigd"]) == (Stage.COMPLETE, Stage.EXPIRED)
    await browser.sign_in(cast.rik)
    page = (await browser.get(HERE)).text
    assert "2 van 4 aanbieders met een contract hebben ingelogd." in page
    names = [row[0] for row in cells(page)]
    assert names == ["Nieuw Begin", "Uitgenodigd", "De Linde", "Het Anker"], "least far first"
    assert "De Kade" not in page, "another region"


async def test_the_preview_says_who_gets_a_mail_and_who_does_not(
    cast: Cast, browser: Browser
) -> None:
    first = await a_newcomer(cast, "Eerste", email="info@eerste.example")
    await browser.sign_in(cast.rik)
    asked = f"{SEND}?aanbieder={first.id}&aanbieder={cast.linde.id}&aanbieder={cast.kade.id}"
    page = (await browser.get(asked)).text
    assert 'value="info@eerste.example"' in page
    assert "De Linde heeft al een account" in words(page)
    assert "De Kade" not in page, "another region"
    assert await OutboxMail.all().count() == 0, "looking sends nothing"


async def test_one_press_mails_each_once_and_a_second_press_nobody(
    cast: Cast, browser: Browser
) -> None:
    first = await a_newcomer(cast, "Eerste", email="info@eerste.example")
    second = await a_newcomer(cast, "Tweede", email="")
    third = await a_newcomer(cast, "Derde", email="")
    await browser.sign_in(cast.rik)
    posted = {
        "aanbieder": [str(first.id), str(second.id), str(third.id), str(cast.linde.id)],
        f"adres-{first.id}": "info@eerste.example",
        f"adres-{second.id}": "Lead@Tweede.example",
    }
    assert (await browser.send_form(SEND, **posted)).headers["location"] == HERE
    told = words((await browser.get(HERE)).text)
    assert "2 uitnodigingen zijn verstuurd." in told
    assert "1 heeft geen e-mailadres" in told
    assert "1 heeft al een account" in told
    assert "Eerste" in told
    sent = await OutboxMail.all().order_by("to").values_list("to", flat=True)
    assert list(sent) == ["info@eerste.example", "lead@tweede.example"]
    assert (await browser.send_form(SEND, **posted)).status_code == 303
    assert "Er is geen uitnodiging verstuurd." in words((await browser.get(HERE)).text)
    assert await OutboxMail.all().count() == 2
    entries = await JournalEntry.filter(action="onboarding.invited")
    assert [sorted(entry.subject_ids) for entry in entries] == [[first.id, second.id]]
    assert await JournalEntry.filter(action="invitation.sent").count() == 2


async def test_an_expired_invitation_can_be_sent_again(cast: Cast) -> None:
    first = await a_newcomer(cast, "Eerste", email="info@eerste.example")
    address = {first.id: "info@eerste.example"}
    assert (await invite_many(cast.rik, address, on=today())).sent == [first.id]
    again = await invite_many(cast.rik, address, on=today())
    assert (again.sent, again.skipped) == ([], {first.id: Skipped.INVITED})
    await Invitation.all().update(
        expires_at=now() - timedelta(days=1), created_at=now() - timedelta(days=8)
    )
    assert (await invite_many(cast.rik, address, on=today())).sent == [first.id]
    assert await OutboxMail.all().count() == 2
    assert await Invitation.filter(accepted_at=None, withdrawn_at=None).count() == 1


async def test_who_accepts_gives_an_own_name(cast: Cast, browser: Browser) -> None:
    first = await a_newcomer(cast, "Eerste", email="info@eerste.example")
    await invite_many(cast.rik, {first.id: "info@eerste.example"}, on=today())
    mail = await OutboxMail.get()
    assert "Beste Eerste," in mail.text
    path = mail.text.partition("/uitnodiging/")[2].partition("/")[0]
    page = (await browser.get(f"/uitnodiging/{path}/")).text
    assert "Hoofdgebruiker aanbieder" in page
    assert 'value="Eerste"' not in page, "the organisation's name is nobody's own"


@pytest.mark.parametrize("wrong", ["geen adres", "a@b", "x" * 260 + "@linde.example"])
async def test_a_wrong_address_is_told_and_nobody_is_mailed(
    cast: Cast, browser: Browser, wrong: str
) -> None:
    first = await a_newcomer(cast, "Eerste", email="info@eerste.example")
    second = await a_newcomer(cast, "Tweede", email="info@tweede.example")
    await browser.sign_in(cast.rik)
    posted = {
        "aanbieder": [str(first.id), str(second.id)],
        f"adres-{first.id}": "info@eerste.example",
        f"adres-{second.id}": wrong,
    }
    answer = await browser.send_form(SEND, **posted)
    assert answer.status_code == 422
    assert "Er is een probleem" in answer.text
    assert f"adres-{second.id}-error" in answer.text
    assert await OutboxMail.all().count() == 0


async def test_choosing_nobody_is_told(cast: Cast, browser: Browser) -> None:
    await browser.sign_in(cast.rik)
    for path in (SEND, f"{SEND}?aanbieder=x&aanbieder=%00"):
        assert (await browser.get(path)).headers["location"] == HERE
        assert "Kies eerst een of meer aanbieders." in (await browser.get(HERE)).text


async def test_a_provider_of_another_region_gets_no_mail(cast: Cast, browser: Browser) -> None:
    await Membership.filter(provider_id=cast.kade.id).update(ended_at=now())
    with pytest.raises(NotFound):
        await invite_many(cast.rik, {cast.kade.id: "lead@kade.example"}, on=today())
    await browser.sign_in(cast.rik)
    posted = {"aanbieder": str(cast.kade.id), f"adres-{cast.kade.id}": "lead@kade.example"}
    await browser.send_form(SEND, **posted)
    assert await OutboxMail.all().count() == 0


async def test_the_inspector_reads_and_invites_nobody(cast: Cast, browser: Browser) -> None:
    await a_newcomer(cast, "Eerste")
    await browser.sign_in(cast.otto)
    page = (await browser.get(HERE)).text
    assert "Eerste" in page
    assert "checkbox" not in page
    assert "Uitnodigingen bekijken" not in page


async def test_who_has_no_running_contract_is_not_on_the_board(cast: Cast) -> None:
    await Contract.filter(provider_id=cast.anker.id).update(ends_on=today() - timedelta(days=1))
    assert list(await stages(cast)) == ["De Linde"]


@pytest.mark.parametrize("seed", range(3))
async def test_the_board_counts_what_a_naive_reader_counts(
    cast: Cast, browser: Browser, seed: int
) -> None:
    random = Random(seed)
    expected = {"De Linde": "Account, nog niet ingelogd", "Het Anker": "Account, nog niet ingelogd"}
    for number in range(8):
        provider = await a_newcomer(cast, f"Nieuw {number}")
        word = "Nog geen account"
        if random.random() < 0.5:
            days = random.choice((-2, 3))
            await invite_many(cast.rik, {provider.id: f"a{number}@b.example"}, on=today())
            await Invitation.filter(provider_id=provider.id).update(
                expires_at=now() + timedelta(days=days), created_at=now() - timedelta(days=5)
            )
            word = "Uitgenodigd" if days > 0 else "Uitnodiging verlopen"
        if random.random() < 0.4:
            lead = await make.a_member(Role.PROVIDER_LEAD, of=provider)
            word = "Account, nog niet ingelogd"
            if random.random() < 0.5:
                await browser.sign_in(lead)
                word = "Ingelogd, cijfers nog niet compleet"
        expected[provider.name] = word
    await browser.sign_in(cast.rik)
    assert {row[0]: row[2] for row in cells((await browser.get(HERE)).text)} == expected
