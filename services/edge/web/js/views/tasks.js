/** The review: tasks with where they came from and what they match, shares of time that always sum to 100, use of AI. */

import { h, View } from "../dom.js";
import { clearDraft, draft, grow, kept } from "../parts/field.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icons.js";
import { notice } from "../parts/notice.js";
import { dot } from "../parts/rosette.js";
import { chat } from "../stores/chat.js";
import { tasks } from "../stores/tasks.js";
import { english, percent, t, tn } from "../text.js";
import { empty, loading } from "./empty.js";

const LEVELS = ["none", "some", "significant"];
/** Candidates of a match that are offered. */
const CANDIDATES = 5;

class Tasks extends View {
  #open = new Set();
  #editing = null;
  #spoken = "";

  entered(signal) {
    this.follow(signal, tasks, chat);
    addEventListener("keydown", (event) => this.#keys(event), { signal });
    tasks.enter();
  }

  view() {
    if (!chat.key) return empty(t("tasks.none"), "#start", t("start.begin"));
    if (!tasks.taskSet) return this.#before();
    const isDone = tasks.isSubmitted;
    return h(
      "div",
      { class: "tasks" },
      h("header", { class: "view-head" }, h("h1", { tabindex: -1 }, t("tasks.heading")), h("p", { class: "lead" }, isDone ? t("tasks.submitted") : t("tasks.lead")), this.#job()),
      this.#bar(),
      notice(tasks, ["save", "load", "process"], () => tasks.enter()),
      this.#unsure(isDone),
      isDone ? null : this.#bulk(),
      h("ol", { class: "task-list" }, tasks.tasks.map((task, at) => this.#task(task, at, isDone))),
      isDone ? null : this.#adder(),
      this.#exports(),
      this.#foot(isDone),
      h("p", { class: "sr", role: "status", "aria-live": "polite" }, this.#spoken),
      h("p", { class: "fine attribution" }, tasks.taskSet.attribution),
    );
  }

  #before() {
    if (tasks.busy || chat.busy === "load") return loading();
    return h(
      "div",
      { class: "empty" },
      h("h1", { tabindex: -1 }, t("tasks.ready")),
      h("p", null, tn("tasks.count", chat.state.estimatedTaskCount)),
      notice(tasks, ["load", "process"], () => tasks.process()),
      h(
        "div",
        { class: "row center" },
        h("button", { class: "primary", onclick: () => tasks.process() }, t("tasks.make")),
        h("a", { class: "button", href: "#chat" }, t("tasks.back")),
      ),
    );
  }

  #job() {
    const { job } = tasks.taskSet;
    if (!job || !job.total) return null;
    if (job.state === "dead" || job.state === "failed") return h("p", { class: "fine" }, t("tasks.match.failed"));
    if (job.done >= job.total || job.state === "done") return h("p", { class: "job-done fine", role: "status" }, t("tasks.matched"));
    return h(
      "p",
      { class: "job", role: "status" },
      h("progress", { max: job.total, value: job.done, "aria-label": t("tasks.matching") }),
      h("span", { class: "fine" }, t("tasks.matching.count", { done: job.done, total: job.total })),
    );
  }

  #bar() {
    return h(
      "div",
      { class: "share-bar", "aria-hidden": "true" },
      tasks.tasks.map((task) => h("span", { key: task.id, class: task.gwaCategory ?? "none", style: { "--share": task.timePercentage } })),
    );
  }

  #task(task, at, isDone) {
    return h(
      "li",
      { key: task.id, class: "task panel" },
      h("div", { class: "task-head" }, dot(task.gwaCategory), this.#statement(task, isDone), isDone ? null : this.#tools(task, at)),
      match(task),
      h("div", { class: "folds" }, isDone ? null : this.#choice(task), this.#lineage(task)),
      h(
        "div",
        { class: "ratings" },
        h(
          "label",
          { class: "share" },
          h("span", { class: "fine" }, t("tasks.time")),
          h("input", {
            type: "range",
            min: 0,
            max: 100,
            disabled: isDone,
            value: String(task.timePercentage),
            style: { "--share": task.timePercentage },
            class: task.gwaCategory ?? "none",
            "aria-label": t("tasks.time.of", { task: task.normalizedDescription }),
            "aria-valuetext": percent(task.timePercentage / 100),
            oninput: (event) => tasks.share(task.id, Number(event.target.value)),
          }),
        ),
        h("span", { class: "share-tools" }, this.#exact(task, isDone), isDone ? null : this.#lock(task)),
        this.#usage(task, isDone),
      ),
    );
  }

  /** The share as a number to type. */
  #exact(task, isDone) {
    const label = t("tasks.time.of", { task: task.normalizedDescription });
    return h(
      "label",
      { class: "exact" },
      h("input", { type: "number", min: 0, max: 100, step: 1, inputmode: "numeric", disabled: isDone, "aria-label": label, value: String(Math.round(task.timePercentage)), onchange: (event) => this.#type(task, event.target) }),
      h("span", { "aria-hidden": "true" }, "%"),
    );
  }

  #type(task, field) {
    if (field.value !== "") tasks.share(task.id, Number(field.value));
    const { timePercentage } = tasks.tasks.find(({ id }) => id === task.id) ?? task;
    field.value = String(timePercentage); // what the locked ones left of it
    this.#spoken = t("tasks.time.now", { share: percent(timePercentage / 100) });
    this.update();
  }

  #lock(task) {
    const isLocked = tasks.locked.has(task.id);
    const label = `${t("tasks.lock")}: ${task.normalizedDescription}`;
    return h("button", { type: "button", class: "icon-button quiet lock", title: t("tasks.lock"), "aria-label": label, "aria-pressed": String(isLocked), onclick: () => tasks.lock(task.id) }, icon(isLocked ? "lock" : "unlock"));
  }

  /** What may be the person's and is not sure: in no count and no match until it is kept. */
  #unsure(isDone) {
    const rows = tasks.taskSet.unsure ?? [];
    if (!rows.length || isDone) return null;
    return h(
      "section",
      { class: "panel unsure", "aria-labelledby": "unsure-title" },
      h("h2", { id: "unsure-title" }, t("unsure.heading")),
      h("p", { class: "fine" }, t("unsure.hint")),
      h(
        "ul",
        null,
        rows.map((task) =>
          h(
            "li",
            { key: task.id },
            h("p", null, task.normalizedDescription),
            task.lineage.sources.slice(0, 1).map(quote),
            h(
              "div",
              { class: "row" },
              [true, false].map((keep) => {
                const label = t(keep ? "unsure.keep" : "unsure.drop");
                return h("button", { type: "button", class: "small", disabled: tasks.busy !== null, "aria-label": `${label}: ${task.normalizedDescription}`, onclick: () => tasks.settle(task.id, keep) }, icon(keep ? "check" : "close"), label);
              }),
            ),
            notice(tasks, [task.id]),
          ),
        ),
      ),
    );
  }

  #statement(task, isDone) {
    if (this.#editing !== task.id || isDone) return h("p", { class: "statement" }, task.normalizedDescription);
    return h("textarea", {
      class: "statement",
      rows: 1,
      maxlength: 500,
      value: task.normalizedDescription,
      "aria-label": t("tasks.edit"),
      oninput: (event) => grow(event.target),
      onblur: (event) => this.#edited(task, event.target.value),
      onkeydown: (event) => {
        if (event.key === "Enter") this.#edited(task, event.target.value);
        if (event.key === "Escape") this.#edited(task, task.normalizedDescription);
        if (event.key === "Enter" || event.key === "Escape") this.#focus(`[data-edit="${task.id}"]`, event);
      },
      ref: (field) => requestAnimationFrame(() => (grow(field), field.focus())),
    });
  }

  /** Take over a wording, once: a field that is taken away loses the focus, which is no second edit. */
  #edited(task, value) {
    if (this.#editing !== task.id) return;
    this.#edit(null);
    const text = value.trim();
    if (text && text !== task.normalizedDescription) tasks.edit(task.id, { normalizedDescription: text, onetChoice: null, match: { status: "pending", topMatches: [] } });
  }

  /** Give the focus to what `selector` finds once this view is shown again. */
  async #focus(selector, event) {
    event?.preventDefault();
    await Promise.resolve();
    this.querySelector(selector)?.focus();
  }

  #tools(task, at) {
    const last = tasks.tasks.length - 1;
    const tool = (name, label, act, disabled, more) =>
      h("button", { type: "button", class: "icon-button quiet", title: label, "aria-label": `${label}: ${task.normalizedDescription}`, disabled, onclick: act, ...more }, icon(name));
    return h(
      "div",
      { class: "tools" },
      tool("edit", t("tasks.edit"), () => this.#edit(task.id), false, { "data-edit": task.id }),
      tool("up", t("tasks.up"), (event) => this.#move(event, task, at - 1), at === 0),
      tool("down", t("tasks.down"), (event) => this.#move(event, task, at + 1), at === last),
      tool("trash", t("tasks.remove"), () => this.#remove(task, at), last === 0),
    );
  }

  /** The other tasks of O*NET it may be: one of them is chosen, or none. */
  #choice(task) {
    const { topMatches, bestMatch, status } = task.match;
    if (status === "pending" || !topMatches?.length) return null;
    const rows = [...topMatches.slice(0, CANDIDATES), ...topMatches.slice(CANDIDATES).filter((row) => row.taskId === bestMatch?.taskId), null];
    const option = (row) =>
      h(
        "label",
        { class: "check", key: row?.taskId ?? "none" },
        h("input", { type: "radio", name: `match-${task.id}`, checked: (row?.taskId ?? null) === (bestMatch?.taskId ?? null), onchange: () => this.#choose(task, row) }),
        row ? h("span", { ...english() }, row.taskStatement, " ", h("span", { class: "fine" }, row.occupationTitle)) : h("span", null, t("choice.none")),
      );
    return h(
      "details",
      { class: "choice", key: "choice" },
      h("summary", null, t("choice.other")),
      h("fieldset", null, h("legend", { class: "sr" }, t("choice.of", { task: task.normalizedDescription })), rows.map(option)),
      task.onetChoice ? h("button", { type: "button", class: "small", onclick: () => this.#choose(task) }, icon("undo"), t("choice.back")) : null,
    );
  }

  #choose(task, row) {
    tasks.choose(task.id, row);
    this.#spoken = row === undefined ? t("choice.back") : row ? t("choice.now", { task: row.taskStatement }) : t("choice.none");
    this.update();
  }

  #lineage(task) {
    const { sources, merged } = task.lineage;
    if (!sources.length && !merged.length && task.source !== "suggestion") return null;
    return h(
      "details",
      { class: "lineage", key: "lineage", open: this.#open.has(task.id), ontoggle: (event) => (event.target.open ? this.#open.add(task.id) : this.#open.delete(task.id)) },
      h("summary", null, task.source === "suggestion" ? t("lineage.card") : t("lineage.said")),
      sources.map(quote),
      merged.map((row) => h("div", { class: "merged" }, h("p", { class: "fine" }, t("lineage.merged", { reason: row.reason })), h("p", null, row.statement), row.sources.map(quote))),
      task.edited ? h("p", { class: "fine" }, t("lineage.edited", { text: task.lineage.normalized })) : null,
    );
  }

  #usage(task, isDone) {
    const { level, tools } = task.aiUsage;
    const set = (members) => tasks.edit(task.id, { aiUsage: { ...task.aiUsage, ...members } });
    return h(
      "fieldset",
      { class: "usage", disabled: isDone },
      h("legend", { class: "fine" }, t("tasks.ai")),
      h(
        "div",
        { class: "segments" },
        LEVELS.map((name) =>
          h("label", null, h("input", { type: "radio", name: `ai-${task.id}`, checked: level === name, onchange: () => set({ level: name, tools: name === "none" ? [] : tools }) }), h("span", null, t(`ai.${name}`))),
        ),
      ),
      level === "some" || level === "significant"
        ? h("input", {
            type: "text",
            class: "ai-tools",
            placeholder: t("tasks.ai.tools"),
            "aria-label": t("tasks.ai.tools"),
            value: tools.join(", "),
            onchange: (event) => set({ tools: event.target.value.split(",").map((tool) => tool.trim().slice(0, 60)).filter(Boolean).slice(0, 10) }),
          })
        : null,
    );
  }

  #adder() {
    return h(
      "form",
      {
        class: "adder",
        onsubmit: (event) => {
          event.preventDefault();
          const text = draft("task").trim();
          if (!text) return;
          tasks.add(text);
          clearDraft("task");
          this.update();
        },
      },
      h("input", { type: "text", maxlength: 500, "aria-label": t("tasks.add"), placeholder: t("tasks.add.example"), ...kept("task") }),
      h("button", null, icon("plus"), t("tasks.add")),
    );
  }

  #exports() {
    return h(
      "div",
      { class: "row exports" },
      h("span", { class: "fine" }, t("tasks.export")),
      h("a", { class: "button small", href: "#summary" }, icon("print"), t("nav.summary")),
      ["csv", "json"].map((form) => h("button", { type: "button", class: "small", onclick: () => tasks.export(form) }, icon("download"), form.toUpperCase())),
      notice(tasks, ["export"]),
    );
  }

  #foot(isDone) {
    const missing = tasks.tasks.filter((task) => !task.aiUsage.level).length;
    return h(
      "footer",
      { class: "panel bar" },
      h(
        "div",
        { class: "bar-facts" },
        h("strong", null, tn("tasks.count", tasks.tasks.length)),
        h("span", { class: "fine", role: "status" }, isDone ? t("tasks.done") : tasks.isSaved ? (missing ? tn("tasks.ai.missing", missing) : t("saved")) : t("saving")),
      ),
      notice(tasks, ["submit"]),
      h(
        "div",
        { class: "row" },
        isDone ? null : h("button", { type: "button", class: "small", disabled: !tasks.canUndo, onclick: () => this.#undo() }, icon("undo"), t("tasks.undo")),
        isDone ? h("a", { class: "button primary", href: "#matches" }, t("tasks.to-matches"), icon("chevron")) : h("button", { class: "primary", disabled: missing > 0 || tasks.busy === "submit", onclick: () => this.#submit() }, t("tasks.submit")),
      ),
    );
  }

  /** What is done to many tasks at once. */
  #bulk() {
    const isUnrated = tasks.tasks.some((task) => !task.aiUsage.level);
    return h(
      "div",
      { class: "row bulk" },
      h("button", { type: "button", class: "small", onclick: () => tasks.even() }, t("tasks.even")),
      h("button", { type: "button", class: "small", disabled: !isUnrated, onclick: () => tasks.rateRest("none") }, t("tasks.ai.rest")),
      h("button", { type: "button", class: "small", onclick: () => tasks.sort() }, t("tasks.sort")),
    );
  }

  #undo() {
    tasks.undo();
    this.#spoken = t("tasks.undone");
    this.update();
  }

  /** Ctrl+Z outside of a field, where the browser has its own. */
  #keys(event) {
    const isField = event.target.matches?.("textarea, input:not([type=range]):not([type=radio])");
    if (event.key !== "z" || !(event.ctrlKey || event.metaKey) || event.shiftKey || isField || !tasks.canUndo) return;
    event.preventDefault();
    this.#undo();
  }

  async #submit() {
    const isSure = await confirmed({ title: t("submit.sure"), lines: [tn("submit.what", tasks.tasks.length), t("submit.who"), t("submit.after")], yes: t("tasks.submit") });
    if (isSure && (await tasks.submit())) location.hash = "#matches";
  }

  #edit(id) {
    this.#editing = id;
    this.update();
  }

  #remove(task, at) {
    tasks.remove(task.id);
    this.#spoken = t("tasks.removed", { task: task.normalizedDescription });
    this.#focus(`.task:nth-child(${Math.min(at + 1, tasks.tasks.length)}) .tools button`);
  }

