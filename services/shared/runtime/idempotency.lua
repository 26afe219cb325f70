-- Answers by request key, for the scripts of every owner; `idempotency.py` puts this in front of them.
--
-- Rules
-- 1. A request key that has an answer gets it again if the digest is the same, else 'REUSED'.
-- 2. Of a session the last `most` answers are kept; the list `order` holds their keys, oldest first.
-- 3. An empty key is never remembered.
-- 4. A key is the digest of a request id, a space and the id: the digest is stored; by the id itself release 0.1 stored its answers.

local function stored(key) return string.match(key, '^%S*') end

-- What a request got before: nil, {'REUSED'} or {'AGAIN', answer}.
local function answered(answers, key, digest)
  if key == '' then return nil end
  local found = redis.call('HGET', answers, stored(key)) or redis.call('HGET', answers, string.match(key, '^%S* (.*)$'))
  if not found then return nil end
  if string.sub(found, 1, #digest + 1) ~= digest .. ' ' then return { 'REUSED' } end
  return { 'AGAIN', string.sub(found, #digest + 2) }
end

local function remember(answers, order, key, digest, answer, most)
  if key == '' then return end
  redis.call('HSET', answers, stored(key), digest .. ' ' .. answer)
  redis.call('RPUSH', order, stored(key))
  while redis.call('LLEN', order) > tonumber(most) do redis.call('HDEL', answers, redis.call('LPOP', order)) end
end
