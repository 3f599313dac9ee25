"""Papers: what is printed, as PDF. Pure: content comes in as values, bytes go out; no Django, no other engine."""
