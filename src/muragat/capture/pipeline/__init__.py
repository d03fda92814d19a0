"""The reading of a file: steps in an order that depends on what the file is, resumed where they were broken off."""
