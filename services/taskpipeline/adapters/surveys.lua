-- The atomic steps of the survey store.
--
-- Rules
-- 1. The rules of `commits.lua`.
-- 2. A result counts for the revision of the task it was found for, from the newest take-over of its job, once.
--
-- KEYS   the session, survey, revisions, results, fences, ranking, events, then as in `commits.lua`
local _, survey, revisions, results, fences, ranking, events = unpack(KEYS)

local function tell(kept_events, ...) redis.call('XADD', events, 'MAXLEN', '~', kept_events, '*', ...) end

local function is_late(job, fence)
  local seen = tonumber(redis.call('HGET', fences, job) or '0')
  if seen > tonumber(fence) then return true end
  redis.call('HSET', fences, job, fence)
  return false
end

-- What a request got before; release 0.1 stored it by the id itself, as JSON.
local function earlier(request, digest)
  local found = redis.call('HGET', ANSWERS, string.match(request, '^%S* (.*)$') or '')
  if not found then return answered(request, digest) end
  local old = cjson.decode(found)
  return old.digest == digest and { 'AGAIN', old.survey } or { 'REUSED' }
end

function steps.answered(request, digest) return earlier(request, digest) or { 'NONE' } end

-- revs: revisions of the tasks, as JSON. The body is the answer. Last: events kept, and the event's fields.
function steps.commit(request, digest, before, after, body, revs, ...)
  local known = earlier(request, digest)
  if known then return known end
  if not is_at(survey, 'revision', before) then return {'STALE'} end
  redis.call('HSET', survey, 'revision', after, 'body', body)
  local current = cjson.decode(revs)
  for _, id in ipairs(redis.call('HKEYS', revisions)) do
    if not current[id] then redis.call('HDEL', revisions, id); redis.call('HDEL', results, id) end
  end
  for id, revision in pairs(current) do redis.call('HSET', revisions, id, revision) end
  remember(request, digest, body)
  tell(...)
  keep()
  return {'OK'}
end

function steps.match(task, revision, result, job, fence, ...)
  if is_late(job, fence) or redis.call('HGET', revisions, task) ~= revision then return {'STALE'} end
  local known = redis.call('HGET', results, task)
  if known and string.sub(known, 1, #revision + 1) == revision .. ' ' then return {'OK'} end
  redis.call('HSET', results, task, revision .. ' ' .. result)
  tell(...)
  keep()
  return {'OK'}
end

function steps.rank(digest, body, job, fence, ...)
  if is_late(job, fence) then return {'STALE'} end
  local known = redis.call('GET', ranking)
  if known and string.sub(known, 1, #digest + 1) == digest .. ' ' then return {'OK'} end
  redis.call('SET', ranking, digest .. ' ' .. body)
  tell(...)
  keep()
  return {'OK'}
end
