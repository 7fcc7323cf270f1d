"""A package with mail templates, as a domain has."""
