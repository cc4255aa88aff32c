"""The component page: every part of the visual language in each of its states."""

from dataclasses import dataclass
from typing import ClassVar

import wtforms
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from wtforms import validators

from portal.kernel.errors import NotFound
from portal.settings import settings
from portal.web.forms import Form
from portal.web.handlers import reads
from portal.web.page import Page


class SampleForm(Form):
    """One field of each kind."""

    status = wtforms.RadioField(
        "Hoe is de beschikbaarheid?",
        [validators.InputRequired()],
        choices=[
            ("capacity", "Plaats"),
            ("waitlist", "Wachtlijst"),
            ("assessment_required", "Eerst beoordeling"),
            ("no_capacity", "Geen plaats"),
        ],
    )
    wait_min = wtforms.IntegerField("Start na minstens", [validators.InputRequired()])
    wait_max = wtforms.IntegerField("Start na hoogstens", [validators.InputRequired()])
    remark = wtforms.TextAreaField("Toelichting", [validators.Optional()])
    from_on = wtforms.DateField("Vanaf welke datum?", [validators.Optional()])
    municipality = wtforms.SelectField(
        "Gemeente", choices=[("", "Alle gemeenten"), ("hoorn", "Hoorn"), ("medemblik", "Medemblik")]
    )
    groups = wtforms.SelectMultipleField(
        "Bij wie?",
        choices=[("ouderen", "Ouderen (9)"), ("nah", "Niet-aangeboren hersenletsel (4)")],
    )
    days = wtforms.SelectMultipleField(
        "Op welke dagen?",
        [validators.InputRequired("Kies minstens één dag.")],
        choices=[("ma", "Maandag"), ("di", "Dinsdag"), ("wo", "Woensdag")],
    )
    name = wtforms.StringField("Uw naam", [validators.InputRequired()])
    email = wtforms.EmailField("E-mailadres", [validators.InputRequired()])
    password = wtforms.PasswordField(
        "Wachtwoord", [validators.InputRequired("Vul uw wachtwoord in.")]
    )
    file = wtforms.FileField("Bestand")
    agree = wtforms.BooleanField(
        "Ik ga akkoord", [validators.InputRequired("Zet een vinkje om akkoord te gaan.")]
    )
    query = wtforms.SearchField("Waarmee kunnen we u helpen?")
    place = wtforms.StringField("Postcode of plaats")


SAMPLE = FormData(
    [
        ("status", "waitlist"),
        ("wait_min", "4"),
        ("wait_max", "6"),
        ("remark", "Vanaf januari start een nieuwe groep."),
        ("municipality", "hoorn"),
        ("groups", "ouderen"),
        ("name", "Sanne de Wit"),
    ]
)


@dataclass(frozen=True, kw_only=True)
class Components(Page):
    template: ClassVar[str] = "web/components.html"
    form: SampleForm


@reads
async def components(request: Request) -> Response:
    """Every component, for whoever builds a page; only in development."""
    if not settings().development:
        raise NotFound
    form = SampleForm.parse(SAMPLE)
    form.validate()
    return Components(form=form).render(request)


routes = [Route("/componenten", components, name="web:components")]
