"""The text index service."""
