"""Background work: due rows are the truth, the engine only gives latency and a clock."""
