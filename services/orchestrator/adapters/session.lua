-- Every change of a session, each one atomic.
--
-- Rules
-- 1. The rules of `commits.lua`; whether a request has an answer is asked first.
-- 2. A turn needs the lease; its commit must carry the lease's fence and the version it started from.
-- 3. Turn n is the stream entry n-0, so the store itself refuses a gap or a second turn n.
-- 4. The opening lies in the session's hash until there is a second turn: most sessions that are opened get no further,
--    and a stream and a list of one entry each take 1.6 KB.
--
-- KEYS   the guard, the session, its turns, its transcript, then as in `commits.lua`
-- Times are the server's, in milliseconds.

local GUARD, SESSION, TURNS, TRANSCRIPT = unpack(KEYS)
local clock = redis.call('TIME')
local NOW = clock[1] * 1000 + math.floor(clock[2] / 1000)

local function starts(whole, part) return string.sub(whole, 1, #part) == part end
local function text(number) return string.format('%.0f', number) end
local function get(field) return redis.call('HGET', SESSION, field) end
local function in_flight_ms() return math.max(0, tonumber(get('lease_until') or 0) - NOW) end

-- The start's answer lies in the session's hash and is never forgotten: the session's id follows from that request.
local answered_later = answered
function answered(request, payload)
  local started = get('started') or ''
  if request == '' or not starts(started, stored(request) .. ' ') then return answered_later(request, payload) end
  return started == stored(request) .. ' ' .. stored(payload) and { 'AGAIN', '1' } or { 'REUSED' }
end

-- The turn and the messages of a session that has no second turn; nil where it has one.
local function opening()
  local kept = get('opening')
  if kept then return unpack(cjson.decode(kept)) end
end

local function turn(version)
  local entry = opening()
  return entry and { '1-0', entry } or redis.call('XRANGE', TURNS, version .. '-0', version .. '-0')[1]
end

local function keep_answered()
  redis.call('HDEL', GUARD, 'unanswered')
  redis.call('PEXPIRE', GUARD, TTL)
  keep()
end

local function write(version, entry, messages)
  redis.call('XADD', TURNS, version .. '-0', unpack(entry))
  redis.call('RPUSH', TRANSCRIPT, unpack(messages))
end

-- fields: trigger, said_id, reply_id, card_ids, is_complete, status, sealed; then the messages.
local function append(version, status, is_complete, fields, messages)
  local entry = { 'at', text(NOW), 'status', status, 'is_complete', is_complete, unpack(fields) }
  if version == 1 then
    redis.call('HSET', SESSION, 'version', 1, 'status', status, 'opening', cjson.encode({ entry, messages }))
  else
    local first, said = opening()
    if first then
      write(1, first, said)
      redis.call('HDEL', SESSION, 'opening')
    end
    write(version, entry, messages)
    redis.call('HSET', SESSION, 'version', version, 'status', status, 'updated_at', text(NOW), 'lease_until', 0)
  end
end

-- token: absent means to look only. unanswered: '1' where the person has said nothing yet.
function steps.start(request, payload, token, seed, unanswered, job_title, occupation_code, status, is_complete, n, ...)
  local earlier = answered(request, payload)
  if earlier and earlier[1] == 'REUSED' then return earlier end
  if not earlier then
    if not token then return { 'NONE' } end
    local rest = { ... }
    redis.call('HSET', GUARD, 'token_sha256', token, 'kind', 'chat')
    if occupation_code ~= '' then redis.call('HSET', SESSION, 'occupation_code', occupation_code) end
    redis.call('HSET', SESSION, 'seed', seed, 'job_title', job_title,
      'started', stored(request) .. ' ' .. stored(payload), 'created_at', text(NOW), 'revision', 0, 'selected', '[]', 'fence', 0)
    append(1, status, is_complete, { unpack(rest, 1, tonumber(n)) }, { unpack(rest, tonumber(n) + 1) })
    keep_answered()
    if unanswered == '1' then redis.call('HSET', GUARD, 'unanswered', '1') end
  end
  return { 'OK', get('seed'), turn(1) }
end

-- attempt names this very call, which a client library may send twice when the connection breaks.
function steps.begin(request, payload, allowed, instance, boot, attempt, lease_ms, messages)
  if not get('version') then return { 'GONE' } end
  local earlier = answered(request, payload)
  if earlier then return earlier[1] == 'REUSED' and earlier or { 'AGAIN', turn(earlier[2]) } end
  if get('status') ~= allowed then return { 'WRONG', get('status') } end
  local mine = instance .. ' ' .. boot .. ' '
  local holder = get('holder') or ''
  if holder ~= mine .. attempt or in_flight_ms() == 0 then
    -- a lease of this instance from before its last start is void
    local is_orphan = starts(holder, instance .. ' ') and not starts(holder, mine)
    if in_flight_ms() > 0 and not is_orphan then return { 'BUSY', in_flight_ms() } end
    redis.call('HINCRBY', SESSION, 'fence', 1)
  end
  redis.call('HSET', SESSION, 'lease_until', text(NOW + lease_ms), 'holder', mine .. attempt)
  local version = get('version')
  local _, said = opening()
  return { 'OK', get('fence'), version, get('selected'), turn(version), said or redis.call('LRANGE', TRANSCRIPT, -messages, -1) }
end

function steps.commit(request, payload, fence, version, status, is_complete, n, ...)
  if not get('version') then return { 'GONE' } end
  local earlier = answered(request, payload)
  if earlier then return earlier[1] == 'REUSED' and earlier or { 'AGAIN', turn(earlier[2]) } end
  if get('status') == 'submitted' then return { 'WRONG', 'submitted' } end
  if get('fence') ~= fence or not is_at(SESSION, 'version', version) then return { 'BUSY', in_flight_ms() } end
  local rest, applied = { ... }, text(version + 1)
  append(applied, status, is_complete, { unpack(rest, 1, tonumber(n)) }, { unpack(rest, tonumber(n) + 1) })
  remember(request, payload, applied)
  keep_answered()
  return { 'OK', turn(applied) }
end

function steps.release(instance, boot, attempt)
  if get('holder') == instance .. ' ' .. boot .. ' ' .. attempt then redis.call('HSET', SESSION, 'lease_until', 0) end
  return { 'OK' }
end

function steps.select(request, payload, selected)
  if not get('version') then return { 'GONE' } end
  local earlier = answered(request, payload)
  if earlier then return earlier end
  if get('status') == 'submitted' then return { 'WRONG', 'submitted' } end
  if in_flight_ms() > 0 then return { 'BUSY', in_flight_ms() } end
  if get('selected') ~= selected then
    redis.call('HINCRBY', SESSION, 'revision', 1)
    redis.call('HSET', SESSION, 'selected', selected, 'updated_at', text(NOW))
  end
  local value = get('revision') .. ' ' .. selected
  remember(request, payload, value)
  keep_answered()
  return { 'OK', value }
end

-- value: the answer to keep; absent means to look only.
function steps.remember(request, payload, value)
  if not get('version') then return { 'GONE' } end
  local earlier = answered(request, payload)
  if earlier then return earlier end
  if not value then return { 'NONE' } end
  remember(request, payload, value)
  keep_answered()
  return { 'OK', value }
end

function steps.submitted()
  if not get('version') then return { 'GONE' } end
  redis.call('HSET', SESSION, 'status', 'submitted', 'updated_at', text(NOW))
  keep_answered()
  return { 'OK' }
end

function steps.first()
  if not get('version') then return { 'GONE' } end
  return { 'OK', turn(1) }
end

function steps.load()
  if not get('version') then return { 'GONE' } end
  local first, said = opening()
  local turns = first and { turn(1) } or redis.call('XRANGE', TURNS, '-', '+')
  return { 'OK', redis.call('HGETALL', SESSION), turns, said or redis.call('LRANGE', TRANSCRIPT, 0, -1),
    redis.call('PTTL', GUARD), text(NOW) }
end
