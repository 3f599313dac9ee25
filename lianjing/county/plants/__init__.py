"""Irregularities and innocent look-alikes, planted into the ledgers by people's words, never by a model's figures.

Whoever plants reads the law's words (domain 3), not the models: no threshold and no query is shared with them.
"""
