"""From a scan to a searchable record."""
