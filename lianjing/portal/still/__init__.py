"""The public side as files: pages, data, feeds, a search index. Any web server serves them; nothing else need run."""
