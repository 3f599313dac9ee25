"""`python -m lianjing`."""

from lianjing.cli import main

main()
