"""The command muragat, one file per command."""
