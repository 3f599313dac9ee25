"""The room of powers: the list, each power's page, its versions, and the matters run by it."""
