"""What a person types into the search: read forgivingly and turned into a query of the text index."""
