"""Commands: they read arguments, call one service or selector, and print."""
