/** The task set: edited here at once, saved in the background, matched by the server while we look on. */

import { call, download } from "../api.js";
import { apportion, rebalance } from "../shares.js";
import { chat } from "./chat.js";
import { Store } from "./store.js";

const SAVE_PAUSE_MS = 600;

class TaskStore extends Store {
  taskSet = null;
  matches = null;
  isSaved = true;
  #saving = 0;
  #version = 0;

  constructor() {
    super();
    chat.addEventListener("match", ({ detail }) => this.#matched(detail));
    chat.addEventListener("matches", ({ detail }) => this.set({ matches: { ...this.matches, occupations: detail.occupations } }));
    chat.addEventListener("tasks", ({ detail }) => this.#elsewhere(detail));
    chat.addEventListener("change", () => chat.key === null && this.taskSet && this.set({ taskSet: null, matches: null }));
  }

  get tasks() {
    return this.taskSet?.tasks ?? [];
  }

  get isSubmitted() {
    return this.taskSet?.status === "submitted";
  }

  get #token() {
    return chat.key.token;
  }

  get #id() {
    return chat.key.sessionId;
  }

  /** Turn the conversation into tasks. */
  async process() {
    const body = { sessionId: this.#id };
    const found = await this.run("process", () => call("POST", "/api/tasks/process", { token: this.#token, body }));
    if (found) this.#adopt(found);
    return Boolean(found);
  }

  /** Read the tasks; none yet is no problem. */
  async load() {
    if (!chat.key) return;
    const found = await this.run("load", () => call("GET", `/api/tasks/${this.#id}`, { token: this.#token }));
    if (found) this.#adopt(found);
    else if (this.problem?.reason === "TASKS_UNKNOWN") this.set({ problem: null });
  }

  /** Read the occupations. */
  async loadMatches() {
    if (!chat.key) return;
    const matches = await this.run("matches", () => call("GET", `/api/matches/${this.#id}`, { token: this.#token }));
    if (matches) this.set({ matches });
  }

  /** Change one task. */
  edit(id, members) {
    this.#change(this.tasks.map((task) => (task.id === id ? { ...task, ...members } : task)));
  }

  /** Add a task at the end; it starts without time. */
  add(text) {
    const task = {
      id: `new-${Date.now()}`,
      normalizedDescription: text,
      userDescription: text,
      source: "user",
      timePercentage: this.tasks.length ? 0 : 100,
      aiUsage: { level: null, tools: [] },
      lineage: { sources: [], normalized: "", merged: [] },
      match: { status: "pending", topMatches: [] },
    };
    this.#change([...this.tasks, task]);
  }

  /** Remove a task; its time goes to the others in proportion. */
  remove(id) {
    const left = this.tasks.filter((task) => task.id !== id);
    const shares = apportion(left.map((task) => task.timePercentage));
    this.#change(left.map((task, at) => ({ ...task, timePercentage: shares[at] })));
  }

  /** Move a task by one place or to a place. */
  move(id, to) {
    const tasks = [...this.tasks];
    const from = tasks.findIndex((task) => task.id === id);
    if (to < 0 || to >= tasks.length || to === from) return;
    tasks.splice(to, 0, ...tasks.splice(from, 1));
    this.#change(tasks);
  }

  /** Give a task a share of the time; the others make room. */
  share(id, value) {
    const at = this.tasks.findIndex((task) => task.id === id);
    const shares = rebalance(this.tasks.map((task) => task.timePercentage), at, value);
    this.#change(this.tasks.map((task, index) => ({ ...task, timePercentage: shares[index] })));
  }

  /** Give every task the same share. */
  even() {
    const shares = apportion(this.tasks.map(() => 1));
    this.#change(this.tasks.map((task, at) => ({ ...task, timePercentage: shares[at] })));
  }

  /** End the survey. */
  async submit() {
    if (!(await this.save())) return false;
    const found = await this.run("submit", () => call("POST", `/api/tasks/${this.#id}/submit`, { token: this.#token, body: {} }));
    if (found) this.set({ taskSet: found });
    return Boolean(found);
  }

  /** Hand the tasks out as a file. */
  async export(form) {
    await this.save();
    await this.run("export", () => download(`/api/tasks/${this.#id}/export?format=${form}`, this.#token, `tasks.${form}`));
  }

  /** Save now what is not saved. */
  async save() {
    clearTimeout(this.#saving);
    if (this.isSaved) return true;
    const version = this.#version;
    const tasks = this.tasks.map(({ id, normalizedDescription, timePercentage, aiUsage }) => ({
      id: id.startsWith("new-") ? null : id,
      normalizedDescription,
      timePercentage,
      aiUsage,
    }));
    const init = { token: this.#token, headers: { "if-match": `"${this.taskSet.revision}"` }, body: { tasks } };
    const found = await this.run("save", () => call("PUT", `/api/tasks/${this.#id}`, init));
    if (!found) {
      // Changed elsewhere: show what is there now; the sentence at the list says so.
      if (this.problem?.reason === "REVISION_STALE") await this.#reload();
      return false;
    }
    if (version === this.#version) this.set({ taskSet: this.#withMatches(found), isSaved: true });
    else this.taskSet = { ...this.taskSet, revision: found.revision };
    if (version !== this.#version) this.#later();
    return version === this.#version;
  }

  async #reload() {
    const { problem } = this;
    this.isSaved = true;
    await this.load();
    this.set({ problem, problemAt: "save" });
  }

  #change(tasks) {
    this.#version += 1;
    this.set({ taskSet: { ...this.taskSet, tasks }, isSaved: false });
    this.#later();
  }

  #later() {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.save(), SAVE_PAUSE_MS);
  }

  #adopt(found) {
    this.set({ taskSet: found, isSaved: true });
    const isUnrated = found.tasks.length > 0 && found.tasks.every((task) => task.timePercentage === 0);
    if (isUnrated && found.status === "draft") this.even();
  }

  /** A set as the server had it, with matches that arrived here while it was on its way. */
  #withMatches(found) {
    const mine = new Map(this.tasks.map((task) => [task.id, task]));
    const tasks = found.tasks.map((task) => {
      const known = mine.get(task.id);
      const isNewer = task.match.status === "pending" && known?.match.status !== "pending" && known?.normalizedDescription === task.normalizedDescription;
      return isNewer ? { ...task, match: known.match } : task;
    });
    return { ...found, tasks };
  }

  #matched({ task, done, total }) {
    if (!this.taskSet) return;
    const tasks = this.tasks.map((mine) => (mine.id === task.id ? { ...mine, match: task.match, gwaCategory: task.gwaCategory } : mine));
    const state = done === total ? "done" : "running";
    this.set({ taskSet: { ...this.taskSet, tasks, job: { ...this.taskSet.job, done, total, state } } });
  }

  #elsewhere({ revision }) {
    if (this.taskSet && this.isSaved && this.busy === null && revision > this.taskSet.revision) this.load();
  }
}

export const tasks = new TaskStore();
