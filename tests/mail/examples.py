"""One example or more of every mail; a new mail is added here and is tested with the others.

The key begins with the name of the template's folder.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Final

from portal.accounts import mails as accounts
from portal.accounts.models import Invitation
from portal.availability.mails import reminders, stops
from portal.availability.models import IntakeStop, StopConsent
from portal.availability.rules.digests import Digest, ladder
from portal.availability.rules.row import Named, Row
from portal.availability.rules.stops import StopDecision
from portal.kernel.actor import Role
from portal.mail.compose import Mail
from portal.matching import mails as matching
from portal.matching.rules.cards import card
from portal.search.rules import seen
from portal.socialmap import mails as socialmap
from portal.socialmap.rules.keeping import digest
from portal.transitions import mails as transitions
from portal.transitions.models import Transition
from portal.waitlists import mails as waitlists
from portal.waitlists.models import Entry
from tests.availability.test_reminders_rules import MONDAY, a_row
from tests.socialmap.made_up import a_facility

MOMENT: Final = datetime(2026, 11, 17, 8, 30, tzinfo=UTC)
SANNE: Final = "sanne@linde.example"


def an_invitation(inviter_name: str) -> Mail:
    row = Invitation(
        id=7, email=SANNE, name="Sanne & Co", role=Role.PROVIDER_MEMBER, expires_at=MOMENT
    )
    return accounts.invitation(
        row, token="geheim", inviter_name=inviter_name, organisation_name="De Linde"
    )


def a_digest(rows: int) -> Digest:
    """Some rows that are ever later; the first was never filled in."""
    late = [MONDAY - timedelta(days=14 + number) for number in range(1, rows)]
    known = [a_row(number, confirmed_on=day) for number, day in enumerate(late, 2)]
    found = ladder([a_row(1, confirmed_on=None), *known], on=MONDAY, asked={})
    return Digest(rows=found, total=50, today=MONDAY)


def a_reminder(rows: int, *stands_in_for: str) -> Mail:
    letter = reminders.Letter(
        to=SANNE,
        name="Sanne de Wit",
        membership_id=7,
        provider_name="De Linde & Zn.",
        digest_on=MONDAY,
        token="geheim",
        stands_in_for=stands_in_for,
    )
    return reminders.reminder(letter, a_digest(rows))


def a_reminder_copy(rows: int, *, phone: str) -> Mail:
    copy = reminders.Copy(
        to="rik@regio.example",
        name="Rik Jansen",
        person_id=8,
        provider_id=9,
        provider_name="De Linde & Zn.",
        provider_phone=phone,
        digest_on=MONDAY,
    )
    return reminders.reminder_copy(copy, a_digest(rows).rows, today=MONDAY)


def a_stop(until_on: date | None) -> IntakeStop:
    return IntakeStop(id=5, reason="Verhuizing", from_on=MOMENT.date(), until_on=until_on)


def an_offering() -> Row:
    return replace(a_row(1, confirmed_on=MONDAY), municipalities=(Named(id=3, name="Hoorn"),))


def a_stop_requested(until_on: date | None) -> Mail:
    row = an_offering()
    return stops.stop_requested(
        "mila@hoorn.example",
        row=row,
        stop=a_stop(until_on),
        municipality_ids=frozenset(m.id for m in row.municipalities),
        asker="Sanne de Wit",
    )


def a_stop_decided(decision: StopDecision, *, note: str = "", on_behalf: bool = False) -> Mail:
    row = an_offering()
    consent = StopConsent(
        id=6,
        municipality_id=row.municipalities[0].id,
        decision=decision,
        note=note,
        on_behalf=on_behalf,
    )
    return stops.stop_decided(
        SANNE, row=row, stop=a_stop(None), consent=consent, decider="Mila Peters"
    )


def a_saved_search(*offerings: int) -> Mail:
    """So many offerings that newly fit each search; some were confirmed long ago."""
    days = [MONDAY - timedelta(days=30 * number) for number in range(max(offerings))]
    rows = [a_row(number, confirmed_on=day) for number, day in enumerate(days, 1)]
    cards = [card(seen(row, None, today=MONDAY), region_size=1) for row in rows]
    news = [
        matching.News(name=f"Hulp & zo {many}", query="?product=02BGB&vrij=ja", cards=cards[:many])
        for many in offerings
    ]
    return matching.saved_search(
        "noor@hoorn.example", name="Noor", news=news, token="geheim", dedupe_key="saved_search:1"
    )


def a_facility_reminder(count: int) -> Mail:
    """So many facilities; the first was never checked."""
    rows = [
        a_facility(number, checked_on=None if number == 1 else MONDAY - timedelta(days=95))
        for number in range(1, count + 1)
    ]
    letter = socialmap.Letter(
        to="evi@werf.example",
        name="Evi Mol",
        owner_name="Welzijn & Zo",
        token="geheim",
        dedupe_key="facility_reminder:1",
    )
    return socialmap.facility_reminder(letter, digest(rows, today=MONDAY))


def texts_decided(*, agreed: bool, note: str = "") -> Mail:
    texts = [("Naam", "Buurthuis De Werf & Co"), ("Meer uitleg", "")]
    verdict = socialmap.Verdict(
        facility_id=3, facility="De Werf", agreed=agreed, note=note, texts=texts
    )
    return socialmap.texts_decided(
        "evi@werf.example", name="Evi Mol", verdict=verdict, dedupe_key="texts_decided:1"
    )


def a_client_registered() -> Mail:
    return waitlists.client_registered(
        SANNE, row=an_offering(), entry=an_entry(), reference="WF-7K3M-29"
    )


def a_client_news(news: waitlists.News) -> Mail:
    row, entry = an_offering(), an_entry()
    return waitlists.client_news(
        "noor@hoorn.example", row=row, entry=entry, reference="WF-7K3M-29", news=news
    )


def an_entry() -> Entry:
    return Entry(id=8, registered_on=MONDAY)


def a_transition_news(news: transitions.News) -> Mail:
    return transitions.transition_news(
        "noor@hoorn.example",
        transition=Transition(id=3, name="De Linde & Zn. stopt", cut_over_on=MONDAY),
        news=news,
        path="/overgang/3/verslag/",
        count=2,
        references=["WF-7K3M-29", "WF-7K3M-4A"],
    )


EXAMPLES: Final[dict[str, Callable[[], Mail]]] = {
    "invitation": lambda: an_invitation("Aisha Karimi"),
    "invitation by nobody in particular": lambda: an_invitation(""),
    "password_reset": lambda: accounts.password_reset(
        SANNE, name="Sanne de Wit", token="geheim", valid_until=MOMENT
    ),
    "reminder": lambda: a_reminder(3),
    "reminder of one row": lambda: a_reminder(1),
    "reminder of more rows than a mail holds, for colleagues": lambda: a_reminder(
        45, "Daan Vos", "Aisha Karimi"
    ),
    "reminder_copy": lambda: a_reminder_copy(3, phone="0229 000 000"),
    "reminder_copy of one row, without a number": lambda: a_reminder_copy(1, phone=""),
    "stop_requested": lambda: a_stop_requested(MOMENT.date() + timedelta(days=60)),
    "stop_requested without an end": lambda: a_stop_requested(None),
    "stop_decided agreed": lambda: a_stop_decided(StopDecision.AGREED),
    "stop_decided refused by the region": lambda: a_stop_decided(
        StopDecision.REFUSED, note="Eerst overleg", on_behalf=True
    ),
    "saved_search": lambda: a_saved_search(1),
    "saved_search of more than a mail holds, and another": lambda: a_saved_search(14, 2),
    "facility_reminder": lambda: a_facility_reminder(2),
    "facility_reminder of one": lambda: a_facility_reminder(1),
    "facility_reminder of more than a mail holds": lambda: a_facility_reminder(34),
    "correction_reported": lambda: socialmap.correction_reported(
        "evi@werf.example",
        name="Evi Mol",
        about="Buurthuis De Werf",
        message="De deur was dicht & het licht uit.",
        dedupe_key="correction_reported:1",
    ),
    "correction_answered": lambda: socialmap.correction_answered(
        "inwoner@voorbeeld.example",
        about="Buurthuis De Werf",
        answer="Dank u, de tijden zijn aangepast.",
        dedupe_key="correction_answered:1",
    ),
    "texts_decided agreed": lambda: texts_decided(agreed=True),
    "texts_decided refused": lambda: texts_decided(agreed=False, note="Te veel reclame."),
    "client_registered": a_client_registered,
    **{f"client_news {news}": partial(a_client_news, news) for news in waitlists.News},
    **{f"transition_news {news}": partial(a_transition_news, news) for news in transitions.News},
    "password_changed": lambda: accounts.password_changed(SANNE, name="Sanne de Wit", at=MOMENT),
}
