/** Occupations that fit, what speaks for each and what is missing; and what to do next. */

import { h, View } from "../dom.js";
import { icon } from "../parts/icons.js";
import { notice } from "../parts/notice.js";
import { dot } from "../parts/rosette.js";
import { said } from "../parts/said.js";
import { actions } from "../stores/actions.js";
import { chat } from "../stores/chat.js";
import { tasks } from "../stores/tasks.js";
import { english, percent, t, tn } from "../text.js";
import { empty, loading } from "./empty.js";

/** Supporting tasks shown at once; the others are a tap away. */
const FIRST = 5;
/** Similarity from which a task counts as the same work; below, as work that resembles it. */
const SURE = 0.6;
const STATUSES = ["active", "saved", "in_progress", "done", "dismissed"];

class Matches extends View {
  #open = null;
  #wanted = new Set(STATUSES.filter((status) => status !== "dismissed"));

  entered(signal) {
    this.follow(signal, tasks, actions, chat);
    this.#enter();
  }

  async #enter() {
    await tasks.enter();
    if (!tasks.taskSet) return;
    await Promise.all([tasks.loadMatches(), actions.load()]);
  }

  view() {
    if (!chat.key) return empty(t("matches.none"), "#start", t("start.begin"));
    if (!tasks.taskSet) return tasks.busy || chat.busy ? loading() : empty(t("matches.none"), "#tasks", t("matches.to-tasks"));
    return h("div", { class: "matches" }, this.#occupations(), tasks.matches?.occupations || tasks.problem ? this.#actions() : null);
  }

  #occupations() {
    const rows = tasks.matches?.occupations;
    const isFinal = tasks.matches?.isFinal ?? true;
    return h(
      "section",
      { "aria-labelledby": "matches-title" },
      h("header", { class: "view-head" }, h("h1", { id: "matches-title", tabindex: -1 }, t("matches.heading")), h("p", { class: "lead" }, t("matches.lead"))),
      notice(tasks, ["matches", "load"], () => tasks.loadMatches()),
      isFinal ? null : h("p", { class: "fine", role: "status" }, t("matches.moving")),
      rows ? (rows.length ? [this.#key(), h("ol", { class: "plot" }, rows.map((row) => this.#occupation(row)))] : h("p", null, t("matches.empty"))) : tasks.problem ? null : loading(),
      tasks.taskSet.attribution ? h("p", { class: "fine attribution" }, tasks.taskSet.attribution) : null,
    );
  }

  /** What the marks mean; the kinds of work have the colours they have everywhere. */
  #key() {
    return h(
      "p",
      { class: "plot-key fine", "aria-hidden": "true" },
      h("span", null, h("i", { class: "cell sure" }), t("matches.key.sure")),
      h("span", null, h("i", { class: "cell loose" }), t("matches.key.loose")),
      h("span", null, h("i", { class: "cell missing" }), t("matches.key.missing")),
    );
  }

  #occupation(row) {
    const code = row.occupationCode;
    const isOpen = this.#open === code;
    const own = new Map(tasks.tasks.map((task) => [task.id, task]));
    return h(
      "li",
      { key: code, class: "panel occupation" },
      h(
        "button",
        { type: "button", class: "occupation-head", "aria-expanded": String(isOpen), "aria-controls": `occ-${code}`, onclick: () => this.#toggle(code) },
        h("span", { class: "occupation-title" }, h("strong", { ...english() }, row.occupationTitle), row.confidence ? h("span", { class: `chip ${row.confidence}` }, t(`fit.${row.confidence}`)) : null),
        h(
          "span",
          { class: "strip", role: "img", "aria-label": `${tn("matches.supporting", row.supporting.length)}, ${tn("matches.missing", row.missing.length)}` },
          h("span", { class: "strip-word" }, tn("matches.does", row.supporting.length)),
          h("span", { class: "strip-word" }, tn("matches.lacks", row.missing.length)),
          h(
            "span",
            { class: "strip-supporting" },
            row.supporting.map((support) => h("i", { class: `cell ${isSure(support) ? "" : "loose "}${own.get(support.id)?.gwaCategory ?? ""}`, title: own.get(support.id)?.normalizedDescription })),
          ),
          h("span", { class: "strip-missing" }, row.missing.map((task) => h("i", { class: "cell missing", title: task.taskStatement }))),
        ),
        h("span", { class: "score" }, percent(row.score), h("span", { class: "fine" }, t("matches.fit"))),
        icon("chevron"),
      ),
      h("div", { id: `occ-${code}`, class: "occupation-more", hidden: !isOpen }, isOpen ? this.#detail(row, own) : null),
    );
  }

  #detail(row, own) {
    return [
      row.explanation ? h("p", null, said(row, "explanation")) : null,
      h(
        "div",
        { class: "two" },
        h(
          "section",
          null,
          h("h3", null, t("matches.for")),
          h("ul", { class: "evidence" }, row.supporting.slice(0, FIRST).map((support) => evidence(support, own))),
          row.supporting.length > FIRST
            ? h("details", null, h("summary", null, tn("matches.supporting", row.supporting.length)), h("ul", { class: "evidence" }, row.supporting.slice(FIRST).map((support) => evidence(support, own))))
            : null,
        ),
        h(
          "section",
          null,
          h("h3", null, t("matches.missing-title")),
          h("ul", { class: "evidence missing" }, row.missing.map((task) => this.#gap(task))),
          row.missing.length ? null : h("p", { class: "fine" }, t("matches.missing-none")),
        ),
      ),
      row.recommendations.length
        ? [h("h3", null, t("matches.towards")), h("ul", { class: "advice" }, row.recommendations.map((advice) => h("li", null, h("span", { class: "chip" }, t(`type.${advice.type}`)), " ", said(advice, "action"))))]
        : null,
      h(
        "p",
        { class: "fine" },
        row.jobZone ? [t("matches.zone", { zone: row.jobZone, words: t(`zone.${row.jobZone}`) }), " · "] : null,
        h("a", { href: `https://www.onetonline.org/link/summary/${row.occupationCode}`, target: "_blank", rel: "noopener noreferrer" }, t("matches.link", { code: row.occupationCode })),
      ),
    ];
  }

  /** Something important that was not mentioned: whoever does it says so here, and it is a task of theirs. */
  #gap(task) {
    const isMine = tasks.tasks.some((mine) => mine.normalizedDescription === task.taskStatement);
    return h(
      "li",
      { key: task.taskId },
      h("p", { ...english() }, task.taskStatement),
      tasks.isSubmitted ? null : isMine ? h("p", { class: "fine", role: "status" }, t("gap.added")) : h("button", { type: "button", class: "small", "aria-label": `${t("gap.mine")}: ${task.taskStatement}`, onclick: () => tasks.add(task.taskStatement) }, icon("plus"), t("gap.mine")),
    );
  }

  #toggle(code) {
    this.#open = this.#open === code ? null : code;
    this.update();
  }

  #actions() {
    const all = inOrder(actions.list?.actions ?? []);
    const shown = all.filter((action) => this.#wanted.has(action.status));
    return h(
      "section",
      { class: "actions", "aria-labelledby": "actions-title" },
      h(
        "header",
        { class: "view-head row spread" },
        h("div", null, h("h2", { id: "actions-title" }, t("actions.heading")), h("p", { class: "lead" }, t("actions.lead"))),
        h("button", { type: "button", disabled: actions.isGenerating || actions.busy === "regenerate", onclick: () => actions.regenerate() }, icon("refresh"), t("actions.regenerate")),
      ),
      notice(actions, ["load", "regenerate"], () => actions.load()),
      actions.isGenerating ? h("p", { class: "fine", role: "status" }, t("actions.working")) : null,
      all.length ? h("div", { class: "row filters", role: "group", "aria-label": t("actions.show") }, STATUSES.map((status) => this.#filter(status, all))) : null,
      h("ul", { class: "action-list" }, shown.map((action) => this.#action(action))),
      !all.length && actions.list && !actions.isGenerating ? h("p", null, t("actions.none")) : null,
    );
  }

  #filter(status, all) {
    const count = all.filter((action) => action.status === status).length;
    const isOn = this.#wanted.has(status);
    return h("button", { type: "button", class: "small", key: status, "aria-pressed": String(isOn), disabled: !count && !isOn, onclick: () => this.#toggleFilter(status) }, `${t(`status.${status}`)} ${count}`);
  }

  #toggleFilter(status) {
    if (!this.#wanted.delete(status)) this.#wanted.add(status);
    this.update();
  }

  #action(action) {
    return h(
      "li",
      { key: action.id, class: `panel action ${action.status}` },
      h("p", { class: "action-head" }, h("span", { class: "chip" }, t(`type.${action.type}`)), action.writtenBy === "model" ? h("span", { class: "fine" }, t("written.model", { model: action.model })) : null),
      h("h3", null, said(action, "title")),
      h("p", null, said(action, "description")),
      h("p", { class: "why" }, h("strong", null, t("actions.why")), " ", said(action, "rationale")),
      h("ul", { class: "bases", "aria-label": t("actions.basis") }, action.profileBasis.map((basis) => h("li", { class: "fine" }, t(`basis.${basis.kind}`), ": ", h("span", { ...english() }, basis.text)))),
      h(
        "label",
        { class: "status" },
        h("span", { class: "fine" }, t("actions.status")),
        h("select", { value: action.status, disabled: actions.busy === action.id, onchange: (event) => actions.setStatus(action.id, event.target.value) }, STATUSES.map((status) => h("option", { value: status }, t(`status.${status}`)))),
      ),
      notice(actions, [action.id]),
    );
  }
}

/** The order in which they were written, whatever became of them since: a card stays where it is when it is saved. */
const inOrder = (rows) => rows.toSorted((a, b) => b.generation - a.generation || String(a.createdAt).localeCompare(String(b.createdAt)) || a.id.localeCompare(b.id, "en", { numeric: true }));

/** Whether a task of the person says nearly what the occupation's task says. */
const isSure = ({ similarity }) => similarity >= SURE;

/** A task of the person beside the task of the occupation it resembles. */
function evidence(support, own) {
  const task = own.get(support.id);
  return h("li", null, h("p", null, dot(task?.gwaCategory), h("span", { ...english() }, task?.normalizedDescription ?? support.onetTask.taskStatement)), h("p", { class: "fine" }, `${percent(support.similarity)} · `, h("span", { ...english() }, support.onetTask.taskStatement)));
}

customElements.define("metier-matches", Matches);
