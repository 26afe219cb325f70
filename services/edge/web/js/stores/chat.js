/**
 * The conversation as this browser knows it.
 *
 * Rules:
 * 1. The server's `version` counts turns. A turn we know is left aside; the next one is applied; after a gap, or a turn
 *    whose question was asked elsewhere, the whole session is read again.
 * 2. `pending` is what was said and not answered yet. It survives a reload with the socket's outbox.
 */

import { call } from "../api.js";
import { forget, recall, remember } from "../memory.js";
import { LiveSocket } from "../socket.js";
import { Store } from "./store.js";

const NO_STATE = { turnCount: 0, estimatedTaskCount: 0, gwaCoverage: {} };
const SELECT_PAUSE_MS = 350;

class ChatStore extends Store {
  /** `{sessionId, token, jobTitle}` or null. */
  key = recall("chat");
  session = null;
  pending = [];
  stream = null;
  line = "connecting";
  #socket = null;
  #selecting = 0;

  get isStarted() {
    return this.key !== null;
  }

  /** Everything said, with what is still under way at the end. */
  get messages() {
    return [...(this.session?.messages ?? []), ...this.pending];
  }

  get state() {
    return this.session?.updatedState ?? NO_STATE;
  }

  /** Start a conversation. */
  async start(jobTitle, occupationCode, initialTasks) {
    const body = { action: "start", jobTitle, occupationCode, initialTasks: initialTasks || undefined };
    const opening = await this.run("start", () => call("POST", "/api/chat", { body }));
    if (!opening) return false;
    this.leave();
    this.key = { sessionId: opening.sessionId, token: opening.sessionToken, jobTitle };
    remember("chat", this.key);
    await this.load();
    return true;
  }

  /** Read the session, then follow it. */
  async load() {
    if (!this.key) return;
    const { sessionId, token } = this.key;
    const session = await this.run("load", () => call("GET", `/api/chat/${sessionId}`, { token }));
    if (!session) {
      if (this.problem?.reason === "SESSION_UNKNOWN") this.#lost();
      return;
    }
    this.set({ session });
    if (!this.#socket) this.#connect(session.eventId);
  }

  /** Say something. */
  say(message) {
    const requestId = this.#socket.send({ type: "message", message });
    this.set({ pending: [...this.pending, { id: requestId, role: "user", content: message, isPending: true }], problem: null });
  }

  /** Close the conversation. */
  async proceed() {
    return this.#act("proceed");
  }

  /** Open it again. */
  async reopen() {
    return this.#act("reopen");
  }

  async #act(action) {
    const { sessionId, token } = this.key;
    const turn = await this.run(action, () => call("POST", "/api/chat", { token, body: { action, sessionId } }));
    if (turn) this.#apply({ ...turn, replyTo: action });
    return Boolean(turn);
  }

  /** Tap a card; several taps go out together. */
  toggle(id) {
    const chosen = new Set(this.session.selectedSuggestionIds);
    if (!chosen.delete(id)) chosen.add(id);
    this.set({ session: { ...this.session, selectedSuggestionIds: [...chosen] } });
    clearTimeout(this.#selecting);
    this.#selecting = setTimeout(() => this.#select([...chosen]), SELECT_PAUSE_MS);
  }

  async #select(selectedSuggestionIds) {
    const { sessionId, token } = this.key;
    const body = { sessionId, selectedSuggestionIds };
    const done = await this.run("select", () => call("PATCH", "/api/chat", { token, body }));
    if (done) await this.load();
  }

  /** Forget the session in this browser; the server keeps it. */
  leave() {
    this.#socket?.close();
    this.#socket = null;
    forget("chat");
    forget("outbox");
    this.set({ key: null, session: null, pending: [], stream: null, problem: null });
  }

  #lost() {
    const { problem } = this;
    this.leave();
    this.set({ problem, problemAt: "load" });
  }

  #connect(cursor) {
    const socket = new LiveSocket("chat", this.key, cursor);
    this.#socket = socket;
    const last = this.session.messages.findLast((message) => message.role === "user")?.content;
    const waiting = socket.outbox.filter((frame) => frame.type === "message" && frame.message !== last);
    this.set({ pending: waiting.map((frame) => ({ id: frame.requestId, role: "user", content: frame.message, isPending: true })) });
    socket.addEventListener("state", () => this.set({ line: socket.state }));
    socket.addEventListener("frame", ({ detail }) => this.#take(detail));
  }

  #take(frame) {
    if (frame.type === "tool") this.set({ stream: { tool: frame.tool, attempt: 0, text: "" } });
    else if (frame.type === "delta") this.#append(frame);
    else if (frame.type === "turn") this.#apply(frame);
    else if (frame.type === "error") this.#refused(frame);
    else this.dispatchEvent(new CustomEvent(frame.type, { detail: frame }));
  }

  #append({ attempt, text }) {
    const { stream } = this;
    const before = stream && stream.attempt === attempt ? stream.text : "";
    this.set({ stream: { ...stream, attempt, text: before + text } });
  }

  #apply(turn) {
    const { session, pending } = this;
    const isOurs = turn.replyTo !== undefined || pending.length > 0;
    const said = pending.filter((message) => turn.replyTo === undefined || message.id === turn.replyTo);
    const rest = pending.filter((message) => !said.includes(message));
    if (turn.version <= session.version) {
      this.set({ pending: rest, stream: null });
      return;
    }
    if (turn.version > session.version + 1 || !isOurs) {
      this.set({ pending: rest, stream: null });
      this.load();
      return;
    }
    const messages = [...session.messages, ...said.map((message) => ({ ...message, isPending: false })), turn.message];
    this.set({
      pending: rest,
      stream: null,
      session: {
        ...session,
        messages,
        suggestions: [...session.suggestions, ...(turn.suggestions ?? [])],
        visibleSuggestionIds: (turn.suggestions ?? []).map((card) => card.id),
        extractedTasks: [...session.extractedTasks, ...turn.extractedTasks],
        updatedState: turn.updatedState,
        isComplete: turn.isComplete,
        closed: turn.closed,
        toolUsed: turn.toolUsed,
        version: turn.version,
      },
    });
    this.dispatchEvent(new CustomEvent("reply", { detail: turn.message.content }));
  }

  async #refused({ problem, replyTo }) {
    if (problem.reason === "SESSION_UNKNOWN") {
      this.set({ problem });
      this.#lost();
      return;
    }
    if (problem.isPassing || problem.reason === "TURN_IN_FLIGHT") return; // the socket tries again
    const refused = this.pending.find((message) => message.id === replyTo);
    this.set({ stream: null, pending: this.pending.filter((message) => message.id !== replyTo) });
    if (refused) this.dispatchEvent(new CustomEvent("refused", { detail: refused.content }));
    if (problem.reason === "SESSION_CLOSED" || problem.reason === "SURVEY_SUBMITTED") await this.load();
    this.set({ problem, problemAt: "say" });
  }
}

export const chat = new ChatStore();
