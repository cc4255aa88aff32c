"""The order of a waitlist, and all else about waiting that needs no database."""
