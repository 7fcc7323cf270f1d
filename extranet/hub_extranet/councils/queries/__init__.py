"""Reads of bodies, meetings, agendas and convocations."""
