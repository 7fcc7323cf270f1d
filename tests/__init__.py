"""The rules of Parvis, each one a test; folders mirror those of the code."""
