-- In front of the script of every owner of sessions (`commits.py`): a change is atomic, made once, and never late.
--
-- Rules
-- 1. Nothing is done for a deleted session ('GONE').
-- 2. A change is made only onto the version it was made from (`is_at`); what does not exist is at version ''.
-- 3. A request that has an answer gets it again if the digest is the same ('AGAIN'), else 'REUSED'. Of a session the
--    last MOST answers are stored; a request without an id ('') is never remembered.
-- 4. A request is given as the SHA-256 of its id, a space and the id. Of hash and digest the first half is stored;
--    release 0.2 stored the whole, 0.1 the id.
--
-- KEYS   the session, the owner's keys (the last two: its answers by request, and their order), the names of all keys
-- ARGV   the step, time to live in ms, answers stored, then the step's arguments

local ANSWERS, ORDER, NAMES = KEYS[#KEYS - 2], KEYS[#KEYS - 1], KEYS[#KEYS]
local TTL, MOST = ARGV[2], ARGV[3]
local steps = {}

local function is_at(key, field, version) return (redis.call('HGET', key, field) or '') == version end

-- Gives every key of the owner that exists the session's life, and notes its name.
local function keep()
  for i = 2, #KEYS - 1 do
    if redis.call('PEXPIRE', KEYS[i], TTL) == 1 then redis.call('SADD', NAMES, string.sub(KEYS[i], #NAMES - 3)) end
  end
  redis.call('PEXPIRE', NAMES, TTL)
end

local function stored(request) return string.sub(request, 1, 32) end

-- What a request got before: nil, {'REUSED'} or {'AGAIN', answer}.
local function answered(request, digest)
  if request == '' then return nil end
  local found = redis.call('HGET', ANSWERS, stored(request))
  local hash, id = string.match(request, '^(%S*) (.*)$')
  found = found or redis.call('HGET', ANSWERS, hash) or redis.call('HGET', ANSWERS, id)
  if not found then return nil end
  for _, kept in ipairs({ stored(digest), digest }) do
    if string.sub(found, 1, #kept + 1) == kept .. ' ' then return { 'AGAIN', string.sub(found, #kept + 2) } end
  end
  return { 'REUSED' }
end

local function remember(request, digest, answer)
  if request == '' then return end
  redis.call('HSET', ANSWERS, stored(request), stored(digest) .. ' ' .. answer)
  redis.call('RPUSH', ORDER, stored(request))
  while redis.call('LLEN', ORDER) > tonumber(MOST) do redis.call('HDEL', ANSWERS, redis.call('LPOP', ORDER)) end
end

function steps.answered(request, digest) return answered(request, digest) or { 'NONE' } end
