"""What happens when servers and processes are killed: `python -m tests.faults` (`make faults`).

Real servers, real processes, real signals. Each recipe counts: sent, stored, done, twice.
"""
