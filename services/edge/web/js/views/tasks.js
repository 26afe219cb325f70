/** The review: tasks with where they came from and what they match, shares of time that always sum to 100, use of AI. */

import { h, View } from "../dom.js";
import { clearDraft, draft, grow, kept } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { notice } from "../parts/notice.js";
import { dot } from "../parts/rosette.js";
import { chat } from "../stores/chat.js";
import { tasks } from "../stores/tasks.js";
import { number, percent, t, tn } from "../text.js";
import { empty, loading } from "./empty.js";

const LEVELS = ["none", "some", "significant"];

class Tasks extends View {
  #open = new Set();
  #editing = null;
  #spoken = "";

  entered(signal) {
    this.follow(signal, tasks, chat);
    this.#enter();
  }

  async #enter() {
    if (!chat.session) await chat.load();
    if (!tasks.taskSet) await tasks.load();
    if (!tasks.taskSet && chat.session?.closed && !tasks.problem) await tasks.process();
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
      notice(tasks, ["save", "load", "process"], () => tasks.save()),
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
    if (job.done >= job.total || job.state === "done") return null;
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
      match(task.match),
      this.#lineage(task),
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
          h("output", null, `${number(task.timePercentage)} %`),
        ),
        this.#usage(task, isDone),
      ),
    );
  }

  #statement(task, isDone) {
    if (this.#editing !== task.id || isDone) return h("p", { class: "statement" }, task.normalizedDescription);
    const save = (event) => {
      const text = event.target.value.trim();
      if (text && text !== task.normalizedDescription) tasks.edit(task.id, { normalizedDescription: text, match: { status: "pending", topMatches: [] } });
      this.#edit(null);
    };
    return h("textarea", {
      class: "statement",
      rows: 1,
      maxlength: 500,
      value: task.normalizedDescription,
      "aria-label": t("tasks.edit"),
      oninput: (event) => grow(event.target),
      onblur: save,
      onkeydown: (event) => {
        if (event.key === "Enter") event.target.blur();
        if (event.key === "Escape") this.#edit(null);
      },
      ref: (field) => requestAnimationFrame(() => (grow(field), field.focus())),
    });
  }

  #tools(task, at) {
    const last = tasks.tasks.length - 1;
    const tool = (name, label, act, disabled) =>
      h("button", { type: "button", class: "icon-button quiet", title: label, "aria-label": `${label}: ${task.normalizedDescription}`, disabled, onclick: act }, icon(name));
    return h(
      "div",
      { class: "tools" },
      tool("edit", t("tasks.edit"), () => this.#edit(task.id), false),
      tool("up", t("tasks.up"), (event) => this.#move(event, task, at - 1), at === 0),
      tool("down", t("tasks.down"), (event) => this.#move(event, task, at + 1), at === last),
      tool("trash", t("tasks.remove"), () => this.#remove(task), last === 0),
    );
  }

  #lineage(task) {
    const { sources, merged } = task.lineage;
    if (!sources.length && !merged.length && task.source !== "suggestion") return null;
    const quote = (source) => h("blockquote", null, h("p", null, `“${source.rawPhrase}”`), h("footer", { class: "fine" }, where(source)));
    return h(
      "details",
      { class: "lineage", open: this.#open.has(task.id), ontoggle: (event) => (event.target.open ? this.#open.add(task.id) : this.#open.delete(task.id)) },
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
        isDone ? null : h("button", { type: "button", class: "wide-only", onclick: () => tasks.even() }, t("tasks.even")),
        isDone ? h("a", { class: "button primary", href: "#matches" }, t("tasks.to-matches"), icon("chevron")) : h("button", { class: "primary", disabled: missing > 0 || tasks.busy === "submit", onclick: () => this.#submit() }, t("tasks.submit")),
      ),
    );
  }

  async #submit() {
    if (await tasks.submit()) location.hash = "#matches";
  }

  #edit(id) {
    this.#editing = id;
    this.update();
  }

  #remove(task) {
    tasks.remove(task.id);
    this.#spoken = t("tasks.removed", { task: task.normalizedDescription });
  }

  async #move(event, task, to) {
    const button = event.currentTarget;
    tasks.move(task.id, to);
    this.#spoken = t("tasks.moved", { place: to + 1 });
    await Promise.resolve();
    if (!button.disabled) button.focus();
  }
}

/** What O*NET has for a task. */
function match({ status, confidence, bestMatch, reasoning }) {
  if (status === "pending") return h("p", { class: "match pending" }, h("span", { class: "chip" }, t("match.pending")));
  if (status === "failed") return h("p", { class: "match" }, h("span", { class: "chip" }, t("match.failed")));
  if (!bestMatch) return h("p", { class: "match", title: reasoning }, h("span", { class: "chip none" }, t("match.none")), h("span", { class: "fine" }, t("match.none.hint")));
  return h(
    "p",
    { class: "match", title: reasoning },
    h("span", { class: `chip ${confidence}` }, t(`confidence.${confidence}`)),
    h("span", { class: "match-text" }, bestMatch.taskStatement, " ", h("span", { class: "fine" }, bestMatch.occupationTitle)),
  );
}

function where(source) {
  if (source.confirmedIn) return t("lineage.confirmed");
  const at = chat.session?.messages.filter((message) => message.role === "user").findIndex((message) => message.id === source.messageId) ?? -1;
  return at >= 0 ? t("lineage.message", { n: at + 1 }) : t("lineage.you");
}

customElements.define("metier-tasks", Tasks);
