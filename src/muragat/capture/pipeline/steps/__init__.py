"""The steps of reading a file, one class each."""
