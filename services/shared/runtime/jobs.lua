-- The durable queue of one owner. One script, so that every change of a job is one atomic step.
--
-- Rules
-- 1. A job is a hash; its state is also the sorted set that lists it. `move` is the only writer of both.
-- 2. A queued job has one stream entry; a running one has that entry pending in the group; no other state has any.
-- 3. `fence` grows with each take-over and each cancellation. A step that carries another fence changes nothing.
-- 4. A worker that stops sending heartbeats for `lease` ms loses the job, which is then suspect; after `max_attempts` claims it is dead.
--
-- KEYS[1] the stream; all other keys begin with its name and, by the braces in it, live in the same slot.
-- ARGV[1] the step, then its arguments. Times are the server's, in milliseconds.

local STREAM, GROUP, CONSUMER = KEYS[1], 'workers', 'any'
local LATER = STREAM .. ':later' -- failed jobs by the time of their next try
local clock = redis.call('TIME')
local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function text(number) return string.format('%.0f', number) end
local function job_key(id) return STREAM .. ':job:' .. id end
local function session_key(session) return STREAM .. ':of:' .. session end
local function get(id, field) return redis.call('HGET', job_key(id), field) end

local function move(id, state)
  local before = get(id, 'state')
  if before then redis.call('ZREM', STREAM .. ':' .. before, id) end
  redis.call('HSET', job_key(id), 'state', state, 'updated_at', text(NOW))
  redis.call('ZADD', STREAM .. ':' .. state, get(id, 'created_at'), id)
end

local function enqueue(id)
  redis.call('HSET', job_key(id), 'entry', redis.call('XADD', STREAM, '*', 'job', id))
end

local function dequeue(id)
  local entry = get(id, 'entry')
  if entry and entry ~= '' then
    redis.pcall('XACK', STREAM, GROUP, entry)
    redis.call('XDEL', STREAM, entry)
    redis.call('HSET', job_key(id), 'entry', '')
  end
  redis.call('ZREM', LATER, id)
end

local function is_held(id, fence)
  return get(id, 'state') == 'running' and get(id, 'fence') == fence
end

local function promote()
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', LATER, '-inf', text(NOW), 'LIMIT', 0, 100)) do
    redis.call('ZREM', LATER, id)
    if get(id, 'state') == 'failed' then
      enqueue(id)
      move(id, 'queued')
    end
  end
end

-- The next entry: one whose worker stopped sending heartbeats, else a new one; nil when there is none. All workers read as one
-- consumer, for the fence tells them apart and killed ones then leave nothing behind.
local function next_entry(lease)
  local cursor = '0-0'
  repeat
    local claimed = redis.pcall('XAUTOCLAIM', STREAM, GROUP, CONSUMER, lease, cursor, 'COUNT', 1)
    if claimed.err then -- the group is not there yet, or no more
      redis.call('XGROUP', 'CREATE', STREAM, GROUP, '0', 'MKSTREAM')
      claimed = { '0-0', {} }
    end
    cursor = claimed[1]
    local entry = claimed[2][1]
    if entry and entry[2] then return entry[1], entry[2][2] end
  until cursor == '0-0'
  local read = redis.call('XREADGROUP', 'GROUP', GROUP, CONSUMER, 'COUNT', 1, 'STREAMS', STREAM, '>')
  if read then
    local entry = read[1][2][1]
    return entry[1], entry[2][2]
  end
end

local steps = {}

function steps.submit(id, kind, session, payload, ttl, trace)
  if redis.call('EXISTS', job_key(id)) == 0 then
    redis.call('HSET', job_key(id), 'id', id, 'kind', kind, 'session_id', session, 'payload', payload, 'attempts', 0,
      'fence', 0, 'suspect', 0, 'done', 0, 'total', 0, 'error', '', 'entry', '', 'trace', trace, 'created_at', text(NOW))
    redis.call('PEXPIRE', job_key(id), ttl)
    redis.call('SADD', session_key(session), id)
    redis.call('PEXPIRE', session_key(session), ttl)
    move(id, 'queued')
    enqueue(id)
  end
  return redis.call('HGETALL', job_key(id))
