-- Answers by request key, for the scripts of every owner; `idempotency.py` puts this in front of them.
--
-- Rules
-- 1. A request key that has an answer gets it again if the digest is the same, else 'REUSED'.
-- 2. Of a session the last `most` answers are kept; the list `order` holds their keys, oldest first.
-- 3. An empty key is never remembered.

-- What a request got before: nil, {'REUSED'} or {'AGAIN', answer}.
local function answered(answers, key, digest)
  local found = key ~= '' and redis.call('HGET', answers, key)
  if not found then return nil end
  if string.sub(found, 1, #digest + 1) ~= digest .. ' ' then return { 'REUSED' } end
  return { 'AGAIN', string.sub(found, #digest + 2) }
end

local function remember(answers, order, key, digest, answer, most)
  if key == '' then return end
  redis.call('HSET', answers, key, digest .. ' ' .. answer)
  redis.call('RPUSH', order, key)
  while redis.call('LLEN', order) > tonumber(most) do redis.call('HDEL', answers, redis.call('LPOP', order)) end
end
