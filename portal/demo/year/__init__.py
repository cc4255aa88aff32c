"""A year in an hour: invented people use the portal for a year, through its real actions.

Beside it a naive model keeps what should stand there; at the end both must say the same.
"""
