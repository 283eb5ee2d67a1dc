"""What is true: plain Python. No Django, no clock, no input or output lives here."""
