"""Background jobs: thin functions on the queue that call one service each."""
