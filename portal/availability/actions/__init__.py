"""What people do with availability."""
