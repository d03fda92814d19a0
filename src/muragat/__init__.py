"""The document repository and records archive muragat."""
