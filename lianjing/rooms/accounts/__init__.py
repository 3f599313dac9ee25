"""Accounts: who can sign in. Kept by the technical administrator, who sees nothing else."""
