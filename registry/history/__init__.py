"""What happened to institutions, by which act, and how each of them was on any day."""
