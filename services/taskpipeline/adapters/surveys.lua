-- The atomic steps of the survey store. ARGV[1] names the step.
--
-- Rules
-- 1. Nothing is written for a deleted session.
-- 2. A survey changes only from the revision it was read at, and a request changes it once.
-- 3. A result counts for the revision of the task it was found for, from the newest take-over of its job, once.
--
-- KEYS: session, survey, requests, request order, revisions, results, fences, ranking, events, registry
local session, survey, requests, order, revisions = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5]
local results, fences, ranking, events, registry = KEYS[6], KEYS[7], KEYS[8], KEYS[9], KEYS[10]
local ttl, kept_events = ARGV[2], ARGV[3]

if redis.call('HGET', session, 'deleted') == '1' then return {'GONE'} end

local function tell(fields)
  redis.call('XADD', events, 'MAXLEN', '~', kept_events, '*', unpack(fields))
end

local function keep()
  for i = 2, 9 do
    if redis.call('PEXPIRE', KEYS[i], ttl) == 1 then redis.call('SADD', registry, KEYS[i]) end
  end
  redis.call('PEXPIRE', registry, ttl)
end

local function is_late(job, fence)
  local seen = tonumber(redis.call('HGET', fences, job) or '0')
  if seen > tonumber(fence) then return true end
  redis.call('HSET', fences, job, fence)
  return false
end

local steps = {}

-- before, after, body, task revisions (JSON), request id, remembered answer, most requests, event fields...
function steps.commit(before, after, body, revs, request, answer, most, ...)
  if request ~= '' then
    local known = redis.call('HGET', requests, request)
    if known then return {'REPEAT', known} end
  end
  if (redis.call('HGET', survey, 'revision') or '0') ~= before then return {'STALE'} end
  redis.call('HSET', survey, 'revision', after, 'body', body)
  local current = cjson.decode(revs)
  for _, id in ipairs(redis.call('HKEYS', revisions)) do
    if not current[id] then redis.call('HDEL', revisions, id); redis.call('HDEL', results, id) end
  end
  for id, revision in pairs(current) do redis.call('HSET', revisions, id, revision) end
  if request ~= '' then
    redis.call('HSET', requests, request, answer)
    redis.call('RPUSH', order, request)
    while redis.call('LLEN', order) > tonumber(most) do redis.call('HDEL', requests, redis.call('LPOP', order)) end
  end
  tell({...})
  keep()
  return {'OK'}
end

-- task, its revision, result, job, fence, event fields...
function steps.match(task, revision, result, job, fence, ...)
  if is_late(job, fence) or redis.call('HGET', revisions, task) ~= revision then return {'STALE'} end
  local known = redis.call('HGET', results, task)
  if known and string.sub(known, 1, #revision + 1) == revision .. ' ' then return {'OK'} end
  redis.call('HSET', results, task, revision .. ' ' .. result)
  tell({...})
  keep()
  return {'OK'}
end

-- digest and body, job, fence, event fields...
function steps.rank(digest, body, job, fence, ...)
  if is_late(job, fence) then return {'STALE'} end
  local known = redis.call('GET', ranking)
  if known and string.sub(known, 1, #digest + 1) == digest .. ' ' then return {'OK'} end
  redis.call('SET', ranking, digest .. ' ' .. body)
  tell({...})
  keep()
  return {'OK'}
end

return steps[ARGV[1]](unpack(ARGV, 4))
