"""Realtime: who is told that something changed, never what it now is."""
