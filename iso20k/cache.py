"""The cache on Redis, which goes on in this process's memory while the broker is down."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.cache.backends.locmem import LocMemCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NoBroker
from redis.exceptions import TimeoutError as SlowBroker


class SteadyRedisCache(RedisCache):
    """Throttling of log-ins lives here: without a broker it must neither fail nor stop counting."""

    def __init__(self, server: Any, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._memory = LocMemCache(str(server), params)

    def _or_memory(self, verb: str, *args: Any, **kwargs: Any) -> Any:
        redis: Callable[..., Any] = getattr(super(), verb)
        try:
            return redis(*args, **kwargs)
        except (NoBroker, SlowBroker):
            return getattr(self._memory, verb)(*args, **kwargs)

    def add(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("add", *args, **kwargs)

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("get", *args, **kwargs)

    def set(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("set", *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("touch", *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("delete", *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("get_many", *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("has_key", *args, **kwargs)

    def incr(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("incr", *args, **kwargs)

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("set_many", *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._or_memory("delete_many", *args, **kwargs)

    def clear(self) -> Any:
        return self._or_memory("clear")
