"""The toolkit of the staff site."""
