"""Forms for accounts."""

from collections.abc import Sequence
from typing import Final, Self

import wtforms
from wtforms import (
    DateField,
    EmailField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Regexp

from portal.accounts.rules import objection_to
from portal.kernel.actor import Role
from portal.kernel.periods import Period
from portal.web.forms import Form, lowered, trimmed

_PART = r"[^\s,;:<>()\"@]"
MAIL: Final = rf"^{_PART}+@{_PART}+\.{_PART}{{2,}}$"


def _mail_field() -> EmailField:
    return EmailField(
        "E-mailadres",
        [
            DataRequired("Vul een e-mailadres in."),
            Length(max=254),
            Regexp(MAIL, message="Vul een e-mailadres in, zoals naam@voorbeeld.nl."),
        ],
        filters=[lowered],
    )


def _printable(text: str | None) -> str:
    return "".join(sign for sign in text or "" if sign.isprintable())


def _name_field(label: str) -> StringField:
    return StringField(
        label, [DataRequired("Vul een naam in."), Length(max=120)], filters=[_printable, trimmed]
    )


class GoodPassword:
    """Refuses a password that is easy to guess; the form says whose address it is."""

    def __call__(self, form: wtforms.Form, field: wtforms.Field) -> None:
        objection = objection_to(str(field.data or ""), email=getattr(form, "address", ""))
        if objection:
            raise wtforms.ValidationError(objection)


def _new_password_field(label: str) -> PasswordField:
    return PasswordField(label, [InputRequired("Kies een wachtwoord."), GoodPassword()])


class SignInForm(Form):
    """Mail address and password."""

    email = StringField("E-mailadres", [DataRequired("Vul uw e-mailadres in.")], filters=[lowered])
    password = PasswordField("Wachtwoord", [InputRequired("Vul uw wachtwoord in.")])
    next = HiddenField()


class ForgottenForm(Form):
    """For which address a new password is asked."""

    email = _mail_field()


class WithAddress(Form):
    """A form with a new password, which must differ from the address that it is for."""

    address: str = ""

    def of(self, address: str) -> Self:
        """The same form, which now knows the address."""
        self.address = address
        return self


class NewPasswordForm(WithAddress):
    """The password in the place of a forgotten one."""

    new_password = _new_password_field("Nieuw wachtwoord")


class NewAccountForm(WithAddress):
    """An invitation accepted by somebody who has no account yet."""

    name = _name_field("Uw naam")
    new_password = _new_password_field("Kies een wachtwoord")


class OwnPasswordForm(Form):
    """An invitation accepted by somebody who has an account."""

    password = PasswordField("Uw wachtwoord", [InputRequired("Vul uw wachtwoord in.")])


class InviteForm(Form):
    """Whom to invite, and as what."""

    name = _name_field("Naam")
    email = _mail_field()
    role = RadioField("Rol", [InputRequired("Kies een rol.")])

    def offering(self, roles: Sequence[Role]) -> Self:
        """The same form, with these roles to choose from."""
        self.role.choices = [(role.value, role.label) for role in roles]
        if len(roles) == 1 and not self.role.data:
            self.role.data = roles[0].value
        return self


class NameForm(Form):
    """One's own name."""

    name = _name_field("Uw naam")


class PasswordForm(WithAddress):
    """A new password in the place of the present one."""

    password = PasswordField("Huidig wachtwoord", [InputRequired("Vul uw wachtwoord in.")])
    new_password = _new_password_field("Nieuw wachtwoord")


class AbsenceForm(Form):
    """From when until when somebody is away, and who stands in."""

    from_on = DateField(
        "Eerste dag", [InputRequired("Vul de eerste dag in.")], format=["%Y-%m-%d", "%d-%m-%Y"]
    )
    until_on = DateField(
        "Laatste dag", [InputRequired("Vul de laatste dag in.")], format=["%Y-%m-%d", "%d-%m-%Y"]
    )
    deputy = SelectField("Wie vervangt u?", [InputRequired("Kies een collega.")], coerce=str)

    def offering(self, colleagues: Sequence[tuple[int, str]]) -> Self:
        """The same form, with these colleagues to choose from."""
        known = [(str(person_id), name) for person_id, name in colleagues]
        self.deputy.choices = [("", "Kies een collega"), *known]
        return self

    def validate_until_on(self, field: wtforms.Field) -> None:
        """Nobody is back before leaving."""
        if field.data and self.from_on.data and field.data < self.from_on.data:
            raise wtforms.ValidationError("De laatste dag ligt vóór de eerste dag.")

    @property
    def period(self) -> Period:
        """The days away."""
        assert self.from_on.data is not None
        return Period(self.from_on.data, self.until_on.data)
