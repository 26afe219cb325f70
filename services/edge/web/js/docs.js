/** The API for people, drawn from `/openapi.json`: no other page, no other server. */

import { h, View } from "./dom.js";

const METHODS = ["get", "post", "put", "patch", "delete"];

/** What OpenAPI cannot describe: the sockets, and what holds for all of them. */
const SOCKET_RULES = [
  "First frame: {type: \"auth\", token}. Only pages of this origin (or of a listed one) may connect.",
  "An unknown session, a deleted one and a wrong token are answered alike: error SESSION_UNKNOWN, then close code 1008.",
  "Limits: 64 KiB a frame you send, 20 frames in 10 seconds, 5 sockets a session, 5 minutes of silence (1000). Breaking them closes: 1003, 1008, 1009.",
];
const CHAT_SOCKET = [
  "You send: {type: \"message\", message, requestId}, {type: \"select\", selectedSuggestionIds}, {type: \"proceed\"}, {type: \"reopen\"}.",
  "You get: tool, delta {attempt, text}, turn (replaces the deltas), selection, match, matches, tasks, actions, error (a problem document).",
  "turn, match, matches, tasks and actions carry eventId; connect again with ?after=<eventId> and nothing is missed. Answers carry your requestId as replyTo.",
];
const CV_SOCKET = [
  "You get: cv, the session as GET /api/cv/{session_id} answers it, now and after each change; error (a problem document). You send nothing but auth.",
  "eventId is the version of the state (metadata.state_version); with ?after=<eventId> the first frame is left out if the session is still as you have it.",
];
const SOCKETS = [
  { address: "/api/chat/{session_id}/ws?after=<eventId>", lines: CHAT_SOCKET },
  { address: "/api/cv/{session_id}/ws?after=<eventId>", lines: CV_SOCKET },
];

/** A first conversation: what was said last comes back as tasks. */
const QUICK = {
  Shell: [
    `curl -s ${location.origin}/api/chat -H 'content-type: application/json' \\`,
    `  -d '{"action": "start", "jobTitle": "Policy Analyst", "initialTasks": "I write briefs"}'`,
    "# sessionId and sessionToken of the answer open every later call:",
    `curl -s ${location.origin}/api/tasks/process -H "authorization: Bearer $TOKEN" \\`,
    `  -H 'content-type: application/json' -d "{\\"sessionId\\": \\"$SESSION\\"}"`,
  ],
  Python: [
    "import httpx",
    "",
    `api = httpx.Client(base_url="${location.origin}")`,
    'begun = api.post("/api/chat", json={"action": "start", "jobTitle": "Policy Analyst", "initialTasks": "I write briefs"}).json()',
    'api.headers["authorization"] = f"Bearer {begun[\'sessionToken\']}"',
    'tasks = api.post("/api/tasks/process", json={"sessionId": begun["sessionId"]}).json()["tasks"]',
  ],
  "TypeScript (types by openapi-typescript from /openapi.json)": [
    'import createClient from "openapi-fetch";',
    'import type { paths } from "./metier";',
    "",
    `const api = createClient<paths>({ baseUrl: "${location.origin}" });`,
    'const { data } = await api.POST("/api/chat", { body: { action: "start", jobTitle: "Policy Analyst" } });',
  ],
};

class Docs extends View {
  #api = null;

  async entered() {
    this.#api = await (await fetch("/openapi.json")).json();
    this.update();
  }

