"""Pure functions on Kazakh, Russian and English text."""
