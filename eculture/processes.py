"""The processes of the portal, written once: for `make run` and for docker-compose.yml.

`python -m eculture.processes web` prints one.
"""

import shlex
import sys

APPS = ("eculture", "registry", "cabinet", "schools", "matrix")
SENDER = "python -m celery -A eculture worker --concurrency 2 --loglevel INFO"  # one queue for each channel
COMMANDS = {
    "web": "python -m granian --interface wsgi --workers 2 --blocking-threads 4 eculture.wsgi:application",
    "worker": "python -m celery -A eculture worker --queues celery --concurrency 2 --loglevel INFO",
    "email": f"{SENDER} --queues email --hostname email@%h",
    "sms": f"{SENDER} --queues sms --hostname sms@%h",
    "beat": "python -m celery -A eculture beat --loglevel INFO --schedule var/beat/schedule --pidfile=",
}
PREPARATION = {
    "migrate": "python manage.py migrate --noinput",
    "messages": "python manage.py compilemessages",
    "static": "python manage.py collectstatic --noinput",
    "reference": "python manage.py reference",
}
ENVIRONMENT = {
    "web": {"DATABASE_POOL": "1", "WEB_THREADS": "4"},
    "worker": {"BROKER_TIMEOUT": "5"},
    "email": {"BROKER_TIMEOUT": "5"},
    "sms": {"BROKER_TIMEOUT": "5"},
    "beat": {"BROKER_TIMEOUT": "5"},
}


def command(name: str) -> list[str]:
    return shlex.split((COMMANDS | PREPARATION)[name])


if __name__ == "__main__":
    print((COMMANDS | PREPARATION)[sys.argv[1]])
