"""The public log: an RFC 6962 tree, its tiles, signed heads and witnesses, as the C2SP specifications have them.

Pure: no files, no clock, no database. `lianjing_verify` reads the same specifications again, and shares no code.
"""
