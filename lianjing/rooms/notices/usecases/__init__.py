"""What changes a disclosure: the calendar, its preparing, its approval, its course, its end."""
