// A conversation over REST with types generated from /openapi.json: npx openapi-typescript URL/openapi.json -o metier.ts
import createClient from "openapi-fetch";
import type { paths } from "./metier.js";

const api = createClient<paths>({ baseUrl: process.argv[2] });

const begun = await api.POST("/api/chat", { body: { action: "start", jobTitle: "Nurse", initialTasks: "I change dressings" } });
if (!begun.data?.sessionToken) throw new Error(JSON.stringify(begun.error));
const { sessionId, sessionToken } = begun.data;
const headers = { authorization: `Bearer ${sessionToken}` };

const said = await api.POST("/api/chat", { headers, body: { action: "message", sessionId, message: "I also keep the records." } });
const made = await api.POST("/api/tasks/process", { headers, body: { sessionId } });
const kept = await api.GET("/api/chat/{session_id}", { headers, params: { path: { session_id: sessionId } } });
console.log(JSON.stringify({
  reply: said.data?.message.content,
  tasks: made.data?.tasks.map((task) => task.normalizedDescription),
  messages: kept.data?.messages.length,
}));
await api.DELETE("/api/chat/{session_id}", { headers, params: { path: { session_id: sessionId } } });
