"""Casework: what was verified is put right and observed; problems are decided, cleared or handed over."""
