"""Aujourd’hui, the first page: the day, and who of one's own service is away."""
