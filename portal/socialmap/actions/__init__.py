"""Keeping the social map true."""
