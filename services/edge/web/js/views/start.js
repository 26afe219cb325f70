/** The first page: the job title, a first description, and the way back to what was begun. */

import { h, View } from "../dom.js";
import { clearDraft, draft, kept } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { isRead, notice, providerNotice } from "../parts/notice.js";
import { CATEGORIES, dot, rosette } from "../parts/rosette.js";
import { microphone } from "../parts/speech.js";
import "../parts/typeahead.js";
import { chat } from "../stores/chat.js";
import { home } from "../stores/home.js";
import { language, t, tn } from "../text.js";

class Start extends View {
  #isBeginning = false;

  entered(signal) {
    this.follow(signal, chat, home);
    if (chat.key && !chat.session) chat.load();
  }

  view() {
    const isBusy = this.#isBeginning;
    return h(
      "div",
      { class: "start" },
      h(
        "section",
        { class: "start-main" },
        h("h1", { tabindex: -1 }, t("start.heading")),
        h("p", { class: "lead" }, t("start.lead")),
        isBusy ? null : this.#goOn(),
        h(
          "form",
          { class: "start-form", onsubmit: (event) => this.#begin(event) },
          h("label", { class: "label", for: "title-input" }, t("start.title")),
          h("metier-typeahead", null),
          h("label", { class: "label", for: "first-words" }, t("start.first"), h("span", { class: "fine" }, ` ${t("optional")}`)),
          h(
            "div",
            { class: "with-tool" },
            h("textarea", { id: "first-words", rows: 3, placeholder: t("start.first.example"), ...kept("first") }),
            microphone(() => this.querySelector("#first-words")),
          ),
          language === "en" ? null : h("p", { class: "provider" }, icon("talk"), h("span", null, t(isRead("chat") ? "english.model" : "english.before"))),
          providerNotice("chat"),
          notice(chat, ["start", "load"]),
          h(
            "div",
            { class: "row" },
            h("button", { class: "primary large", disabled: isBusy }, isBusy ? t("start.busy") : isRead("chat") ? t("start.agree") : t("start.begin")),
            h("a", { class: "button quiet large", href: "#cv" }, icon("file"), t("start.cv")),
          ),
        ),
      ),
      h(
        "aside",
        { class: "start-side", "aria-label": t("start.categories") },
        rosette(),
        h(
          "dl",
          { class: "legend" },
          CATEGORIES.map((category) => h("div", null, h("dt", null, dot(category), t(`category.${category}`)), h("dd", null, t(`category.${category}.hint`)))),
        ),
      ),
      h(
        "ol",
        { class: "steps" },
        ["talk", "tasks", "matches", "cv"].map((step, at) =>
          h("li", null, h("span", { class: "step-number", "aria-hidden": "true" }, String(at + 1)), h("h2", null, t(`step.${step}`)), h("p", null, t(`step.${step}.hint`))),
        ),
      ),
    );
  }

  /** What was begun: the conversation that is open, and the way to all others. */
  #goOn() {
    const others = home.list.filter((row) => row.sessionId !== chat.key?.sessionId).length;
    if (!chat.key && !others) return null;
    return h(
      "div",
      { class: "panel go-on" },
      chat.key
        ? [
            rosette(chat.state.gwaCoverage),
            h("div", null, h("strong", null, chat.key.jobTitle), h("p", { class: "fine" }, tn("tasks.count", chat.state.estimatedTaskCount))),
            h("a", { class: "button", href: "#chat" }, t("start.continue"), icon("chevron")),
          ]
        : null,
      others ? h("a", { class: "go-on-others", href: "#privacy" }, tn("start.others", others)) : null,
    );
  }

  async #begin(event) {
    event.preventDefault();
    const { value, occupationCode } = this.querySelector("metier-typeahead");
    if (!value.trim()) return;
    this.#isBeginning = true;
    this.update();
    const isOn = await chat.start(value.trim(), occupationCode ?? undefined, draft("first").trim());
    if (!isOn) {
      this.#isBeginning = false;
      this.update();
      return;
    }
    for (const name of ["title", "title-code", "first"]) clearDraft(name);
    location.hash = "#chat";
  }
}

customElements.define("metier-start", Start);