  async #move(event, task, to) {
    const button = event.currentTarget;
    tasks.move(task.id, to);
    this.#spoken = t("tasks.moved", { place: to + 1 });
    await Promise.resolve();
    (button.disabled ? button.parentElement.querySelector("button:not(:disabled)") : button).focus();
  }
}

/** What O*NET has for a task. */
function match({ match: { status, confidence, bestMatch, reasoning }, onetChoice }) {
  if (status === "pending") return h("p", { class: "match pending" }, h("span", { class: "chip" }, t("match.pending")));
  if (status === "failed") return h("p", { class: "match" }, h("span", { class: "chip" }, t("match.failed")));
  if (!bestMatch) return h("p", { class: "match", title: reasoning }, h("span", { class: "chip none" }, t("match.none")), h("span", { class: "fine" }, t("match.none.hint")));
  return h(
    "p",
    { class: "match", title: reasoning },
    h("span", { class: `chip ${confidence}` }, onetChoice ? t("choice.yours") : t(`confidence.${confidence}`)),
    h("span", { class: "match-text", ...english() }, bestMatch.taskStatement, " ", h("span", { class: "fine" }, bestMatch.occupationTitle)),
  );
}

const quote = (source) => h("blockquote", null, h("p", null, `“${source.rawPhrase}”`), h("footer", { class: "fine" }, where(source)));

function where(source) {
  if (source.confirmedIn) return t("lineage.confirmed");
  const at = chat.session?.messages.filter((message) => message.role === "user").findIndex((message) => message.id === source.messageId) ?? -1;
  return at >= 0 ? t("lineage.message", { n: at + 1 }) : t("lineage.you");
}

customElements.define("metier-tasks", Tasks);
