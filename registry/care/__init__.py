"""Kept alive by its owners: the people of an institution propose, confirm and report; an office decides."""
