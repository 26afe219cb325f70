/**
 * Everything this browser began: conversations and CVs, each with the token that opens it, the latest first.
 *
 * Rules:
 * 1. A session stays in the list until the server says that it is gone; beginning another one takes nothing away.
 * 2. The list is read from storage each time, so all windows of the browser have the same one.
 */

import { call } from "../api.js";
import { forget, recall, remember } from "../memory.js";
import { Store } from "./store.js";

const LIST = "sessions";

/** Where the sessions of a kind are. */
export const PATHS = { chat: "/api/chat", cv: "/api/cv" };

class HomeStore extends Store {
  constructor() {
    super();
    for (const kind of Object.keys(PATHS)) {
      const key = recall(kind);
      if (key && !this.find(key.sessionId)) this.keep(kind, key);
    }
    addEventListener("storage", ({ key }) => key === `metier.${LIST}` && this.set({}));
  }

  /** Rows of `{kind, sessionId, token, name, at}`. */
  get list() {
    return recall(LIST, []);
  }

  /** The row of a session, or undefined. */
  find(sessionId) {
    return this.list.find((row) => row.sessionId === sessionId);
  }

  /** Remember something about a session; `made` is the version of the conversation its tasks were made of. */
  note(sessionId, members) {
    this.#store(this.list.map((row) => (row.sessionId === sessionId ? { ...row, ...members } : row)));
  }

  /** Put a session at the top. */
  keep(kind, { sessionId, token, jobTitle, name }) {
    const known = this.find(sessionId);
    const row = { at: Date.now(), ...known, kind, sessionId, token, name: jobTitle ?? name ?? known?.name ?? "" };
    this.#store([row, ...this.list.filter((other) => other.sessionId !== sessionId)]);
  }

  /** Forget a session that the server does not have any more. */
  drop(sessionId) {
    forget(`draft.message.${sessionId}`);
    const unsent = recall("outbox", []).filter((frame) => frame.sessionId !== sessionId);
    remember("outbox", unsent.length ? unsent : null);
    this.#store(this.list.filter((row) => row.sessionId !== sessionId));
  }

  /** Have the server erase a session; one that is gone already counts as erased. */
  async erase({ kind, sessionId, token }) {
    try {
      await call("DELETE", `${PATHS[kind]}/${sessionId}`, { token });
    } catch (problem) {
      if (problem.reason !== "SESSION_UNKNOWN") throw problem;
    }
    this.drop(sessionId);
  }

  #store(list) {
    remember(LIST, list.length ? list : null);
    this.set({});
  }
}

export const home = new HomeStore();

/** An address that opens a session on another device; its secret is in the fragment, which browsers send to nobody. */
export const linkTo = ({ kind, sessionId, token, name }) => `${location.origin}/#resume/${[kind, sessionId, token, name].map(encodeURIComponent).join("/")}`;

/** The session of such an address, or null. */
export function linked(hash) {
  const [word, ...parts] = hash.replace(/^#/, "").split("/");
  if (word !== "resume" || parts.length < 3) return null;
  try {
    const [kind, sessionId, token, name] = parts.map(decodeURIComponent);
    return kind in PATHS ? { kind, sessionId, token, name } : null;
  } catch {
    return null;
  }
}
