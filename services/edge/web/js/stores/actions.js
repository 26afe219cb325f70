/** Career actions: listed, regenerated, and where the person stands with each. */

import { call, pause } from "../api.js";
import { chat } from "./chat.js";
import { Store } from "./store.js";

const POLL_S = 1.5;
const LONGEST_WAIT_MS = 60_000;
const ENDED = ["done", "dead", "cancelled"];

class ActionStore extends Store {
  list = null;
  job = null;

  constructor() {
    super();
    chat.addEventListener("actions", ({ detail }) => this.set({ list: { ...this.list, actions: detail.actions } }));
    chat.addEventListener("change", () => chat.key === null && this.list && this.set({ list: null, job: null }));
  }

  /** Read the actions. */
  async load() {
    if (!chat.key) return;
    const { sessionId, token } = chat.key;
    const list = await this.run("load", () => call("GET", `/api/actions/${sessionId}`, { token }));
    if (list) this.set({ list, job: list.job ?? null });
  }

  /** Say where the person stands with one; shown at once, taken back if it fails. */
  async setStatus(id, status) {
    const { sessionId, token } = chat.key;
    const before = this.list.actions;
    this.set({ list: { ...this.list, actions: before.map((action) => (action.id === id ? { ...action, status } : action)) } });
    const path = `/api/actions/${sessionId}/${encodeURIComponent(id)}`;
    const done = await this.run(id, () => call("PATCH", path, { token, body: { status } }));
    if (!done) this.set({ list: { ...this.list, actions: before } });
  }

  /** Ask for new ones, and look until they are there. */
  async regenerate() {
    const { sessionId, token } = chat.key;
    const begun = await this.run("regenerate", () => call("POST", `/api/actions/${sessionId}`, { token, body: {} }));
    if (!begun) return;
    this.set({ job: begun.job });
    for (const until = Date.now() + LONGEST_WAIT_MS; Date.now() < until && !ENDED.includes(this.job?.state); ) {
      await pause(POLL_S);
      await this.load();
    }
  }

  get isGenerating() {
    return this.job !== null && !ENDED.includes(this.job.state);
  }
}

export const actions = new ActionStore();
