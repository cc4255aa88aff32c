"""What people fill in about availability."""
