"""Lists of institutions that others send: read, repaired where it is safe, explained where it is not."""
