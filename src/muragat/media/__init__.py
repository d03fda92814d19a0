"""What all records with files share."""
