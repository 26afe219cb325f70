// Conversations over REST for k6: k6 run -e URL=http://127.0.0.1:8080 --vus 50 --duration 1m chats_k6.js
// All come from one address: start the suite with METIER_ADDRESS_RATE_PER_S, METIER_ADDRESS_RATE_BURST and
// METIER_STARTS_PER_HOUR raised, or the edge refuses them, as it should.
import http from "k6/http";
import { check } from "k6";

const URL = __ENV.URL || "http://127.0.0.1:8080";
const SAID = [
  "I write briefing notes on housing policy",
  "I read draft bills to see what changed",
  "I build small spreadsheets to estimate costs",
  "I meet people from the regions and collect their comments",
];

export const options = { thresholds: { http_req_failed: ["rate==0"], "http_req_duration{kind:turn}": ["p(95)<1000"] } };

function post(body, token, kind) {
  const headers = { "content-type": "application/json", "idempotency-key": `${__VU}-${__ITER}-${Math.random()}` };
  if (__ENV.METIER_API_KEY) headers["x-api-key"] = __ENV.METIER_API_KEY;
  if (token) headers.authorization = `Bearer ${token}`;
  return http.post(`${URL}/api/chat`, JSON.stringify(body), { headers, tags: { kind } });
}

export default function () {
  const opening = post({ action: "start", jobTitle: "Policy Analyst" }, "", "start");
  if (!check(opening, { started: (answer) => answer.status === 200 })) return;
  const { sessionId, sessionToken } = opening.json();
  SAID.forEach((said, turn) => {
    const message = `${said}, ${__VU} ${__ITER} ${turn} times.`; // new text each time: nothing is answered from a cache
    const answer = post({ action: "message", sessionId, message }, sessionToken, "turn");
    check(answer, { answered: (each) => each.status === 200 });
  });
  http.del(`${URL}/api/chat/${sessionId}`, null, { headers: { authorization: `Bearer ${sessionToken}` }, tags: { kind: "delete" } });
}
