"""What somebody means by one line: `réunion jeudi 14h avec Léa`, `lunch tomorrow noon with Sam`.

Pure: a line and the present in, an event and what was understood out, in French and English alike.
A line is cut into `tokens`; readers, one an idea (`days`, `hours`, `repeats`, `places`), each look
for theirs at a token; `grammar` walks along and keeps what they find, the rest is the title;
`settling` makes of it one time to come. Nothing raises, and nothing is past unless it was said so.
"""

from hub_calendar.quick_add.grammar import Reading, Understood, read

__all__ = ["Reading", "Understood", "read"]
