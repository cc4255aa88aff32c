"""What a search asks, which offerings answer it, and in which order they stand."""

from portal.search.rules.asking import Criterion, Near, Search, Sort
from portal.search.rules.document import Document, document
from portal.search.rules.finding import Found, Slice, find
from portal.search.rules.match import Match, seen
from portal.search.rules.shelf import Shelf, Succeeds
from portal.search.rules.synonyms import Synonyms, built_in
from portal.search.rules.understanding import Answer, How, Sure, Understood
from portal.search.rules.view import View
from portal.search.rules.vocabulary import Vocabulary

__all__ = [
    "Answer",
    "Criterion",
    "Document",
    "Found",
    "How",
    "Match",
    "Near",
    "Search",
    "Shelf",
    "Slice",
    "Sort",
    "Succeeds",
    "Sure",
    "Synonyms",
    "Understood",
    "View",
    "Vocabulary",
    "built_in",
    "document",
    "find",
    "seen",
]
