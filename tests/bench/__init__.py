"""How much more than its questions a page costs: `python -m tests.bench`, `make bench`, docs/bench.md."""
