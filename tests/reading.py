"""How hard a Dutch or English text is to read.

Dutch by Flesch-Douma: 206.84 - 0.93 x words per sentence - 77 x syllables per word. English by
Flesch: 206.835 - 1.015 x words per sentence - 84.6 x syllables per word. From 60 on most people
read a text with ease; B1 lies about there.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

_SENTENCE: Final = re.compile(r"[^.!?:]+(?:[.!?:](?=\S)[^.!?:]+)*[.!?:]?")
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SOUNDS: Final = re.compile(
    "aai|oei|ooi|eeu|ieu|aa|ee|oo|uu|ie|oe|eu|ui|ij|ei|ou|au|[aeiouyáéíóúàèëïöü]"
)
_ENGLISH_SOUNDS: Final = re.compile("[aeiouy]+")
_SILENT: Final = re.compile("(?<=[^aeiouyl])e$|(?<=[^aeiouydt])ed$|(?<=[^aeiouyszxcg])es$")


@dataclass(frozen=True, slots=True)
class Ease:
    """How easy a text reads; more is easier."""

    words: int
    sentences: int
    syllables: int

    @property
    def dutch(self) -> float:
        """Flesch-Douma."""
        return 206.84 - 0.93 * self.words / self.sentences - 77 * self.syllables / self.words

    @property
    def english(self) -> float:
        """Flesch."""
        return 206.835 - 1.015 * self.words / self.sentences - 84.6 * self.syllables / self.words


def sentences_in(text: str) -> list[str]:
    """The sentences of a text; values stand in it as one word each."""
    filled = re.sub(r"\{\w+\}|%\(\w+\)\w", "dit", text)
    return [one.strip() for one in _SENTENCE.findall(filled) if _WORD.search(one)]


def words_in(text: str) -> list[str]:
    """Its words."""
    return _WORD.findall(text)


def ease(sentences: Iterable[str], *, in_english: bool = False) -> Ease:
    """Of these sentences together."""
    every = list(sentences)
    words = [word.lower() for one in every for word in words_in(one)]
    count = english_syllables if in_english else syllables
    return Ease(len(words), len(every), sum(map(count, words)))


def syllables(word: str) -> int:
    """Of a Dutch word: as many as it has sounds to sing."""
    return max(1, len(_SOUNDS.findall(word)))


def english_syllables(word: str) -> int:
    """Of an English word, nearly: an e at its end is seldom heard."""
    return max(1, len(_ENGLISH_SOUNDS.findall(_SILENT.sub("", word))))
