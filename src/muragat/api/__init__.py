"""The toolkit of REST."""
