"""What a search answers to the words of somebody's question."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum


class How(StrEnum):
    """How a word of the question was understood."""

    EXACT = "exact"
    """As it stands, or as its plural, adjective or verb."""
    PART = "part"
    """As the beginning or a part of longer words, or written apart or together."""
    SYNONYM = "synonym"
    TYPO = "typo"
    LET_GO = "let_go"
    """Says little (zorg, thuis, weekend) and was left out because nothing answered with it."""
    MISSED = "missed"


class Sure(IntEnum):
    """How far an answer is what was asked; the lower, the surer."""

    CALLED = 0
    """Every word that matters stands in what it is called."""
    SAID = 1
    """Every word that matters is said, as it stands or by a synonym."""
    GUESSED = 2
    """A word was taken for a typing error, or for a part of longer words."""
    APART = 3
    """A word that nobody says was taken apart, and its parts are said."""
    NEAR = 4
    """Something near to a word was taken instead."""
    PARTLY = 5
    """A word that matters gave way, or none matters."""
    NOTHING = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Understood:
    """One word of the question with what was looked for in its place."""

    word: str
    how: How
    sought: tuple[str, ...] = ()
    """Other words or phrases that were looked for: synonyms, or what it was a typing error for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The documents that answer a question."""

    bits: int
    """A bit for every document that answers all words."""
    words: tuple[Understood, ...] = ()
    leniently: int = 0
    """The documents that answer all words but the missed ones; 0 if nothing is known."""
    sure: Sure = Sure.NOTHING
    """How far `bits` is what was asked."""
    lenient: Sure = Sure.NOTHING
    """How far `leniently` is what the other words ask; NOTHING where a missed word is about
    something that is found elsewhere."""

    @property
    def missed(self) -> tuple[str, ...]:
        """Words that no document answers."""
        return tuple(word.word for word in self.words if word.how is How.MISSED)

    @property
    def also(self) -> tuple[str, ...]:
        """Other words that were looked for, for "We zochten ook op …"; each once, in order."""
        return tuple(dict.fromkeys(other for word in self.words for other in word.sought))
