"""The families of record types."""
