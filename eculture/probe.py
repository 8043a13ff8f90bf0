"""Health check of a web container: `python -m eculture.probe` ends with 0 when the process beside it answers.

It asks under the portal's own name, because the process refuses any other.
"""

import http.client
import os
import sys
from urllib.parse import urlsplit


def alive() -> bool:
    host = urlsplit(os.environ.get("BASE_URL", "http://127.0.0.1")).netloc
    connection = http.client.HTTPConnection(
        "127.0.0.1", int(os.environ.get("GRANIAN_PORT", "8000")), timeout=5
    )
    try:
        connection.request("GET", "/healthz", headers={"Host": host})
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


if __name__ == "__main__":
    sys.exit(0 if alive() else 1)
