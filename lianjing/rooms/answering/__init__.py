"""The desk of questions from outside: read, answer, review, put right. Who asked is known to nobody."""
