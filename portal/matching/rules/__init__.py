"""Pure rules of the search pages: words, choices, paging."""
