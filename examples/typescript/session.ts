// Starts a session and sends a message over gRPC with the generated stubs; prints what came back as JSON.
import { createClient, type Interceptor } from "@connectrpc/connect";
import { createGrpcTransport } from "@connectrpc/connect-node";
import { randomUUID } from "node:crypto";
import { ChatService } from "./stubs/metier/orchestrator/v1/chat_service_pb.js";

const target = process.argv[2];
let token = "";
const bearer: Interceptor = (next) => (request) => {
  if (token) request.header.set("authorization", `Bearer ${token}`);
  return next(request);
};
const chat = createClient(ChatService, createGrpcTransport({ baseUrl: `http://${target}`, interceptors: [bearer] }));

const started = await chat.startSession({ jobTitle: "Policy Analyst", requestId: randomUUID() });
token = started.sessionToken;
const sessionId = started.reply!.sessionId;
const answered = await chat.sendMessage({ sessionId, message: "I write policy briefs and review draft laws.", requestId: randomUUID() });
const told: string[] = [];
for await (const event of chat.sendMessageStream({ sessionId, message: "I train the interns every summer.", requestId: randomUUID() })) {
  told.push(event.event.case!);
}
console.log(
  JSON.stringify({
    opening: started.reply!.message!.content,
    reply: answered.reply!.message!.content,
    turns: answered.reply!.updatedState!.turnCount,
    activities: answered.reply!.extractedTasks.map((task) => task.text),
    told,
  }),
);
