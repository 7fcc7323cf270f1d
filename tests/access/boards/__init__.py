"""A small domain that only tests load, built as a real one is: boards with notes, and diaries."""