end

function steps.claim(lease, max_attempts)
  promote()
  while true do
    local entry, id = next_entry(lease)
    if not entry then -- where to wait from, and when the next retry is due
      local newest = redis.call('XREVRANGE', STREAM, '+', '-', 'COUNT', 1)[1]
      local due = redis.call('ZRANGE', LATER, 0, 0, 'WITHSCORES')[2]
      return { newest and newest[1] or '0-0', due and math.max(1, due - NOW) or -1 }
    end
    if get(id, 'entry') ~= entry then -- expired, erased or cancelled meanwhile
      redis.call('XACK', STREAM, GROUP, entry)
      redis.call('XDEL', STREAM, entry)
    elseif tonumber(get(id, 'attempts')) >= tonumber(max_attempts) then
      dequeue(id)
      redis.call('HSET', job_key(id), 'error', 'WORKER_LOST')
      move(id, 'dead')
    else
      redis.call('HINCRBY', job_key(id), 'attempts', 1)
      redis.call('HINCRBY', job_key(id), 'fence', 1)
      redis.call('HSET', job_key(id), 'suspect', get(id, 'state') == 'running' and 1 or 0)
      move(id, 'running')
      return redis.call('HGETALL', job_key(id))
    end
  end
end

function steps.heartbeat(id, fence, done, total)
  if not is_held(id, fence) then return get(id, 'state') or 'gone' end
  redis.call('XCLAIM', STREAM, GROUP, CONSUMER, 0, get(id, 'entry'), 'JUSTID')
  if done then redis.call('HSET', job_key(id), 'done', done, 'total', total, 'updated_at', text(NOW)) end
  return 'held'
end

function steps.finish(id, fence)
  if not is_held(id, fence) then return get(id, 'state') or 'gone' end
  dequeue(id)
  redis.call('HSET', job_key(id), 'error', '')
  move(id, 'done')
  return 'held'
end

function steps.fail(id, fence, reason, max_attempts, delay)
  if not is_held(id, fence) then return get(id, 'state') or 'gone' end
  dequeue(id)
  redis.call('HSET', job_key(id), 'error', reason)
  if tonumber(get(id, 'attempts')) >= tonumber(max_attempts) then
    move(id, 'dead')
  else
    move(id, 'failed')
    redis.call('ZADD', LATER, text(NOW + delay), id)
  end
  return 'held'
end

-- A worker that stops in order gives the job back at once, and the try does not count.
function steps.release(id, fence)
  if not is_held(id, fence) then return get(id, 'state') or 'gone' end
  dequeue(id)
  redis.call('HINCRBY', job_key(id), 'attempts', -1)
  move(id, 'queued')
  enqueue(id)
  return 'held'
end

function steps.cancel(id)
  local state = get(id, 'state')
  if state == 'queued' or state == 'failed' or state == 'running' then
    dequeue(id)
    redis.call('HINCRBY', job_key(id), 'fence', 1)
    move(id, 'cancelled')
  end
  return redis.call('HGETALL', job_key(id))
end

function steps.retry(id)
  local state = get(id, 'state')
  if state ~= 'dead' and state ~= 'failed' and state ~= 'cancelled' then return state or 'gone' end
  dequeue(id)
  redis.call('HSET', job_key(id), 'attempts', 0, 'error', '')
  move(id, 'queued')
  enqueue(id)
  return redis.call('HGETALL', job_key(id))
end

function steps.erase(session)
  local ids = redis.call('SMEMBERS', session_key(session))
  for _, id in ipairs(ids) do
    dequeue(id)
    local state = get(id, 'state')
    if state then redis.call('ZREM', STREAM .. ':' .. state, id) end
    redis.call('DEL', job_key(id))
  end
  redis.call('DEL', session_key(session))
  return #ids
end

return steps[ARGV[1]](unpack(ARGV, 2))
