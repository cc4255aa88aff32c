"""One word of a question, as far as it was understood."""

from dataclasses import dataclass, field

from portal.search.rules.letters import NOT, is_loose
from portal.search.rules.synonyms import Says
from portal.search.rules.understanding import How, Sure, Understood


@dataclass(slots=True)
class Heard:
    """One word of the question with the documents that answer it so far."""

    word: str
    meant: tuple[str, ...]
    """The word itself, or the known words that it was a typing error for."""
    bits: int = 0
    sensed: int = 0
    """Those of the documents that answer what was looked for in its place."""
    in_part: bool = False
    """Whether it is only known as a part of longer words."""
    named: bool = False
    """Whether it is a part of a whole name of more words: Thuis in Zorg."""
    called: bool = False
    """Whether something is called so by this very word."""
    joined: bool = False
    """Whether it is half of a word that was written apart."""
    apart: bool = False
    """Whether only its parts are known."""
    aside: bool = False
    """Whether it stands in a sentence, and need not be answered."""
    let_go: bool = False
    """Whether it says little, and was left out because nothing answered with it."""
    offered: bool = False
    """Whether nothing is called so, and something near to it was taken instead."""
    says: Says = Says.WHAT
    """Whether it says what is sought, or for whom."""
    sought: list[str] = field(default_factory=list[str])

    def add(self, bits: int, sought: str = "") -> None:
        """These documents answer it too, by what was looked for in its place."""
        self.bits |= bits
        if bits and sought:
            self.sensed |= bits
            if sought not in self.sought:
                self.sought.append(sought)

    def written_as(self, word: str, bits: int) -> None:
        """It is one word with its neighbour; alone it means nothing any more."""
        self.joined = True
        self.add(bits, word)

    def understood(self) -> Understood:
        """How this word was understood."""
        return Understood(word=self.word.lstrip(NOT), how=self._how(), sought=tuple(self.sought))

    @property
    def is_something(self) -> bool:
        """Whether it says something together with its neighbours."""
        return self.named or self.joined

    def sure(self) -> Sure:
        """How far the answer is what this word asks; a word that is missed says nothing of it."""
        if self.let_go or not self.bits:
            gave_way = self.let_go and not (self.aside or is_loose(self.word) or says_age(self))
            return Sure.PARTLY if gave_way else Sure.CALLED
        if self.offered:
            return Sure.NEAR
        if self.apart:
            return Sure.APART
        if self.in_part or is_guess(self):
            return Sure.GUESSED
        is_called = self.called or self.named or is_loose(self.word)
        return Sure.CALLED if is_called else Sure.SAID

    def _how(self) -> How:
        if self.let_go:
            return How.LET_GO
        if not self.bits:
            return How.MISSED
        if self.meant != (self.word,):
            return How.TYPO
        if self.sought:
            return How.SYNONYM
        return How.PART if self.in_part else How.EXACT


def says_little(one: Heard) -> bool:
    return is_loose(one.word) and not one.sensed


def is_guess(one: Heard) -> bool:
    return one.meant != (one.word,)


def is_offered(one: Heard) -> bool:
    return one.offered


def says_age(one: Heard) -> bool:
    return one.says == Says.AGE


def says_for_whom(one: Heard) -> bool:
    return one.says <= Says.WHOM
