"""iCalendar (RFC 5545): text to components, components to times, and back.

Pure functions over text. One pass over the lines where others build an object for each property,
and an own reading of rules, because both must be bounded: what is read here was written elsewhere.
"""
