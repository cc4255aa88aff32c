"""The journal in Dutch words: what was done, and to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

KIND_WORDS: Final[Mapping[str, str]] = {"changed": "gewijzigd", "seen": "bekeken"}
SUBJECT_WORDS: Final[Mapping[str, str]] = {
    "absence": "afwezigheid",
    "access_team": "lokale toegang",
    "access_team_area": "gemeente van lokale toegang",
    "access_team_contact": "contact van lokale toegang",
    "back_dating": "aanmelding met eerdere datum",
    "batch": "batch van een overgang",
    "bridging_care": "overbruggingszorg",
    "call_attempt": "belpoging",
    "case_reference": "zaaknummer",
    "client": "cliënt",
    "client_hold": "reden om een dossier te bewaren",
    "confirmation": "bevestiging",
    "contract": "contract",
    "contract_part": "gemeente van contract",
    "contract_product": "product van contract",
    "correction": "melding van een inwoner",
    "current_report": "laatste melding",
    "decision": "besluit over een overgang",
    "decision_target": "aanbieder in een besluit",
    "departure": "afmelding",
    "entry": "plaats op een wachtlijst",
    "entry_link": "verband tussen plaatsen",
    "facility": "voorziening",
    "facility_area": "gemeente van voorziening",
    "facility_check": "controle van voorziening",
    "facility_keeper": "wie een voorziening bijhoudt",
    "facility_link": "link om voorzieningen te bevestigen",
    "facility_owner": "eigenaar van voorzieningen",
    "feed_source": "bron van open data van anderen",
    "gap_report": "gemeld hiaat",
    "hours_exception": "andere openingstijd",
    "import_file": "importbestand",
    "intake_invitation": "uitnodiging van een cliënt",
    "intake_stop": "aanmeldstop",
    "invitation": "uitnodiging",
    "journal_entry": "logboek",
    "local_guide": "gids van een gemeente",
    "location": "locatie",
    "lot": "perceel",
    "manager_task": "belopdracht",
    "measured_wait": "gemeten wachttijd",
    "membership": "toegang",
    "missed_word": "woord zonder resultaat",
    "municipality": "gemeente",
    "need": "behoefte",
    "offering": "aanbod",
    "opening_hours": "openingstijd",
    "out_of_order_call": "uitnodiging buiten de volgorde",
    "outbox_mail": "mail",
    "overtaken": "ingehaald bij een overgang",
    "participant": "cliënt in een overgang",
    "password_reset": "herstellink",
    "person": "medewerker",
    "place": "plaats",
    "placement": "plaatsing",
    "postponement": "uitstel",
    "product": "product",
    "provider": "aanbieder",
    "provider_client_number": "cliëntnummer van een aanbieder",
    "published_record": "regel van de open data",
    "receiving": "ontvangend aanbod",
    "region": "regio",
    "releasing": "latende aanbieder",
    "reminder_link": "herinneringslink",
    "reminder_row": "regel van herinnering",
    "report": "melding",
    "return_to_consultant": "teruggave aan de consulent",
    "rights_review": "controle van rechten",
    "running_care": "lopende zorg",
    "saved_search": "bewaarde zoekvraag",
    "saved_search_hit": "aanbod bij een bewaarde zoekvraag",
    "saved_search_link": "afmeldlink van een bewaarde zoekvraag",
    "service_area": "werkgebied",
    "service_area_part": "gemeente van werkgebied",
    "session": "inlogsessie",
    "stated_figures": "cijfers",
    "stop_consent": "besluit over aanmeldstop",
    "subcontract": "onderaannemer",
    "subcontract_approval": "akkoord onderaannemer",
    "succession": "opvolging van een product",
    "synonym": "zoekwoord",
    "takeover": "overname",
    "takeover_talk": "overnamegesprek",
    "target_group": "doelgroep",
    "taken_over": "voorziening uit een bron van anderen",
    "text_change": "andere tekst van voorziening",
    "transfer": "overdracht",
    "transfer_undo": "teruggedraaide overdracht",
    "transition": "overgangstraject",
    "transition_product": "product in een overgang",
}
ACTION_WORDS: Final[Mapping[str, str]] = {
    "absence.announced": "Afwezigheid gemeld",
    "absence.ended": "Afwezigheid beëindigd",
    "access_team.municipality_ids_changed": "Gemeenten van lokale toegang gewijzigd",
    "access_team_contact.removed": "Contact van lokale toegang weggehaald",
    "call.no_answer": "Gebeld, geen gehoor",
    "client.anonymised": "Cliënt anoniem gemaakt",
    "client.case_added": "Zaaknummer toegevoegd",
    "client.joined": "Twee dossiers van een cliënt samengevoegd",
    "client.linked": "Cliënt gekoppeld",
    "client.listed": "Lijst van cliënten bekeken",
    "client.moved": "Cliënt naar een andere gemeente verhuisd",
    "client.numbered": "Cliëntnummer van de aanbieder genoteerd",
    "client.shown": "Dossier van een cliënt bekeken",
    "contract.municipality_ids_changed": "Gemeenten van contract gewijzigd",
    "contract.product_ids_changed": "Producten van contract gewijzigd",
    "correction.answered": "Melding van een inwoner afgehandeld",
    "correction.reported": "Inwoner meldt dat iets niet klopt",
    "entry.back_dating_confirmed": "Eerdere aanmelddatum bevestigd",
    "entry.back_dating_refused": "Eerdere aanmelddatum geweigerd",
    "entry.bridging": "Overbruggingszorg genoteerd",
    "entry.correction": "Aanmelddatum gecorrigeerd",
    "entry.declined": "Uitnodiging afgeslagen door de cliënt",
    "entry.imported": "Cliënt van een bestaande lijst overgenomen",
    "entry.invitation_expired": "Uitnodiging van een cliënt verlopen",
    "entry.invitation_withdrawn": "Uitnodiging van een cliënt ingetrokken",
    "entry.invited": "Cliënt uitgenodigd",
    "entry.kept_waiting": "Cliënt blijft op de wachtlijst",
    "entry.left": "Cliënt afgemeld",
    "entry.merge": "Plaatsen op een wachtlijst samengevoegd",
    "entry.placed": "Cliënt geplaatst",
    "entry.postponed": "Uitstel genoteerd",
    "entry.postponement_ended": "Uitstel beëindigd",
    "entry.queued": "Cliënt met lopende zorg op een wachtlijst gezet",
    "entry.registered": "Cliënt aangemeld",
    "entry.return": "Cliënt terug op de wachtlijst",
    "entry.returned": "Cliënt teruggegeven aan de consulent",
    "entry.split": "Plaats op een wachtlijst gesplitst",
    "entry.start_failed": "Start mislukt",
    "entry.still_waiting": "Cliënt wacht nog",
    "entry.transfer": "Cliënt overgezet",
    "entry.undo": "Overzetting teruggedraaid",
    "entry.urgency": "Urgentie gewijzigd",
    "entry.wishes_changed": "Wensen gewijzigd",
    "facility.changed": "Voorziening gewijzigd",
    "facility.confirmed": "Voorziening bevestigd",
    "facility.ended": "Voorziening van de kaart gehaald",
    "facility.made": "Voorziening toegevoegd",
    "facility.taken_over": "Voorziening uit andere bron overgenomen",
    "facility_keeper.added": "Iemand houdt voortaan voorzieningen bij",
    "facility_keeper.ended": "Iemand houdt geen voorzieningen meer bij",
    "facility_owner.made": "Eigenaar van voorzieningen toegevoegd",
    "local_guide.added": "Verwijzing naar een andere gids toegevoegd",
    "local_guide.ended": "Verwijzing naar een andere gids weggehaald",
    "facility_reminder.sent": "Herinnering aan eigenaar verstuurd",
    "file.imported": "Bestand ingelezen",
    "gap.closed": "Hiaat afgehandeld",
    "gap.reported": "Hiaat gemeld",
    "invitation.accepted": "Uitnodiging aangenomen",
    "invitation.sent": "Uitnodiging verstuurd",
    "invitation.withdrawn": "Uitnodiging ingetrokken",
    "journal.exported": "Logboek gedownload",
    "journal.searched": "Logboek bekeken",
    "mail.given_up": "Mail niet kunnen versturen",
    "manager_task.opened": "Belopdracht voor de regio gemaakt",
    "members.listed": "Lijst van medewerkers bekeken",
    "membership.ended": "Toegang beëindigd",
    "membership.reminders_set": "Herinneringen aan- of uitgezet",
    "membership.role_changed": "Rol gewijzigd",
    "membership.shown": "Toegang van medewerker bekeken",
    "missed_word.forgotten": "Woord zonder resultaat weggehaald",
    "offering.confirmed": "Cijfers bevestigd",
    "offering.contact": "Contact van aanbod gewijzigd",
    "offering.report_undone": "Wijziging van cijfers teruggedraaid",
    "offering.reported": "Cijfers gewijzigd",
    "offering.withdrawn": "Aanbod beëindigd",
    "onboarding.invited": "Aanbieders uitgenodigd",
    "password.changed": "Wachtwoord gewijzigd",
    "password.reset": "Wachtwoord opnieuw ingesteld",
    "password.reset_requested": "Herstellink voor wachtwoord gevraagd",
    "person.renamed": "Naam gewijzigd",
    "region.created": "Regio gemaakt",
    "reminder.answered": "Herinnering beantwoord",
    "reminder.revoked": "Herinneringslinks ingetrokken",
    "reminder.sent": "Herinnering verstuurd",
    "rights.confirmed": "Toegang bevestigd",
    "rights.ended": "Toegang beëindigd bij de controle van rechten",
    "rights.listed": "Controle van rechten bekeken",
    "saved_search.changed": "Bewaarde zoekvraag gewijzigd",
    "saved_search.ended": "Bewaarde zoekvraag gestopt",
    "saved_search.made": "Zoekvraag bewaard",
    "saved_search.told": "Mail over nieuw aanbod verstuurd",
    "service_area.municipality_ids_changed": "Gemeenten van werkgebied gewijzigd",
    "session.all_ended": "Overal uitgelogd",
    "session.ended": "Uitgelogd",
    "session.started": "Ingelogd",
    "stop.agreed": "Akkoord met aanmeldstop",
    "stop.refused": "Aanmeldstop geweigerd",
    "stop.requested": "Aanmeldstop aangevraagd",
    "stop.withdrawn": "Aanmeldstop ingetrokken",
    "subcontract.agreed": "Akkoord met onderaannemer",
    "subcontract.refused": "Onderaannemer geweigerd",
    "synonym.added": "Zoekwoord toegevoegd",
    "synonym.ended": "Zoekwoord beëindigd",
    "synonym.restored": "Vast zoekwoord weer aangezet",
    "succession.removed": "Regel van was-wordtlijst verwijderd",
    "synonym.switched_off": "Vast zoekwoord uitgezet",
    "text_change.agreed": "Andere tekst geplaatst",
    "text_change.asked": "Andere tekst voorgesteld",
    "text_change.refused": "Andere tekst geweigerd",
    "transition.changed": "Overgangstraject gewijzigd",
    "transition.closed": "Overgangstraject afgesloten",
    "transition.collected": "Wachtlijsten verzameld voor een overgang",
    "transition.decided": "Besluit over een overgang genomen",
    "transition.executed": "Batch van een overgang uitgevoerd",
    "transition.presented": "Voorstellen voorgelegd aan de lokale toegang",
    "transition.queued": "Lopende zorg op de wachtlijst gezet",
    "transition.reminded": "Herinnering over een overgang gestuurd",
    "transition.seen": "Cliënten in een overgang bekeken",
    "transition.set_up": "Overgangstraject gemaakt",
    "transition.talked": "Overnamegesprek vastgelegd",
    "transition.undone": "Overgang van een cliënt teruggedraaid",
}
_ENDINGS: Final = {"made": "toegevoegd", "changed": "gewijzigd"}
KEPT: Final = (
    "access_team",
    "access_team_contact",
    "contract",
    "location",
    "lot",
    "municipality",
    "offering",
    "product",
    "provider",
    "region",
    "service_area",
    "succession",
    "target_group",
)
"""What the region keeps records of: each can be added and changed."""


def told(action: str) -> str:
    """What was done, in Dutch; an action without words is shown as it is stored."""
    if action in ACTION_WORDS:
        return ACTION_WORDS[action]
    subject, _, verb = action.partition(".")
    if subject in SUBJECT_WORDS and verb in _ENDINGS:
        return f"{SUBJECT_WORDS[subject]} {_ENDINGS[verb]}".capitalize()
    return action


def every_action() -> list[tuple[str, str]]:
    """All actions with their words, in the order of the words."""
    kept = [f"{subject}.{ending}" for subject in KEPT for ending in _ENDINGS]
    told_of = [(action, told(action)) for action in (*ACTION_WORDS, *kept)]
    return sorted(told_of, key=lambda action: (action[1], action[0]))


def subject_told(subject: str) -> str:
    """What kind of thing it was about, in Dutch."""
    return SUBJECT_WORDS.get(subject, subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalSearch:
    """What somebody looks for in the journal; None and "" mean: all."""

    first_at: datetime
    before_at: datetime
    person_id: int | None = None
    """Who did it."""
    about_id: int | None = None
    """The person whom it was about."""
    action: str = ""
    kind: str = ""
    subject: str = ""
    subject_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One row of the journal, as people read it."""

    id: int
    at: datetime
    who: str
    role: str
    what: str
    kind: str
    subject: str
    subject_word: str
    subject_ids: tuple[int, ...]
    about: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversight:
    """What an inspector sees first: numbers of the last days, and of today."""

    changed: int
    seen: int
    people: int
    persons_seen: int
    fresh: int
    offerings: int
    stops_in_force: int
