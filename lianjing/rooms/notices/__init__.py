"""The disclosure calendar, and what is made public of a school's powers."""
