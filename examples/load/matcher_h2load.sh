#!/bin/sh
# Native load on the matcher: h2load (Debian: nghttp2-client) sends one request of 16 texts again and again, uncached.
#   matcher_h2load.sh HOST:PORT [REQUESTS] [CONNECTIONS]
set -eu
target=$1 requests=${2:-4000} connections=${3:-2}
request=$(mktemp)
trap 'rm -f "$request"' EXIT
metier bench match --target "$target" --callers 1 --seconds 0.1 --ramp 0 --write-request "$request" >/dev/null
url=http://$target/metier.onet_match.v1.OnetMatchService/MatchTasks
# h2load counts HTTP 200, which a refused call has too: one call first must end with grpc-status 0
nghttp -v -H ':method: POST' -H 'content-type: application/grpc' -H 'te: trailers' -d "$request" "$url" |
  grep -aq 'grpc-status: 0' || { echo "the matcher refuses the request" >&2; exit 1; }
exec h2load -n "$requests" -c "$connections" -m 4 -H 'content-type: application/grpc' -H 'te: trailers' -d "$request" "$url"
