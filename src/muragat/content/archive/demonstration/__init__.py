"""Loads the demonstration archive: three fonds of an invented district with accounts and simulated scans."""
