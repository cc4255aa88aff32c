"""What a consultant does with the places of own clients, and with the clients themselves."""

from datetime import date
from typing import Any, Final

from portal.availability.queries import offerings_visible_to, rows
from portal.availability.rules.desk import name_of
from portal.catalogue.models import Municipality
from portal.kernel.actor import Actor, Role
from portal.kernel.errors import NotFound
from portal.waitlists.actions import (
    calling,
    clients,
    correcting,
    leaving,
    transferring,
    waiting,
)
from portal.waitlists.forms import deeds as forms
from portal.waitlists.models import Entry
from portal.waitlists.pages.deeds import About, Deed, Side
from portal.waitlists.queries import client_with_reference, clients_visible_to, entry_for
from portal.waitlists.rules.key import Urgency
from portal.waitlists.rules.moves import DepartureReason
from portal.web.forms import choice

CLIENTS: Final = "/clienten/"


async def _entry(actor: Actor, entry_id: int) -> About:
    entry = await entry_for(actor, entry_id)
    client, offering = entry.need.client, entry.offering
    home = f"{CLIENTS}{client.id}/"
    return About(
        id=entry.id,
        client_id=client.id,
        reference=client.reference or "",
        home=home,
        trail=[("Mijn cliënten", CLIENTS), (client.reference or "", home)],
        notes=[f"{offering.provider.name}, {offering.product.name}"],
        entry=entry,
    )


async def _client(actor: Actor, client_id: int) -> About:
    client = await clients_visible_to(actor).get_or_none(id=client_id)
    if client is None:
        raise NotFound
    home = f"{CLIENTS}{client.id}/"
    return About(
        id=client.id,
        client_id=client.id,
        reference=client.reference or "",
        home=home,
        trail=[("Mijn cliënten", CLIENTS), (client.reference or "", home)],
    )


async def leave(actor: Actor, entry_id: int, form: forms.LeaveForm, on: date) -> object:
    """Somebody no longer waits."""
    reason = DepartureReason(form.reason.data)
    return await leaving.leave(
        actor, entry_id, reason=reason, on=on, note_text=form.note.data or ""
    )


async def postpone(actor: Actor, entry_id: int, form: forms.PostponeForm, on: date) -> object:
    """The client wishes to wait longer."""
    assert form.until_on.data
    return await waiting.postpone(actor, entry_id, until_on=form.until_on.data, on=on)


