"""Reports of a run: tables in the terminal, JSON for machines, and one page of HTML."""
