"""Verbs that change lists. Each takes the actor and the day, and writes the journal."""
