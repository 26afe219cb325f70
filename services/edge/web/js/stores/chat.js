/**
 * The conversation as this browser knows it.
 *
 * Rules:
 * 1. The server's `version` counts turns. A turn we know is left aside; the next one is applied; after a gap, or a turn
 *    whose question was asked elsewhere, the whole session is read again.
 * 2. `pending` is what was said here and not answered yet. It survives a reload with the socket's outbox. Only the answer
 *    that names it settles it: what another window said, and its answer, come with the whole session.
 */

import { call } from "../api.js";
import { forget, recall, remember } from "../memory.js";
import { LiveSocket } from "../socket.js";
import { home } from "./home.js";
import { Store } from "./store.js";

const NO_STATE = { turnCount: 0, estimatedTaskCount: 0, gwaCoverage: {} };
const SELECT_PAUSE_MS = 350;

class ChatStore extends Store {
  /** `{sessionId, token, jobTitle}` or null. */
  key = recall("chat");
  session = null;
  pending = [];
  stream = null;
  /** The title of a conversation that the server does not have any more, until another one is opened. */
  gone = null;
  line = "connecting";
  #socket = null;
  #selecting = 0;

  get isStarted() {
    return this.key !== null;
  }

  /** Everything said, with what is still under way at the end. */
  get messages() {
    const said = this.session?.messages ?? [];
    const isThere = ({ content, after }) => said.slice(after).some((message) => message.role === "user" && message.content === content);
    return [...said, ...this.pending.filter((message) => !isThere(message))];
  }

  get state() {
    return this.session?.updatedState ?? NO_STATE;
  }

  /** Start a conversation. */
  async start(jobTitle, occupationCode, initialTasks) {
    const body = { action: "start", jobTitle, occupationCode, initialTasks: initialTasks || undefined };
    const opening = await this.run("start", () => call("POST", "/api/chat", { body }));
    if (!opening) return false;
    await this.open({ sessionId: opening.sessionId, token: opening.sessionToken, jobTitle });
    return true;
  }

  /**
   * Go on with a session of this browser, or of a link.
   *
   * @param {{sessionId: string, token: string, jobTitle?: string, name?: string}} session
   */
  async open({ sessionId, token, jobTitle, name }) {
    if (this.key?.sessionId !== sessionId) this.leave();
    this.set({ key: { sessionId, token, jobTitle: jobTitle ?? name }, gone: null });
    remember("chat", this.key);
    home.keep("chat", this.key);
    await this.load();
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
    if (sessionId !== this.key?.sessionId) return; // another one was opened meanwhile
    this.set({ session });
    if (!this.#socket) this.#connect(session.eventId);
  }

  /** Say something. */
  async say(message) {
    await this.#flush(); // what was tapped before it was said
    const after = this.session.messages.length;
    const requestId = this.#socket.send({ type: "message", message, after });
    this.set({ pending: [...this.pending, pendingOf({ requestId, message, after })], problem: null });
  }

  /** Give a message other words; what was made of it comes with the whole session. */
  async correct(messageId, message) {
    const { sessionId, token } = this.key;
    const body = { action: "correct", sessionId, messageId, message };
    const turn = await this.run("correct", () => call("POST", "/api/chat", { token, body }));
    if (turn) await this.load();
    return Boolean(turn);
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
    await this.#flush();
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
    this.#selecting = setTimeout(() => this.#flush(), SELECT_PAUSE_MS);
  }

  /** Send the cards that were tapped and not sent yet. */
  async #flush() {
    clearTimeout(this.#selecting);
    if (this.#selecting) await this.#select(this.session.selectedSuggestionIds);
  }

  async #select(selectedSuggestionIds) {
    this.#selecting = 0;
    const { sessionId, token } = this.key;
    const body = { sessionId, selectedSuggestionIds };
    const done = await this.run("select", () => call("PATCH", "/api/chat", { token, body }));
    if (done) await this.load();
  }

  /** Close the session here; it stays in the list of this browser, and on the server. */
  leave() {
    clearTimeout(this.#selecting);
    this.#socket?.close();
    this.#socket = null;
    forget("chat");
    this.set({ key: null, session: null, pending: [], stream: null, problem: null });
  }

  #lost() {
    const { problem, key } = this;
    home.drop(key.sessionId);
    this.leave();
    this.set({ problem, problemAt: "load", gone: key.jobTitle ?? "" });
  }

  #connect(cursor) {
    const socket = new LiveSocket("chat", this.key, cursor);
    this.#socket = socket;
    this.set({ pending: socket.outbox.filter((frame) => frame.type === "message").map(pendingOf) });
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
    const said = pending.filter((message) => message.id === turn.replyTo);
    const rest = pending.filter((message) => !said.includes(message));
    if (turn.version <= session.version) {
      this.set({ pending: rest, stream: null });
      return;
    }
    if (turn.version > session.version + 1 || turn.replyTo === undefined) {
      this.set({ stream: null });
      this.load().then(() => this.set({ pending: this.pending.filter((message) => !said.includes(message)) }));
      return;
    }
    const messages = [...session.messages, ...said.map((message) => ({ ...message, id: turn.userMessageId ?? message.id, isPending: false })), turn.message];
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
        status: turn.closed ? "closed" : "open",
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

const pendingOf = ({ requestId, message, after }) => ({ id: requestId, role: "user", content: message, isPending: true, after });

export const chat = new ChatStore();
