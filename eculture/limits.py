"""How often one asker may do a thing: counted in the shared cache, in windows of fixed length."""

import time

from django.core.cache import cache


def allowed(action: str, who: object, *, times: int, seconds: int) -> bool:
    """Count one more try; False when there were too many. A silent cache raises RedisError: 503."""
    key = f"limit:{action}:{who}:{int(time.time()) // seconds}"
    cache.add(key, 0, timeout=seconds)
    return cache.incr(key) <= times
