"""What residents may find, how it is searched, and the words in which it is told."""
