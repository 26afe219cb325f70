/** Everything about one conversation on paper: to print, or to keep as a document that any browser opens. */

import { save } from "../api.js";
import { h, render, View } from "../dom.js";
import { icon } from "../parts/icons.js";
import { said } from "../parts/said.js";
import { actions } from "../stores/actions.js";
import { chat } from "../stores/chat.js";
import { tasks } from "../stores/tasks.js";
import { english, language, percent, t } from "../text.js";
import { empty, loading } from "./empty.js";

const FIRST = 5;

class Summary extends View {
  #isReady = false;

  entered(signal) {
    this.follow(signal, chat, tasks, actions);
    this.#enter();
  }

  async #enter() {
    await tasks.enter();
    if (tasks.taskSet) await Promise.all([tasks.loadMatches(), actions.load()]);
    this.#isReady = true;
    this.update();
  }

  view() {
    if (!chat.key) return empty(t("chat.none"), "#start", t("start.begin"));
    if (!chat.session || !this.#isReady) return loading();
    return [
      h(
        "div",
        { class: "row no-print" },
        h("button", { type: "button", onclick: () => print() }, icon("print"), t("summary.print")),
        h("button", { type: "button", onclick: () => this.#keep() }, icon("download"), t("summary.keep")),
        h("a", { class: "button quiet", href: "#tasks" }, t("matches.to-tasks")),
      ),
      h("article", { class: "summary" }, sheet()),
    ];
  }

  /** The sheet as a file of its own: text and headings, no script, nothing from elsewhere. */
  #keep() {
    const document_ = document.implementation.createHTMLDocument(chat.session.jobTitle);
    document_.documentElement.lang = language;
    render(document_.body, sheet());
    save(new Blob(["<!doctype html>\n", new XMLSerializer().serializeToString(document_)], { type: "text/html" }), `metier-${chat.session.sessionId}.html`);
  }
}

function sheet() {
  const { session } = chat;
  const own = new Map(tasks.tasks.map((task) => [task.id, task]));
  const occupations = (tasks.matches?.occupations ?? []).slice(0, FIRST);
  const shown = (actions.list?.actions ?? []).filter((action) => action.status !== "dismissed");
  return [
    h("h1", { tabindex: -1 }, session.jobTitle),
    tasks.tasks.length
      ? section(
          t("tasks.heading"),
          h(
            "table",
            null,
            h("thead", null, h("tr", null, columns().map((name) => h("th", { scope: "col" }, name)))),
            h("tbody", null, tasks.tasks.map(line)),
          ),
        )
      : null,
    occupations.length
      ? section(
          t("matches.heading"),
          occupations.map((row) => [
            h("h3", { ...english() }, `${row.occupationTitle} (${row.occupationCode})`),
            h("ul", null, row.supporting.map((support) => h("li", null, own.get(support.id)?.normalizedDescription ?? support.onetTask.taskStatement))),
          ]),
        )
      : null,
    shown.length ? section(t("actions.heading"), h("ul", null, shown.map((action) => h("li", null, h("strong", null, said(action, "title")), ` (${t(`status.${action.status}`)}) `, said(action, "description"))))) : null,
    section(t("chat.messages"), session.messages.map((message) => h("p", null, h("strong", null, t(`chat.${message.role}`)), " ", message.withheld ? t("chat.withheld") : said(message, "content", message.role === "user" || message.writtenBy === "model")))),
    h("p", null, t("app.attribution")),
  ];
}

const section = (title, ...content) => h("section", null, h("h2", null, title), content);

/** The names of the columns of the tasks. */
const columns = () => [t("summary.task"), t("tasks.time"), t("tasks.ai"), "O*NET"];

function line(task) {
  const { level, tools } = task.aiUsage;
  const [, time, ai, onet] = columns();
  return h(
    "tr",
    null,
    h("td", null, task.normalizedDescription),
    h("td", { "data-name": time }, percent(task.timePercentage / 100)),
    h("td", { "data-name": ai }, level ? [t(`ai.${level}`), ...tools].join(", ") : "–"),
    h("td", { "data-name": onet, ...english(!task.match.bestMatch) }, task.match.bestMatch ? `${task.match.bestMatch.taskStatement} (${task.match.bestMatch.occupationTitle})` : t("match.none")),
  );
}

customElements.define("metier-summary", Summary);
