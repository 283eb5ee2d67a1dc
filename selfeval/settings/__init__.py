"""Django settings: `env` reads the environment, `base` always holds, one module per way of running."""