async def end_postponement(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    """The client may be called again."""
    return await waiting.end_postponement(actor, entry_id, on=on)


async def bridge(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    """Other support helps meanwhile."""
    return await waiting.set_bridging(actor, entry_id, bridged=True, on=on)


async def stop_bridging(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    """No other support helps any more."""
    return await waiting.set_bridging(actor, entry_id, bridged=False, on=on)


async def decline(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    """The client says no to an invitation."""
    return await calling.decline_invitation(actor, entry_id, on=on)


async def _still(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    return await waiting.confirm_still_waiting(actor, entry_id, on=on)


async def _stays(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    return await leaving.keep_waiting(actor, entry_id, on=on)


async def _close_others(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    return await leaving.close_other_lists(actor, entry_id, on=on)


async def _return(actor: Actor, entry_id: int, _form: object, on: date) -> object:
    return await calling.return_with_old_key(actor, entry_id, on=on)


async def _correct(actor: Actor, entry_id: int, form: forms.CorrectForm, on: date) -> object:
    day, reason = form.registered_on.data, form.reason.data or ""
    assert day
    return await correcting.correct_date(actor, entry_id, registered_on=day, reason=reason, on=on)


async def _urgency(actor: Actor, entry_id: int, form: forms.UrgencyForm, on: date) -> object:
    urgency, reason = Urgency(int(form.urgency.data)), form.reason.data or ""
    return await correcting.change_urgency(actor, entry_id, urgency=urgency, reason=reason, on=on)


async def _wishes(actor: Actor, entry_id: int, form: forms.WishesForm, _on: date) -> object:
    return await waiting.change_wishes(
        actor,
        entry_id,
        weekly_volume=form.weekly_volume.data,
        half_days=form.half_days.data or [],
        wishes=form.wishes.data or "",
    )


async def _link(actor: Actor, entry_id: int, form: forms.LinkForm, on: date) -> object:
    return await clients.link_entry(
        actor,
        entry_id,
        on=on,
        case_reference=form.case_reference.data or "",
        is_no_bsn=bool(form.case_is_no_bsn.data),
        reference=form.reference.data or "",
    )


async def _transfer(actor: Actor, entry_id: int, form: forms.TransferForm, on: date) -> object:
    to_id, reason = int(form.offering.data), form.reason.data or ""
    return await transferring.transfer_entry(
        actor, entry_id, to_offering_id=to_id, reason=reason, on=on
    )


async def _split(actor: Actor, entry_id: int, form: forms.SplitForm, on: date) -> object:
    ids, reason = [int(one) for one in form.offerings.data or []], form.reason.data or ""
    return await transferring.split_entry(
        actor, entry_id, to_offering_ids=ids, reason=reason, on=on
    )


async def _other_lists(actor: Actor, about: About, form: forms.TransferForm) -> None:
    form.offering.choices = [
        choice("", "Kies een lijst"),
        *(choice(str(number), name) for name, number in await _lists_beside(actor, about)),
    ]


async def _lists_to_split(actor: Actor, about: About, form: forms.SplitForm) -> None:
    found = await _lists_beside(actor, about)
    form.offerings.choices = [choice(str(number), name) for name, number in found]


async def _lists_beside(actor: Actor, about: About) -> list[tuple[str, int]]:
    """The lists of the same product group that serve the client's municipality, by name."""
    assert about.entry
    found = await rows(
        offerings_visible_to(actor).filter(product__category=about.entry.need.category)
    )
    town = about.entry.need.client.municipality_id
    fit = [
        row
        for row in found
        if row.id != about.entry.offering_id and town in {one.id for one in row.municipalities}
    ]
    return sorted((f"{row.provider.name}: {name_of(row)}", row.id) for row in fit)


async def _undo(actor: Actor, entry_id: int, form: forms.ReasonForm, on: date) -> object:
    return await transferring.undo_move(actor, entry_id, reason=form.reason.data or "", on=on)


def _wished(entry: Entry) -> dict[str, Any]:
    return {
        "weekly_volume": entry.weekly_volume,
        "half_days": entry.half_days,
        "wishes": entry.wishes,
    }


LEAVE: Final = Deed(
    title="Afmelden",
    label="Afmelden",
    told="Afgemeld. De cliënt wacht niet meer op deze lijst.",
    do=leave,
    form=forms.LeaveForm,
)
POSTPONE: Final = Deed(
    title="Uitstel op eigen wens",
    label="Uitstel opslaan",
    told="Opgeslagen. De cliënt houdt de datum en wordt tot dan overgeslagen.",
    do=postpone,
    form=forms.PostponeForm,
)
SHARED: Final = {
    "afmelden": LEAVE,
    "uitstel": POSTPONE,
    "uitstel-stoppen": Deed(
        title="Uitstel stoppen",
        label="Uitstel stoppen",
        told="Het uitstel is gestopt. De cliënt kan weer worden uitgenodigd.",
        do=end_postponement,
    ),
    "overbrugging": Deed(
        title="Overbruggingszorg",
        label="Overbruggingszorg noteren",
        told="Genoteerd: er is overbruggingszorg.",
        do=bridge,
    ),
    "overbrugging-stoppen": Deed(
        title="Overbruggingszorg gestopt",
        label="Overbruggingszorg stoppen",
        told="Genoteerd: er is geen overbruggingszorg meer.",
        do=stop_bridging,
    ),
    "wil-niet": Deed(
        title="De cliënt wil niet",
        label="De cliënt wil niet",
        told="Genoteerd. De eerste keer houdt de cliënt datum en plaats; "
        "daarna besluit de consulent.",
        do=decline,
    ),
}
ENTRY_DEEDS: Final = {
    **SHARED,
    "wacht-nog": Deed(
        title="Wacht nog", label="Ja, wacht nog", told="Genoteerd: de cliënt wacht nog.", do=_still
    ),
    "blijft": Deed(
        title="Blijft wachten",
        label="De cliënt blijft wachten",
        told="De cliënt blijft op de lijst en kan weer worden uitgenodigd.",
        do=_stays,
    ),
    "andere-lijsten": Deed(
        title="Andere lijsten sluiten",
        label="Andere lijsten sluiten",
        told="De andere lijsten voor dezelfde hulp zijn gesloten.",
        do=_close_others,
    ),
    "terug": Deed(
        title="Terug op de lijst",
        label="Terug op de lijst",
        told="De cliënt staat weer op de lijst, met de oude aanmelddatum.",
        do=_return,
    ),
    "datum": Deed(
        title="Aanmelddatum verbeteren",
        label="Datum opslaan",
        told="Opgeslagen. Beide data blijven zichtbaar.",
        do=_correct,
        form=forms.CorrectForm,
        known=lambda entry: {"registered_on": entry.registered_on},
    ),
    "urgentie": Deed(
        title="Urgentie wijzigen",
        label="Urgentie opslaan",
        told="Opgeslagen. De plaats op de lijst is opnieuw bepaald.",
        do=_urgency,
        form=forms.UrgencyForm,
        known=lambda entry: {"urgency": str(int(entry.urgency))},
    ),
    "wensen": Deed(
        title="Wensen wijzigen",
        label="Opslaan",
        told="Opgeslagen. De aanbieder ziet dit nu.",
        do=_wishes,
        form=forms.WishesForm,
        known=_wished,
    ),
    "koppelen": Deed(
        title="Koppelen",
        label="Koppelen",
        told="Gekoppeld. De cliënt kan nu ook worden overgezet.",
        do=_link,
        form=forms.LinkForm,
    ),
    "overzetten": Deed(
        title="Overzetten",
        label="Overzetten met behoud van datum",
        told="Overgezet. De aanmelddatum is gebleven.",
        do=_transfer,
        form=forms.TransferForm,
        fill=_other_lists,
    ),
    "splitsen": Deed(
        title="Splitsen over meer lijsten",
        label="Splitsen met behoud van datum",
        told="Gesplitst. De cliënt wacht nu op elke lijst met dezelfde aanmelddatum.",
        do=_split,
        form=forms.SplitForm,
        fill=_lists_to_split,
    ),
    "terugdraaien": Deed(
        title="Overzetten terugdraaien",
        label="Terugdraaien",
        told="Teruggedraaid. De cliënt staat weer op de oude lijst, met de oude datum.",
        do=_undo,
        form=forms.ReasonForm,
    ),
}


async def _join(actor: Actor, client_id: int, form: forms.JoinForm, on: date) -> object:
    other = await client_with_reference(actor, form.reference.data or "")
    if other is None:
        raise NotFound("Wij kennen deze cliënt niet. Klopt de code?")
    return await clients.join_clients(actor, client_id, other.id, on=on)


async def _move(actor: Actor, client_id: int, form: forms.MoveForm, on: date) -> object:
    return await clients.move_client(actor, client_id, int(form.municipality.data), on=on)


async def _towns(actor: Actor, about: About, form: forms.MoveForm) -> None:
    client = await clients_visible_to(actor).get(id=about.client_id)
    others = Municipality.filter(region_id=client.region_id).exclude(id=client.municipality_id)
    found = [choice(str(one.id), one.name) for one in await others.order_by("name")]
    form.municipality.choices = [choice("", "Kies een gemeente"), *found]


async def _case(actor: Actor, client_id: int, form: forms.CaseForm, _on: date) -> object:
    case, sure = form.case_reference.data or "", bool(form.case_is_no_bsn.data)
    return await clients.add_case(actor, client_id, case, is_no_bsn=sure)


CLIENT_DEEDS: Final = {
    "samenvoegen": Deed(
        title="Dossiers samenvoegen",
        label="Samenvoegen",
        told="Samengevoegd. Stond de cliënt dubbel op een lijst? Dan bleef de gunstigste plaats.",
        do=_join,
        form=forms.JoinForm,
    ),
    "verhuizen": Deed(
        title="Verhuisd",
        label="Verhuizing opslaan",
        told="Opgeslagen. De lokale toegang van de nieuwe gemeente volgt de cliënt verder; "
        "de data blijven.",
        do=_move,
        form=forms.MoveForm,
        fill=_towns,
    ),
    "zaaknummer": Deed(
        title="Zaaknummer toevoegen",
        label="Zaaknummer opslaan",
        told="Het zaaknummer is toegevoegd.",
        do=_case,
        form=forms.CaseForm,
    ),
}
of_entry: Final = Side(
    name="entry_deed",
    path=f"{CLIENTS}plek/{{id:int}}/{{deed}}/",
    roles=(Role.CONSULTANT,),
    deeds=ENTRY_DEEDS,
    find=_entry,
)
of_client: Final = Side(
    name="client_deed",
    path=f"{CLIENTS}{{id:int}}/{{deed}}/",
    roles=(Role.CONSULTANT,),
    deeds=CLIENT_DEEDS,
    find=_client,
)
routes = [*of_entry.routes(), *of_client.routes()]
