"""The text index by Whoosh: its segments and commits, with postings as arrays that are searched as a whole."""
