/** The task set: edited here at once, saved in the background, matched by the server while we look on. */

import { call, download } from "../api.js";
import { apportion, rebalance, spread } from "../shares.js";
import { chat } from "./chat.js";
import { home } from "./home.js";
import { Store } from "./store.js";

const SAVE_PAUSE_MS = 600;
const LONGEST_PAST = 50;

class TaskStore extends Store {
  taskSet = null;
  matches = null;
  isSaved = true;
  /** Ids of the tasks whose share nothing else may move. */
  locked = new Set();
  /** Ids of the tasks whose share the person set, the latest last. */
  #settled = new Set();
  /** The lists as they were before each change, the latest last, and what the last change was. */
  #past = [];
  #last = null;
  #saving = 0;
  /** The call that saves, while it runs. */
  #sending = null;
  #version = 0;

  constructor() {
    super();
    chat.addEventListener("match", ({ detail }) => this.#matched(detail));
    chat.addEventListener("matches", ({ detail }) => this.set({ matches: { ...this.matches, occupations: detail.occupations } }));
    chat.addEventListener("tasks", ({ detail }) => this.#elsewhere(detail));
    chat.addEventListener("change", () => chat.key === null && this.taskSet && this.#forget());
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

  /** Have the tasks of the conversation as it is now: made anew where it was closed since they were made, else read. */
  async enter() {
    if (!chat.key) return;
    if (!chat.session) await chat.load();
    const { session } = chat;
    if (!session) return;
    const made = home.find(session.sessionId)?.made;
    if (session.status === "closed" && made !== session.version) await this.process();
    else if (!this.taskSet && (made !== undefined || session.status === "submitted")) await this.load();
  }

  /** Turn the conversation into tasks; what was edited, added and rated before stays. */
  async process() {
    if (!(await this.save())) return false;
    const body = { sessionId: this.#id };
    const found = await this.run("process", () => call("POST", "/api/tasks/process", { token: this.#token, body }));
    if (!found) return false;
    home.note(this.#id, { made: chat.session.version });
    this.#adopt(found);
    return true;
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

  /** Change one task; changes of the same member of it in a row are undone together. */
  edit(id, members) {
    this.#change(`edit ${id} ${Object.keys(members)}`, this.tasks.map((task) => (task.id === id ? { ...task, ...members } : task)));
  }

  /** Say which task of O*NET it is: a candidate, null for none of them, nothing for the matcher's choice. */
  choose(id, row) {
    const { match } = this.tasks.find((task) => task.id === id);
    const onetChoice = row === undefined ? null : row ? row.taskId : "none";
    const shown = row === undefined ? match : { ...match, status: row ? "matched" : "no_match", bestMatch: row, confidence: row ? "high" : "none" };
    this.edit(id, { onetChoice, match: shown });
  }

  /** Say of every task that is not rated yet that no AI is used. */
  rateRest(level) {
    this.#change(null, this.tasks.map((task) => (task.aiUsage.level ? task : { ...task, aiUsage: { level, tools: [] } })));
  }

  /** Add a task at the end; it starts without time. Returns its id. */
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
    this.#change(null, [...this.tasks, task]);
  }

  /** Remove a task; its time goes to those whose share nobody set, else to all, in proportion. */
  remove(id) {
    const left = this.tasks.filter((task) => task.id !== id);
    this.#shared(null, left, spread(sharesOf(left), this.#at(left, [...this.locked, ...this.#settled]), (share) => share));
  }

  /** Keep or drop a task that is not sure. */
  async settle(id, keep) {
    if (!(await this.save())) return;
    const path = `/api/tasks/${this.#id}/unsure/${encodeURIComponent(id)}`;
    const found = await this.run(id, () => call("POST", path, { token: this.#token, body: { keep } }));
    if (found) this.#adopt(found);
  }

  /** Move a task by one place or to a place. */
  move(id, to) {
    const tasks = [...this.tasks];
    const from = tasks.findIndex((task) => task.id === id);
    if (to < 0 || to >= tasks.length || to === from) return;
    tasks.splice(to, 0, ...tasks.splice(from, 1));
    this.#change(null, tasks);
  }

  /** Put the tasks that take most time first. */
  sort() {
    this.#change(null, this.tasks.toSorted((a, b) => b.timePercentage - a.timePercentage));
  }

  /** Give a task a share of the time; the others make room. */
  share(id, value) {
    const places = (ids) => this.#at(this.tasks, ids);
    const shares = rebalance(sharesOf(this.tasks), places([id])[0], value, places(this.locked), places(this.#settled));
    this.#settled.delete(id);
    this.#settled.add(id);
    this.#shared(`share ${id}`, this.tasks, shares);
  }

  /** Let nothing else move the share of a task, or let it move again. */
  lock(id) {
    if (!this.locked.delete(id)) this.locked.add(id);
    this.set({});
  }

  /** Share what the set and locked ones leave evenly among the rest; among all but the locked where all are set. */
  even() {
    const isFree = this.tasks.some(({ id }) => !this.locked.has(id) && !this.#settled.has(id));
    const fixed = isFree ? [...this.locked, ...this.#settled] : [...this.locked];
    this.#shared(null, this.tasks, spread(sharesOf(this.tasks), this.#at(this.tasks, fixed), () => 1));
  }

  get canUndo() {
    return this.#past.length > 0 && !this.isSubmitted;
  }

  /** Take the last change back. */
  undo() {
    const before = this.#past.pop();
    if (!before) return;
    const now = new Map(this.tasks.map((task) => [task.id, task]));
    const isSame = (task) => now.get(task.id)?.normalizedDescription === task.normalizedDescription;
    this.#last = null;
    this.#put(before.map((task) => (isSame(task) ? { ...task, match: now.get(task.id).match } : task)));
  }

  /** End the survey. */
  async submit() {
    if (!(await this.save())) return false;
    const found = await this.run("submit", () => call("POST", `/api/tasks/${this.#id}/submit`, { token: this.#token, body: {} }));
    if (!found) return false;
    this.#past = [];
    this.set({ taskSet: found });
    return true;
  }

  /** Hand the tasks out as a file. */
  async export(form) {
    await this.save();
    await this.run("export", () => download(`/api/tasks/${this.#id}/export?format=${form}`, this.#token, `tasks.${form}`));
  }

  /** Save now what is not saved, also what changes meanwhile. */
  async save() {
    while (!this.isSaved) if (!(await this.#sent())) return false;
    return true;
  }

  /** Send what is not saved; one call at a time, as each needs the revision that the one before it made. */
  #sent() {
    clearTimeout(this.#saving);
    this.#sending ??= this.#send().finally(() => (this.#sending = null));
    return this.#sending;
  }

  async #send() {
    const version = this.#version;
    const tasks = this.tasks.map(({ id, normalizedDescription, timePercentage, aiUsage, onetChoice }) => ({
      id: id.startsWith("new-") ? null : id,
      normalizedDescription,
      timePercentage,
      aiUsage,
      onetChoice: onetChoice ?? "",
    }));
    const init = { token: this.#token, headers: { "if-match": `"${this.taskSet.revision}"` }, body: { tasks } };
    const found = await this.run("save", () => call("PUT", `/api/tasks/${this.#id}`, init));
    if (!found) {
      // Changed elsewhere: show what is there now; the sentence at the list says so.
      if (this.problem?.reason === "REVISION_STALE") await this.#reload();
      return false;
    }
    if (version === this.#version) this.set({ taskSet: this.#withMatches(found), isSaved: true });
    else {
      this.taskSet = { ...this.taskSet, revision: found.revision };
      this.#later();
    }
    return true;
  }

  async #reload() {
    const { problem } = this;
    this.isSaved = true;
    this.#past = []; // of another list than the one that is there now
    await this.load();
    this.set({ problem, problemAt: "save" });
  }

  /** Take over a changed list; `what` names the change, so that a drag of a slider is one change. */
  #change(what, tasks) {
    if (what === null || what !== this.#last) this.#past = [...this.#past, this.tasks].slice(-LONGEST_PAST);
    this.#last = what;
    this.#put(tasks);
  }

  #shared(what, tasks, shares) {
    this.#change(what, tasks.map((task, at) => ({ ...task, timePercentage: shares[at] })));
  }

  #put(tasks) {
    this.#version += 1;
    this.set({ taskSet: { ...this.taskSet, tasks }, isSaved: false });
    this.#later();
  }

  /** Where tasks of these ids stand in a list. */
  #at(tasks, ids) {
    return [...ids].map((id) => tasks.findIndex((task) => task.id === id)).filter((at) => at >= 0);
  }

  #forget() {
    clearTimeout(this.#saving);
    this.#past = [];
    this.#settled.clear();
    this.locked.clear();
    this.set({ taskSet: null, matches: null, isSaved: true });
  }

  #later() {
    clearTimeout(this.#saving);
    this.#saving = setTimeout(() => this.isSaved || this.#sent(), SAVE_PAUSE_MS);
  }

  #adopt(found) {
    this.set({ taskSet: found, isSaved: true });
    const isUnrated = found.tasks.length > 0 && found.tasks.every((task) => task.timePercentage === 0);
    if (isUnrated && found.status === "draft") this.#put(found.tasks.map((task, at) => ({ ...task, timePercentage: apportion(found.tasks.map(() => 1))[at] })));
  }

  /** A set as the server had it, with matches that arrived here while it was on its way. */
  #withMatches(found) {
    const mine = new Map(this.tasks.map((task) => [task.id, task]));
    const tasks = found.tasks.map((task) => {
      const known = mine.get(task.id);
      const isNewer = task.match.status === "pending" && known?.match.status !== "pending" && known?.normalizedDescription === task.normalizedDescription;
      return isNewer ? { ...task, match: known.match } : task;
    });
    const { job } = this.taskSet;
    const isAhead = job && job.id === found.job?.id && job.total === found.job.total && job.done > found.job.done;
    return { ...found, tasks, job: isAhead ? job : found.job };
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

const sharesOf = (tasks) => tasks.map((task) => task.timePercentage);

export const tasks = new TaskStore();
