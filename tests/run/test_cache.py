"""The cache while the broker is down: it counts on in memory, and nothing fails."""

from __future__ import annotations

from pathlib import Path

from iso20k.cache import SteadyRedisCache


def test_without_a_broker_the_cache_still_counts(tmp_path: Path) -> None:
    cache = SteadyRedisCache(f"unix://{tmp_path}/nobody?db=0", {"KEY_PREFIX": "test"})
    assert cache.get("tries") is None
    assert cache.add("tries", 1)
    assert not cache.add("tries", 1)
    assert cache.incr("tries") == 2
    cache.set("tries", 5)
    assert cache.get_many(["tries"]) == {"tries": 5}
    assert cache.delete("tries")
    assert not cache.has_key("tries")
