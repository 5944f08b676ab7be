"""Files, words and tables that nobody would write, and what must hold whatever is read."""
