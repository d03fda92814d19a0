"""What every record is made of."""
