/**
 * The WebSocket of a session: it comes back by itself, loses nothing and doubles nothing.
 *
 * Rules:
 * 1. A frame stays in the outbox, in storage, until its answer is there; after a break it is sent again under its id.
 *    The server answers a repeated id with its first answer, so nothing is applied twice.
 * 2. The cursor is the last `eventId` seen; a new socket asks for everything after it.
 * 3. It closes for good only when the server says that the session is unknown.
 */

import { newKey, Problem } from "./api.js";
import { recall, remember } from "./memory.js";
import { language } from "./text.js";

const FIRST_PAUSE_MS = 400;
const LONGEST_PAUSE_MS = 8000;
const RETRY_MS = 1500;
const OUTBOX = "outbox";

export class LiveSocket extends EventTarget {
  #kind;
  #session;
  #cursor;
  #socket = null;
  #pause = FIRST_PAUSE_MS;
  #timer = 0;
  #ending = new AbortController();

  /** `connecting`, `open`, `away` (will come back) or `over`. */
  state = "connecting";

  /** `kind` is that of the session, as addresses spell it. */
  constructor(kind, session, cursor) {
    super();
    this.#kind = kind;
    this.#session = session;
    this.#cursor = cursor ?? "";
    this.outbox = recall(OUTBOX, []).filter((frame) => frame.sessionId === session.sessionId);
    const { signal } = this.#ending;
    addEventListener("online", this.#wake, { signal });
    document.addEventListener("visibilitychange", this.#wake, { signal });
    this.#connect();
  }

  /** Send a frame now or as soon as there is a line; returns its request id. */
  send(frame) {
    const sent = { ...frame, requestId: newKey(), sessionId: this.#session.sessionId };
    this.outbox.push(sent);
    remember(OUTBOX, [...recall(OUTBOX, []), sent]);
    if (this.state === "open") this.#socket.send(JSON.stringify(sent));
    else this.#wake();
    return sent.requestId;
  }

  /** Close for good. */
  close() {
    clearTimeout(this.#timer);
    this.#ending.abort();
    this.#socket.close();
    this.#become("over");
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const path = `/api/${this.#kind}/${encodeURIComponent(this.#session.sessionId)}/ws?lang=${language}&after=${encodeURIComponent(this.#cursor)}`;
    const socket = new WebSocket(`${scheme}//${location.host}${path}`);
    this.#socket = socket;
    socket.onopen = () => {
      socket.send(JSON.stringify({ type: "auth", token: this.#session.token }));
      this.#become("open");
      for (const frame of this.outbox) socket.send(JSON.stringify(frame));
    };
    socket.onmessage = (message) => this.#take(JSON.parse(message.data));
    socket.onclose = (event) => this.#ended(event);
  }

  #take(frame) {
    this.#pause = FIRST_PAUSE_MS;
    if (frame.eventId) this.#cursor = frame.eventId;
    if (frame.type === "error") frame = { type: "error", replyTo: frame.replyTo, problem: new Problem(frame) };
    const isAnswer = frame.type === "turn" || frame.type === "selection" || frame.type === "error";
    if (isAnswer && frame.replyTo) this.#settle(frame.replyTo, frame);
    if (frame.type === "error" && frame.problem.reason === "SESSION_UNKNOWN") this.close();
    this.dispatchEvent(new CustomEvent("frame", { detail: frame }));
  }

  #settle(requestId, frame) {
    // A passing fault, or our own first try still under way, keeps the frame; everything else is an answer.
    if (frame.problem?.isPassing || frame.problem?.reason === "TURN_IN_FLIGHT") {
      setTimeout(() => this.#repeat(requestId), RETRY_MS);
      return;
    }
    const isOpen = (sent) => sent.requestId !== requestId;
    this.outbox = this.outbox.filter(isOpen);
    const open = recall(OUTBOX, []).filter(isOpen); // of all windows and sessions
    remember(OUTBOX, open.length ? open : null);
  }

  #repeat(requestId) {
    const frame = this.outbox.find((sent) => sent.requestId === requestId);
    if (frame && this.state === "open") this.#socket.send(JSON.stringify(frame));
  }

  #ended(event) {
    if (this.state === "over") return;
    this.#become("away");
    const isIdle = event.code === 1000;
    if (isIdle && document.hidden) return; // comes back when somebody looks
    this.#timer = setTimeout(() => this.#wake(), isIdle ? 0 : this.#pause * (0.7 + 0.6 * Math.random()));
    this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
  }

  #wake = () => {
    if (this.state !== "away") return;
    clearTimeout(this.#timer);
    this.#become("connecting");
    this.#connect();
  };

  #become(state) {
    this.state = state;
    this.dispatchEvent(new Event("state"));
  }
}
