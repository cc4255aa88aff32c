"""The form of one row of the desk: what is stated of an offering."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from wtforms import (
    DateField,
    Field,
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, Optional

from portal.availability.forms.choices import STATUSES, choice
from portal.availability.forms.numbers import Volume, WaitForm, WholeNumber, wait_known
from portal.availability.rules.figures import (
    HALF_DAYS,
    Announcement,
    Basis,
    Figures,
    Statement,
    Status,
    contradictions,
)
from portal.availability.rules.row import Named, Row
from portal.availability.rules.words import half_day
from portal.kernel.ids import as_id
from portal.web.forms import Form, NoPersonalData, Posted, trimmed

REMARK_LIMIT: Final = 300
HALF_DAY_UNIT: Final = "dagdeel"
FROM_INTAKE: Final = "Van de intake tot de start"
COUNTS: Final = (
    "places_max",
    "places_taken",
    "places_reserved",
    "places_free",
    "waiting",
    "weekly_free",
)
LOCAL_COUNTS: Final = ("places_free", "waiting")


class LocalForm(Form):
    """What differs for one municipality."""

    municipality = HiddenField()
    status = RadioField(
        "Wat geldt hier?", [InputRequired("Kies wat hier geldt.")], choices=STATUSES
    )
    intake = FormField(WaitForm, "Wachttijd tot de intake")
    start = FormField(WaitForm, "Wachttijd tot de start")
    places_free = WholeNumber("Vrije plaatsen")
    waiting = WholeNumber("Wachtenden")

    @property
    def municipality_id(self) -> int:
        """Which municipality this is about; 0 when somebody tampered with the form."""
        return as_id(str(self.municipality.data or "")) or 0

    def figures(self, before: Figures | None) -> Figures:
        """The figures for this municipality; what is not asked here stays as it was."""
        status = Status(self.status.data)
        known = replace(before, status=status) if before else Figures(status=status)
        return replace(
            known,
            intake=self.intake.form.days() if self.intake else known.intake,
            start=self.start.form.days(),
            places_free=self.places_free.data,
            waiting=self.waiting.data,
        )


class AnnouncementForm(Form):
    """A change that is known ahead."""

    from_on = DateField("Vanaf", [Optional()], format=["%Y-%m-%d", "%d-%m-%Y"])
    status = SelectField(
        "Wat geldt dan?", choices=[choice("", "Hetzelfde als nu"), *STATUSES], default=""
    )
    start = FormField(WaitForm, "Wachttijd tot de start")

    def announcement(self) -> Announcement | None:
        """The announced change, if there is one."""
        if self.from_on.data is None:
            return None
        status = Status(self.status.data) if self.status.data else None
        return Announcement(from_on=self.from_on.data, status=status, start=self.start.form.days())

    def check(self, today: date) -> bool:
        """A change lies ahead, and says what changes."""
        announced = self.start.form.days() is not None or bool(self.status.data)
        day = self.from_on.data
        if day is None and announced:
            self.complain("from_on", "Vul in vanaf welke dag dit geldt.")
        elif day is not None and day <= today:
            self.complain(
                "from_on", "Vul een dag na vandaag in. Geldt het al? Vul het dan bovenaan in."
            )
        elif day is not None and not announced:
            self.complain("status", "Kies wat er dan verandert, of vul de nieuwe wachttijd in.")
        return not (self.from_on.errors or self.status.errors)


class _HalfDays(Form):
    """Free places for each half-day of the week."""

    def free(self) -> dict[str, int]:
        """Only what was filled in: empty is unknown."""
        return {field.short_name: field.data for field in self if field.data is not None}


HalfDaysForm: Final = type(
    "HalfDaysForm",
    (_HalfDays,),
    {code: WholeNumber(half_day(code).capitalize()) for code in HALF_DAYS},
)


class RowForm(Form):
    """All that one can say of an offering; built for a row by `row_form`."""

    status = RadioField("Wat geldt nu?", [InputRequired("Kies wat nu geldt.")], choices=STATUSES)
    intake = FormField(WaitForm, "Wachttijd tot de intake")
    start = FormField(WaitForm, "Wachttijd tot de start")
    places_free = WholeNumber("Vrije plaatsen")
    waiting = WholeNumber("Wachtenden")
    remark = TextAreaField(
        "Opmerking voor consulenten",
        [Length(max=REMARK_LIMIT), NoPersonalData()],
        filters=[trimmed],
    )
    basis = RadioField(
        "Waar is de wachttijd op gebaseerd?",
        choices=[choice(basis.value, basis.label.capitalize()) for basis in Basis],
        default=Basis.ESTIMATE.value,
    )
    places_max = WholeNumber("Plaatsen, maximaal")
    places_taken = WholeNumber("Plaatsen bezet")
    places_reserved = WholeNumber("Plaatsen gereserveerd")
    weekly_free = Volume("Vrij per week")
    half_days = FormField(HalfDaysForm, "Vrije plaatsen per dagdeel")
    announcement = FormField(AnnouncementForm, "Vanaf een latere datum?")
    local = FieldList(FormField(LocalForm))
    add = SelectField("Gemeente", choices=[], validate_choice=False, default="")
    seen = HiddenField()

    row: Row
    today: date

    @property
    def seen_report(self) -> int | None:
        """The report that the writer had in view; None when nothing was known."""
        return as_id(str(self.seen.data or ""))

    @property
    def addable(self) -> list[Named]:
        """The municipalities of this offering that have no figures of their own here."""
        shown = {entry.form.municipality_id for entry in self.local}
        return [m for m in self.row.municipalities if m.id not in shown]

    def municipality_of(self, entry: LocalForm) -> str:
        """The name of the municipality that a block is about."""
        names = {m.id: m.name for m in self.row.municipalities}
        return names.get(entry.municipality_id, "Onbekende gemeente")

    def opens(self, *names: str) -> bool:
        """Whether a folded part holds something or is faulty, and so should stand open."""
        return any(self[name].errors or _filled(self[name]) for name in names if name in self)

    def with_municipality(self, municipality_id: str) -> None:
        """Add a block for this municipality, filled with the general figures."""
        if municipality_id not in {str(m.id) for m in self.addable}:
            self.complain("add", "Kies een gemeente waar dit aanbod geldt.")
            return
        general = {name: self[name].data for name in ("status", "start", *LOCAL_COUNTS)}
        general |= {"intake": self.intake.data} if self.intake else {}
        self.local.append_entry({**general, "municipality": municipality_id})
        self.add.data = ""
        _fit(self)

    def without_municipality(self, municipality_id: str) -> None:
        """Take away the block of this municipality: the general figures hold there."""
        self.local.entries = [
            entry for entry in self.local if entry.form.municipality.data != municipality_id
        ]

    def validate(self, extra_validators: Any = None) -> bool:
        """Each field by itself, and then what cannot be true together."""
        if not super().validate(extra_validators):
            return False
        for field, message in contradictions(self._figures()):
            self.complain(field, message)
        self._check_local()
        fits = self.announcement.form.check(self.today)
        return fits and not self.errors

    def statement(self) -> Statement:
        """What the form states, after `validate()` said yes."""
        before = self.row.statement
        return Statement(
            figures=self._figures(),
            local={
                entry.form.municipality_id: entry.form.figures(
                    before.local.get(entry.form.municipality_id) if before else None
                )
                for entry in self.local
            },
            remark=self.remark.data or "",
            announcement=self.announcement.form.announcement(),
        )

    def _figures(self) -> Figures:
        before = self.row.figures()
        return Figures(
            status=Status(self.status.data),
            intake=self.intake.form.days() if self.intake else None,
            start=self.start.form.days(),
            basis=Basis(self.basis.data),
            half_days=self._half_days(before),
            **{name: self[name].data for name in COUNTS},
        )

    def _half_days(self, before: Figures | None) -> Mapping[str, int]:
        if self.half_days:
            return self.half_days.form.free()
        return before.half_days if before else {}

    def _check_local(self) -> None:
        served = {m.id for m in self.row.municipalities}
        for entry in self.local:
            if entry.form.municipality_id not in served:
                entry.form.complain("status", "Dit aanbod geldt niet in deze gemeente.")
                continue
            for field, message in contradictions(entry.form.figures(None)):
                entry.form.complain(field, message)
        # WTForms collected these errors before we looked.
        self.local.errors = [entry.errors for entry in self.local if entry.errors]


def row_form(row: Row, posted: Posted | None = None, *, today: date) -> RowForm:
    """The form for this offering: with what was posted, or else with what stands there now."""
    form = RowForm.parse(posted) if posted is not None else RowForm.parse(**_known(row, today))
    form.row, form.today = row, today
    _fit(form)
    return form


def announced_is_now(row: Row, *, today: date) -> bool:
    """Whether the announced day has come: the form then begins with the announced figures."""
    change = row.statement.announcement if row.statement else None
    return change is not None and change.from_on <= today


def _known(row: Row, today: date) -> dict[str, Any]:
    statement = row.statement
    if statement is None:
        return {"seen": ""}
    figures, change = statement.figures, statement.announcement
    known: dict[str, Any] = {
        **_figures_known(figures),
        **{name: getattr(figures, name) for name in COUNTS},
        "basis": figures.basis.value,
        "half_days": dict(figures.half_days),
        "remark": statement.remark,
        "local": [
            {**_figures_known(local), "municipality": str(municipality_id)}
            for municipality_id, local in statement.local.items()
        ],
        "seen": row.report_id,
    }
    if change is None:
        return known
    return known | (_begun(change) if change.from_on <= today else _ahead(change))


def _figures_known(figures: Figures) -> dict[str, Any]:
    return {
        "status": figures.status.value,
        "intake": wait_known(figures.intake),
        "start": wait_known(figures.start),
        "places_free": figures.places_free,
        "waiting": figures.waiting,
    }


def _begun(change: Announcement) -> dict[str, Any]:
    status = {"status": change.status.value} if change.status else {}
    return status | ({"start": wait_known(change.start)} if change.start else {})


def _ahead(change: Announcement) -> dict[str, Any]:
    return {
        "announcement": {
            "from_on": change.from_on,
            "status": change.status.value if change.status else "",
            "start": wait_known(change.start),
        }
    }


def _fit(form: RowForm) -> None:
    """Leave out what this product does not have, and give ids that differ between rows."""
    row = form.row
    if not row.has_intake and form.intake:
        del form.intake
    if row.unit != HALF_DAY_UNIT and form.half_days:
        del form.half_days
    for entry in form.local:
        if not row.has_intake and entry.form.intake:
            del entry.form.intake
    if row.has_intake:
        for start in (form.start, *(entry.form.start for entry in form.local)):
            start.label.text = FROM_INTAKE
    first = choice("", "Kies een gemeente")
    form.add.choices = [first, *(choice(str(m.id), m.name) for m in form.addable)]
    for field in every_field(form):
        field.id = f"r{row.id}-{field.name}"


def every_field(form: Iterable[Field]) -> Iterator[Any]:
    """The fields of a form and of the forms within it."""
    for field in form:
        yield field
        yield from every_field(_inner(field))


def _inner(field: Any) -> Iterable[Field]:
    parts: Any = getattr(field, "form", None) or getattr(field, "entries", ())
    return parts


def _filled(field: Field) -> bool:
    """Whether something stands in a field; a unit or basis alone is nothing."""
    inner = list(_inner(field))
    if inner or isinstance(field, RadioField):
        return any(_filled(one) for one in inner)
    return bool(field.data) or field.data == 0
