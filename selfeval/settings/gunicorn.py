"""Settings of the web server: `gunicorn --config python:selfeval.settings.gunicorn`."""

from selfeval.settings.env import read_environment

_ENV = read_environment()

wsgi_app = "selfeval.wsgi:application"
bind = f"{_ENV.host}:{_ENV.port}"
workers = _ENV.workers
# A request that makes a long document stays inside this; anything slower belongs to the worker.
timeout = 60
# Nothing controls the server from outside, and the account that runs it may have no home folder.
control_socket_disable = True
# Heartbeats on a disk that stalls would look like a hung process.
worker_tmp_dir = "/dev/shm"  # noqa: S108
