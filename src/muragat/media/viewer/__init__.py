"""The viewer: pages of records with their text beside them, and the correction of that text by people."""
