"""Pure rules of supervision: no Django, no files, no clock."""
