"""What somebody reads who has the whole database."""

from redis.asyncio import Redis

READ = {
    "string": lambda redis, key: redis.get(key),
    "hash": lambda redis, key: redis.hgetall(key),
    "list": lambda redis, key: redis.lrange(key, 0, -1),
    "set": lambda redis, key: redis.smembers(key),
    "zset": lambda redis, key: redis.zrange(key, 0, -1),
    "stream": lambda redis, key: redis.xrange(key),
}


async def everything_in(redis: Redis) -> str:
    """Every key with its value, as text."""
    keys = await redis.keys("*")
    return "\n".join([f"{key} {await READ[await redis.type(key)](redis, key)}" for key in keys])
