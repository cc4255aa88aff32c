"""How long people really waited for an offering, in words beside what its provider states."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Days that people waited; only ever of five cases or more."""

    median: int
    p90: int
    cases: int

    def told(self, verb: str) -> str:
        """De helft startte binnen 12 dagen, 9 van de 10 binnen 30 dagen (8 cliënten)."""
        return (
            f"de helft {verb} {within(self.median)},"
            f" 9 van de 10 {within(self.p90)} ({self.cases} cliënten)"
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """Of the last ninety days, from aanmelding on; None where too few cases say anything."""

    waiting: int
    """How many stand on the list in the portal, without those who postpone."""
    invited: Span | None
    started: Span | None
    on: date
    """Since when this is so."""

    @property
    def facts(self) -> list[tuple[str, str]]:
        """Each figure by its Dutch name; what is not known is left out."""
        spans = (("uitnodiging", self.invited, "kreeg die"), ("start", self.started, "startte"))
        return [
            *(
                (f"Gemeten tot de {name}", _upper(span.told(verb)))
                for name, span, verb in spans
                if span is not None
            ),
            ("Wachten in het portaal", people(self.waiting)),
        ]

    @property
    def sentence(self) -> str:
        """The same in one line, for where there is little room."""
        started = (
            f"Gemeten: de helft startte {within(self.started.median)}. " if self.started else ""
        )
        return f"{started}In het portaal {wait_in_words(self.waiting)}."


def within(days: int) -> str:
    """Binnen 12 dagen; nobody waits zero days."""
    if days == 0:
        return "op de dag van aanmelding"
    return f"binnen {days} {'dag' if days == 1 else 'dagen'}"


def wait_in_words(count: int) -> str:
    """Wachten 3 cliënten; nobody is a number too."""
    return f"{'wachten' if count > 1 else 'wacht'} {people(count)}"


def people(count: int) -> str:
    """How many clients; nobody is a number too."""
    return {0: "niemand", 1: "1 cliënt"}.get(count, f"{count} cliënten")


def _upper(text: str) -> str:
    return text[0].upper() + text[1:]
