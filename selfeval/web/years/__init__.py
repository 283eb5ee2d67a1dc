"""My years: the list of evaluations, and starting one."""