  view() {
    const api = this.#api;
    if (!api) return [];
    const operations = Object.entries(api.paths).flatMap(([path, item]) => METHODS.filter((method) => item[method]).map((method) => ({ path, method, ...item[method] })));
    const tags = [...new Set(operations.map((operation) => operation.tags?.[0] ?? "other"))];
    return h(
      "main",
      { class: "docs" },
      h("h1", null, `${api.info.title} API`),
      h("p", { class: "lead" }, api.info.description),
      h("p", null, "The same as data: ", h("a", { href: "/openapi.json" }, "/openapi.json"), "; the sockets as data: ", h("a", { href: "/asyncapi.json" }, "/asyncapi.json"), ". Everything is also there over gRPC. ", h("a", { href: "/" }, "To the page")),
      h("section", null, h("h2", null, "quick start"), Object.entries(QUICK).map(([name, lines]) => h("div", null, h("h3", null, name), h("pre", { tabindex: 0 }, lines.join("\n"))))),
      tags.map((tag) => h("section", null, h("h2", null, tag), operations.filter((operation) => (operation.tags?.[0] ?? "other") === tag).map((operation) => this.#operation(operation)))),
      h("section", null, h("h2", null, "live"), SOCKET_RULES.map((line) => h("p", null, line)), SOCKETS.map((socket) => this.#socket(socket))),
    );
  }

  #socket({ address, lines }) {
    return h("article", { class: "panel operation" }, h("h3", null, h("span", { class: "method get" }, "WS"), h("code", null, address)), lines.map((line) => h("p", null, line)));
  }

  #operation({ path, method, summary, description, operationId, parameters = [], requestBody, responses }) {
    const body = Object.values(requestBody?.content ?? {})[0];
    const ok = Object.entries(responses).find(([status]) => status.startsWith("2"));
    const answers = Object.entries(ok?.[1].content ?? {});
    const problems = Object.entries(responses).filter(([status]) => status >= "400").map(([status, response]) => [status, this.#resolved(response)]);
    return h(
      "details",
      { class: "panel operation" },
      h("summary", null, h("span", { class: `method ${method}` }, method.toUpperCase()), h("code", null, path), h("span", { class: "fine" }, summary)),
      h("p", null, description, " ", h("code", { class: "fine" }, operationId)),
      parameters.length ? [h("h4", null, "Parameters"), h("ul", null, parameters.map((row) => h("li", null, h("code", null, row.name), ` in ${row.in}${row.required ? ", required" : ""}. `, row.description ?? "")))] : null,
      body ? [h("h4", null, "Body"), example(body), this.#schema(body.schema)] : null,
      answers.length ? [h("h4", null, `Answer ${ok[0]}`), answers.map(([type, content]) => h("div", null, h("p", { class: "fine" }, type), example(content), this.#schema(content.schema)))] : null,
      h("h4", null, "Problems"),
      h("ul", null, problems.map(([status, response]) => h("li", null, h("code", null, status), " ", response.description))),
    );
  }

  /** A response, where it is a component. */
  #resolved(response) {
    return response.$ref ? this.#api.components.responses[response.$ref.split("/").pop()] : response;
  }

  #schema(schema, depth = 0, seen = []) {
    const name = schema.$ref?.split("/").pop();
    const known = name ? this.#api.components.schemas[name] : schema;
    if (name && (seen.includes(name) || depth > 4)) return h("code", null, name);
    const path = name ? [...seen, name] : seen;
    const parts = known.anyOf ?? known.oneOf;
    if (parts) return h("div", { class: "schema" }, parts.filter((part) => part.type !== "null").map((part) => this.#schema(part, depth, path)));
    if (known.type === "array") return h("div", null, h("span", { class: "fine" }, "list of "), this.#schema(known.items ?? {}, depth, path));
    if (!known.properties) return h("span", { class: "fine" }, kind(known));
    return h(
      "div",
      { class: "schema" },
      name ? h("p", { class: "fine" }, h("strong", null, name), " ", known.description ?? "") : null,
      h("dl", null, Object.entries(known.properties).map(([key, value]) => [h("dt", null, h("code", null, key), known.required?.includes(key) ? "" : h("span", { class: "fine" }, " optional")), h("dd", null, value.description ? h("p", { class: "fine" }, value.description) : null, this.#schema(value, depth + 1, path))])),
    );
  }
}

/** The example of a body, folded up. */
const example = (content) => (content.example === undefined ? null : h("details", { class: "example" }, h("summary", null, "Example"), h("pre", { tabindex: 0 }, JSON.stringify(content.example, null, 2))));

const kind = (schema) => schema.enum?.map((value) => JSON.stringify(value)).join(" | ") ?? (schema.const === undefined ? [schema.type, schema.format].filter(Boolean).join(", ") : JSON.stringify(schema.const));

customElements.define("metier-docs", Docs);
