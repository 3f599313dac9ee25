"""The only door to records: the policy, the use-case guard, the signed-in post, the journal."""
