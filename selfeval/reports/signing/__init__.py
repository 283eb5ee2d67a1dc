"""Electronic signatures on PDF files (PAdES): keys, the round seal, signing, and judging signed files.

Bytes go in, bytes come out: nothing here knows the database or the clock of the application. The wire
format is left to pyHanko; what counts as sound, and how it is said in Chinese, is decided here.
"""
