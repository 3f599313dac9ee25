"""Directives: what one post demands of a unit, its way through SM6, and how those who demand are supervised."""
