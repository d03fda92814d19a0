"""What the archive needs from outside, one interface a file."""
