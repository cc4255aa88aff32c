"""What keepers fill in of a facility."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, time
from itertools import pairwise
from typing import Any, Final, Self

from wtforms import (
    DateField,
    EmailField,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TelField,
    TextAreaField,
    URLField,
)
from wtforms.validators import DataRequired, Length, Optional, Regexp

from portal.availability.rules.row import Named
from portal.catalogue.forms import DAY_FORMATS
from portal.kernel.ids import as_id
from portal.kernel.languages import LANGUAGES
from portal.kernel.postcode import pc4
from portal.socialmap.rules.facilities import AUDIENCES, TEXT_FIELDS, Cost, FacilityRow
from portal.socialmap.rules.hours import Opening, clock
from portal.socialmap.rules.keeping import Other, Written
from portal.socialmap.rules.themes import themes
from portal.web.forms import Form, Posted, choice, lowered, trimmed

WHEELCHAIR: Final = {"": "Onbekend", "ja": "Ja", "nee": "Nee"}
_WHEELCHAIR_VALUES: Final = {"ja": True, "nee": False}
EXCEPTIONS: Final = 3
"""So many periods with other hours the form has room for, and for what is known."""
MOST_EXCEPTIONS: Final = 20
DESCRIPTION: Final = 1500
HOW_TO: Final = 300
_SPAN: Final = re.compile(r"(\d{1,2})[.:]?(\d\d)?\s*(?:-|–|tot)\s*(\d{1,2})[.:]?(\d\d)?(?:\s*uur)?")
_PHONE: Final = Regexp(r"^[+0-9][0-9 ()\-]{2,19}$", message="Vul een telefoonnummer in.")
_MAIL: Final = Regexp(
    r"^[^\s@]+@[^\s@]+\.[^\s@]{2,}$", message="Vul een e-mailadres in, zoals naam@voorbeeld.nl."
)
_WEB: Final = Regexp(r"^https?://\S+$", message="Vul een webadres in, zoals https://voorbeeld.nl.")


class HoursError(ValueError):
    """Hours that nobody can read."""


def read_hours(text: str) -> list[tuple[str, str]]:
    """Hours of one day as people write them: 9-12 en 13.30 tot 17 uur. Raises HoursError."""
    spans: list[tuple[str, str]] = []
    for part in filter(None, re.split(r"\s*(?:,|;|\ben\b)\s*", text.strip())):
        found = _SPAN.fullmatch(part)
        if found is None:
            raise HoursError
        spans.append(_span(found.groups("00")))
    if any(one[1] > two[0] for one, two in pairwise(spans)):
        raise HoursError
    return spans


def _span(parts: Sequence[Any]) -> tuple[str, str]:
    try:
        opens = time(int(parts[0]), int(parts[1]))
        closes = time(23, 59) if parts[2] == "24" else time(int(parts[2]), int(parts[3]))
    except ValueError as error:
        raise HoursError from error
    if opens >= closes:
        raise HoursError
    return f"{opens:%H:%M}", f"{closes:%H:%M}"


class OtherForm(Form):
    """Days with other hours."""

    from_on = DateField("Eerste dag", [Optional()], format=DAY_FORMATS)
    until_on = DateField("Laatste dag", [Optional()], format=DAY_FORMATS)
    hours = StringField("Open", [Length(max=20)], [trimmed])
    note = StringField("Waarom", [Length(max=80)], [trimmed])


class FacilityForm(Form):
    """Everything of one facility."""

    seen = HiddenField()
    name = StringField("Naam", [DataRequired("Vul de naam in."), Length(max=120)], [trimmed])
    summary = StringField(
        "Wat is het, in één zin?",
        [DataRequired("Schrijf in één zin wat het is."), Length(max=200)],
        [trimmed],
    )
    description = TextAreaField("Meer uitleg", [Length(max=DESCRIPTION)], [trimmed])
    how_to = TextAreaField("Hoe doet iemand mee?", [Length(max=HOW_TO)], [trimmed])
    themes = SelectMultipleField(
        "Onderwerpen",
        [DataRequired("Kies ten minste één onderwerp.")],
        choices=[choice(theme.slug, theme.name) for theme in themes()],
    )
    audiences = SelectMultipleField(
        "Voor wie is het?", choices=[choice(slug, label) for slug, label in AUDIENCES.items()]
    )
    cost = RadioField(
        "Wat kost het?",
        [DataRequired("Kies wat het kost.")],
        choices=[choice(cost.value, cost.label) for cost in Cost],
    )
    cost_note = StringField("Toelichting op de kosten", [Length(max=200)], [trimmed])
    street = StringField("Straat en huisnummer", [Length(max=120)], [trimmed])
    postcode = StringField("Postcode", [Length(max=7)], [trimmed])
    place = StringField("Plaats", [Length(max=80)], [trimmed])
    wheelchair = RadioField(
        "Kan iemand met een rolstoel naar binnen?",
        filters=[trimmed],
        choices=[choice(value, label) for value, label in WHEELCHAIR.items()],
    )
    access_note = StringField("Toelichting op de toegankelijkheid", [Length(max=200)], [trimmed])
    languages = SelectMultipleField(
        "Talen naast Nederlands", choices=[choice(code, name) for code, name in LANGUAGES.items()]
    )
    phone = TelField("Telefoon", [Optional(), _PHONE], [trimmed])
    email = EmailField("E-mailadres", [Optional(), _MAIL, Length(max=254)], [lowered])
    website = URLField("Website", [Optional(), Length(max=200), _WEB], [trimmed])
    monday = StringField("Maandag", [Length(max=60)], [trimmed])
    tuesday = StringField("Dinsdag", [Length(max=60)], [trimmed])
    wednesday = StringField("Woensdag", [Length(max=60)], [trimmed])
    thursday = StringField("Donderdag", [Length(max=60)], [trimmed])
    friday = StringField("Vrijdag", [Length(max=60)], [trimmed])
    saturday = StringField("Zaterdag", [Length(max=60)], [trimmed])
    sunday = StringField("Zondag", [Length(max=60)], [trimmed])
    exceptions = FieldList(
        FormField(OtherForm), min_entries=EXCEPTIONS, max_entries=MOST_EXCEPTIONS
    )
    towns = SelectMultipleField("Ook voor inwoners van")

    @property
    def days(self) -> Sequence[Any]:
        """The fields of the opening hours, Monday first."""
        return [self[day] for day in DAY_FIELDS]

    def validate(self, extra_validators: Any = None) -> bool:
        """Hours that can be read, days in their order, and a postcode with its place."""
        super().validate(extra_validators)
        for field in self.days:
            self._check_hours(field.short_name, field.data)
        for entry in self.exceptions.entries:
            _check_other(entry.form)
        if self.postcode.data and not pc4(self.postcode.data):
            self.complain("postcode", "Vul een postcode in, zoals 1621 AB.")
        if self.postcode.data and not self.place.data:
            self.complain("place", "Vul de plaats in.")
        return not self.errors

    def _check_hours(self, name: str, text: str | None) -> None:
        try:
            read_hours(text or "")
        except HoursError:
            self.complain(name, "Vul de tijden in zoals 9.00-12.00, 13.00-17.00.")

    def written(self) -> Written:
        """What was filled in, after `validate()` said yes."""
        texts = {name: str(self[name].data or "") for name in TEXT_FIELDS}
        return Written(
            texts=texts,
            facts={
                "cost": Cost(str(self.cost.data)),
                "themes": list(self.themes.data or []),
                "audiences": list(self.audiences.data or []),
                "languages": list(self.languages.data or []),
                "street": self.street.data or "",
                "postcode": self.postcode.data or "",
                "place": self.place.data or "",
                "wheelchair_accessible": _WHEELCHAIR_VALUES.get(self.wheelchair.data or ""),
                "phone": self.phone.data or "",
                "email": self.email.data or "",
                "website": self.website.data or "",
            },
            towns=[int(one) for one in self.towns.data or []],
            hours=[
                (number, *span)
                for number, field in enumerate(self.days)
                for span in read_hours(field.data or "")
            ],
            exceptions=list(_others(entry.form for entry in self.exceptions.entries)),
        )

    @property
    def version(self) -> int:
        """The version that was in view."""
        return as_id(self.seen.data or "") or 0

    @classmethod
    def over(cls, towns: Iterable[Named], posted: Posted | None = None, /, **known: Any) -> Self:
        """The form with these municipalities to choose from."""
        form = cls.parse(posted, **known)
        form.towns.choices = [choice(str(town.id), town.name) for town in towns]
        return form


DAY_FIELDS: Final = (
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
)


class NewFacilityForm(FacilityForm):
    """A facility that is new on the map: with its owner and its municipality."""

    town = SelectField("Gemeente", [DataRequired("Kies een gemeente.")])
    owner = StringField(
        "Van welke organisatie?",
        [DataRequired("Vul de organisatie in."), Length(max=120)],
        [trimmed],
    )
    keeper_name = StringField("Wie houdt de gegevens bij?", [Length(max=120)], [trimmed])
    keeper_email = EmailField("E-mailadres van die persoon", [Optional(), _MAIL], [lowered])

    @classmethod
    def between(
        cls, own: Iterable[Named], every: Iterable[Named], posted: Posted | None = None
    ) -> Self:
        """The form with the towns of which somebody decides, and those of the whole region."""
        form = cls.over(every, posted)
        mine = [choice(str(town.id), town.name) for town in own]
        form.town.choices = mine if len(mine) == 1 else [choice("", "Kies een gemeente"), *mine]
        return form


def _check_other(form: Any) -> None:
    first, last = form.from_on.data, form.until_on.data or form.from_on.data
    if last and not first:
        form.complain("from_on", "Vul ook de eerste dag in.")
    elif first and last < first:
        form.complain("until_on", "De laatste dag ligt voor de eerste dag.")
    if form.hours.data:
        try:
            readable = len(read_hours(form.hours.data)) == 1
        except HoursError:
            readable = False
        if not readable:
            form.complain("hours", "Vul de tijd in zoals 9.00-12.00, of laat dit leeg.")
        elif not first:
            form.complain("from_on", "Vul ook de eerste dag in.")


def _others(forms: Iterable[Any]) -> Iterator[Other]:
    for form in forms:
        if form.from_on.data:
            spans = read_hours(form.hours.data or "")
            opens, closes = spans[0] if spans else (None, None)
            yield Other(
                from_on=form.from_on.data,
                until_on=form.until_on.data or form.from_on.data,
                opens=opens,
                closes=closes,
                note=form.note.data or "",
            )


def known_of(row: FacilityRow, *, today: date) -> Mapping[str, Any]:
    """What the form of this facility is filled with; what is over is left out."""
    where = row.where
    wheelchair = {True: "ja", False: "nee", None: ""}[row.wheelchair_accessible]
    own = {name: getattr(row, name) for name in TEXT_FIELDS}
    return {
        **own,
        "seen": str(row.version),
        "cost": row.cost.value,
        "themes": list(row.themes),
        "audiences": list(row.audiences),
        "languages": list(row.languages),
        "street": where.street if where else "",
        "postcode": where.postcode if where else "",
        "place": where.place if where else "",
        "wheelchair": wheelchair,
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "towns": [str(town.id) for town in row.municipalities[1:]],
        "exceptions": list(_known_others(row.opening, today)),
        **{name: _known_hours(row.opening, number) for number, name in enumerate(DAY_FIELDS)},
    }


def _known_hours(opening: Opening, weekday: int) -> str:
    return ", ".join(
        f"{clock(span.opens)}-{clock(span.closes)}" for span in opening.weekday(weekday)
    )


def _known_others(opening: Opening, today: date) -> Iterator[Mapping[str, Any]]:
    ahead = [one for one in opening.exceptions if (one.period.until_on or today) >= today]
    for one in ahead[:MOST_EXCEPTIONS]:
        hours = f"{clock(one.span.opens)}-{clock(one.span.closes)}" if one.span else ""
        yield {
            "from_on": one.period.from_on,
            "until_on": one.period.until_on,
            "hours": hours,
            "note": one.note,
        }


class KeeperForm(Form):
    """Who is asked whether the entries of an owner are right."""

    name = StringField("Naam", [DataRequired("Vul de naam in."), Length(max=120)], [trimmed])
    email = EmailField(
        "E-mailadres", [DataRequired("Vul het e-mailadres in."), _MAIL, Length(max=254)], [lowered]
    )


class DecisionForm(Form):
    """What the access team says to other texts."""

    decision = RadioField(
        "Zet u deze tekst op de kaart?",
        [DataRequired("Kies ja of nee.")],
        choices=[choice("agreed", "Ja, plaatsen"), choice("refused", "Nee, niet plaatsen")],
    )
    note = TextAreaField("Toelichting voor de eigenaar", [Length(max=300)], [trimmed])

    def validate(self, extra_validators: Any = None) -> bool:
        """Who refuses says why."""
        super().validate(extra_validators)
        if not self.errors and self.decision.data == "refused" and not self.note.data:
            self.complain("note", "Schrijf op waarom niet. De eigenaar leest dit.")
        return not self.errors
