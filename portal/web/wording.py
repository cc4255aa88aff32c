"""The messages of the form library in plain Dutch."""

from typing import Final

from portal.kernel.texts import later

MESSAGES: Final = {
    "This field is required.": "Vul dit veld in.",
    "Invalid email address.": "Vul een e-mailadres in, zoals naam@voorbeeld.nl.",
    "Invalid input.": "Dit kunnen we niet lezen.",
    "Not a valid integer value.": "Vul een heel getal in.",
    "Not a valid integer value": "Vul een heel getal in.",
    "Not a valid decimal value.": "Vul een getal in, zoals 12,5.",
    "Not a valid float value.": "Vul een getal in, zoals 12,5.",
    "Not a valid date value.": "Vul een datum in, zoals 31-12-2026.",
    "Not a valid choice.": "Kies een van de mogelijkheden.",
    "Not a valid choice": "Kies een van de mogelijkheden.",
    "Invalid Choice: could not coerce.": "Kies een van de mogelijkheden.",
    "Number must be at least %(min)s.": "Vul een getal in van %(min)s of hoger.",
    "Number must be at most %(max)s.": "Vul een getal in van %(max)s of lager.",
    "Number must be between %(min)s and %(max)s.": "Vul een getal in van %(min)s tot %(max)s.",
    "Field cannot be longer than %(max)d character.": "Gebruik niet meer dan %(max)d teken.",
    "Field cannot be longer than %(max)d characters.": later(
        "Gebruik niet meer dan %(max)d tekens."
    ),
    "Field must be at least %(min)d character long.": "Gebruik ten minste %(min)d teken.",
    "Field must be at least %(min)d characters long.": "Gebruik ten minste %(min)d tekens.",
    "Field must be between %(min)d and %(max)d characters long.": (
        "Gebruik %(min)d tot %(max)d tekens."
    ),
    "Invalid URL.": "Vul een webadres in, zoals https://voorbeeld.nl.",
    "'%(value)s' is not a valid choice for this field.": "Kies een van de mogelijkheden.",
    "'%(value)s' are not valid choices for this field.": "Kies uit de mogelijkheden.",
}
