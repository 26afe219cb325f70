/** The CV: everything that can be done comes from the server's `ui_action`; this view only shows it. */

import { h, View } from "../dom.js";
import { clearDraft, draft, kept, labelled } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { notice, providerNotice } from "../parts/notice.js";
import { said } from "../parts/said.js";
import "../parts/cv-form.js";
import "../parts/cv-paper.js";
import "../parts/cv-review.js";
import { chat } from "../stores/chat.js";
import { cv } from "../stores/cv.js";
import { facts, has, language, percent, t } from "../text.js";
import { loading } from "./empty.js";

const STAGES = ["DATA_TRUTH_CHECK", "INTENT_CAPTURE", "AGENT_EXECUTION", "READY_FOR_GENERATION", "DONE"];
const TEMPLATES = ["modern", "classic", "tabular", "banner"];
const PAPERS = ["a4", "letter"];
const SIZES = ["small", "normal", "large"];
const MOST_PAGES = 10;

class Cv extends View {
  #sections = new Set();
  #isOver = false;
  #review = { accept: [], refuse: [] };

  entered(signal) {
    this.follow(signal, cv, chat);
    if (cv.key) cv.load();
  }

  view() {
    if (!cv.key) return this.#start();
    if (cv.problem?.reason === "SESSION_INCOMPATIBLE") return this.#old();
    if (!cv.session) return cv.problem ? [notice(cv, ["load"], () => cv.load()), this.#fresh()] : loading();
    const { session } = cv;
    return h(
      "div",
      { class: "cv" },
      h("header", { class: "view-head cv-head" }, h("h1", { tabindex: -1 }, t("cv.heading")), this.#steps(session.stage), this.#downloads(session)),
      h(
        "div",
        { class: "cv-columns" },
        h("div", { class: "cv-side" }, this.#action(session), this.#warnings(session.metadata), h("metier-cv-form", { ".session": session }), h("metier-cv-review", { ".session": session, ".onchoice": (choice) => (this.#review = choice) }), this.#fresh()),
        h("metier-cv-paper", { class: "paper-holder", ".session": session }),
      ),
    );
  }

  #start() {
    const isBusy = cv.busy === "upload";
    return h(
      "div",
      { class: "cv-start" },
      h("header", { class: "view-head" }, h("h1", { tabindex: -1 }, t("cv.start.heading")), h("p", { class: "lead" }, t("cv.start.lead"))),
      h(
        "form",
        { class: "panel upload", onsubmit: (event) => event.preventDefault() },
        h(
          "div",
          { class: "row options-row" },
          labelled(t("cv.language"), h("select", { id: "cv-language" }, facts.languages.map((code) => h("option", { value: code, selected: code === language }, t(`language.${code}`))))),
          chat.key ? h("label", { class: "check" }, h("input", { type: "checkbox", id: "cv-use-chat", checked: true }), h("span", null, t("cv.use-chat", { title: chat.key.jobTitle }))) : null,
        ),
        providerNotice("cv"),
        h(
          "label",
          {
            class: this.#isOver ? "drop over" : "drop",
            ondragover: (event) => this.#drag(event, true),
            ondragleave: (event) => this.#drag(event, false),
            ondrop: (event) => (this.#drag(event, false), this.#send(event.dataTransfer.files[0])),
          },
          h("input", { class: "sr", type: "file", id: "cv-file", accept: ".docx,.pdf,.json", disabled: isBusy, onchange: (event) => this.#send(event.target.files[0]) }),
          icon("upload"),
          h("strong", null, isBusy ? t("cv.uploading") : t("cv.drop")),
          h("span", { class: "fine" }, t("cv.drop.hint")),
          isBusy ? h("progress", { max: 1, value: cv.progress ?? 0, "aria-label": t("cv.uploading") }) : null,
          isBusy ? h("span", { class: "fine", role: "status" }, cv.progress === 1 ? t("cv.reading") : percent(cv.progress ?? 0)) : null,
        ),
        h("div", { class: "row" }, h("button", { type: "button", disabled: isBusy, onclick: () => this.#begin() }, icon("edit"), t("cv.scratch"))),
        notice(cv, ["upload"]),
      ),
    );
  }

  #drag(event, isOver) {
    event.preventDefault();
    this.#isOver = isOver;
    this.update();
  }

  #send(file) {
    if (!file) return;
    if (file.size > facts.fileBytes) {
      cv.set({ problem: { text: t("problem.FILE_TOO_LARGE", { limit: "5 MiB" }), status: 413 }, problemAt: "upload" });
      return;
    }
    const useChat = this.querySelector("#cv-use-chat")?.checked ? chat.key : null;
    cv.upload(file, this.querySelector("#cv-language").value, useChat);
  }

  #begin() {
    const useChat = this.querySelector("#cv-use-chat")?.checked ? chat.key : null;
    cv.begin(this.querySelector("#cv-language").value, useChat, useChat?.jobTitle ?? t("cv.heading"));
  }

  #old() {
    return h(
      "div",
      { class: "empty", role: "alertdialog", "aria-labelledby": "old-title" },
      h("h1", { id: "old-title", tabindex: -1 }, t("cv.old")),
      h("p", null, t("cv.old.hint")),
      h("button", { class: "primary", onclick: () => cv.leave() }, t("cv.fresh")),
    );
  }

  #steps(stage) {
    const at = STAGES.indexOf(stage === "EXECUTE" ? "DONE" : stage);
    return h("ol", { class: "stages" }, STAGES.map((name, index) => h("li", { class: index < at ? "past" : index === at ? "now" : "", "aria-current": index === at ? "step" : null }, t(`stage.${name}`))));
  }

  #action(session) {
    const { ui_action: action, stage, metadata } = session;
    if (!action) return loading();
    if (action.type === "progress") {
      return h("section", { class: "panel decision", key: "progress", role: "status" }, h("span", { class: "thinking" }, h("i"), h("i"), h("i")), h("p", null, ours("cv.progress", action.message)));
    }
    const places = [...action.buttons.map((button) => button.id), "message", "load"];
    return h(
      "section",
      { class: "panel decision", key: stage, "aria-labelledby": "decision-title" },
      h("h2", { id: "decision-title" }, ours(`cv.prompt.${stage}`, action.prompt)),
      session.message && !action.prompt.startsWith(session.message) ? h("p", { class: "fine" }, said(session, "message")) : null,
      this.#asked(metadata.questions),
      action.type === "section_selector" ? this.#selector(action) : null,
      stage === "READY_FOR_GENERATION" ? this.#output(metadata) : null,
      metadata.gap_questions.length && action.type === "section_selector" ? this.#gaps(metadata.gap_questions) : null,
      notice(cv, places, () => cv.load()),
      h("div", { class: "row buttons" }, action.buttons.map((button) => this.#button(button))),
      action.type === "section_selector" || action.disable_free_text ? null : this.#words(),
    );
  }

  #button(button) {
    const isIdle = button.id === "confirm_selection" && this.#sections.size === 0;
    return h("button", { type: "button", key: button.id, class: button.primary ? "primary" : "", "data-action": button.id, disabled: cv.busy !== null || isIdle, onclick: () => this.#press(button.id) }, ours(buttonKey(button.id, cv.session.stage), button.label));
  }

  #selector(action) {
    return h(
      "div",
      { class: "sections" },
      action.sections.map((section) => {
        const isChosen = this.#sections.has(section.id);
        return h(
          "div",
          { key: section.id, class: "section-choice" },
          h(
            "label",
            { class: "check" },
            h("input", { type: action.allow_multiple ? "checkbox" : "radio", name: "section", checked: isChosen, onchange: (event) => this.#choose(section.id, event.target.checked, action.allow_multiple) }),
            h("span", null, ours(`section.${section.id}`, section.label), section.count ? h("span", { class: "fine" }, ` ${section.count}`) : null),
          ),
          isChosen ? h("textarea", { rows: 2, "aria-label": t("cv.statement"), placeholder: t("cv.statement"), ...kept(`cv.${section.id}`) }) : null,
        );
      }),
      h("details", { open: draft("cv.posting") !== "" }, h("summary", null, t("cv.posting")), h("p", { class: "fine" }, t("cv.posting.hint")), h("textarea", { rows: 4, "aria-label": t("cv.posting"), ...kept("cv.posting") })),
    );
  }

  #choose(id, isChosen, isMany) {
    if (!isMany) this.#sections.clear();
    if (isChosen) this.#sections.add(id);
    else this.#sections.delete(id);
    this.update();
  }

  #gaps(questions) {
    return h("div", { class: "gaps" }, h("h3", null, t("cv.gaps")), h("ul", null, questions.map((gap) => h("li", null, t("cv.gap", { phrase: gap.posting_phrase })))));
  }

  /** What was said and asked back; nothing of it is applied until it is answered. */
  #asked(questions) {
    if (!questions.length) return null;
    return h("ul", { class: "asked" }, questions.map((row) => h("li", null, h("q", null, row.text), row.question ? h("p", null, said(row, "question")) : null)));
  }

  #output(metadata) {
    const names = [...new Set([metadata.template, ...TEMPLATES])].filter(Boolean);
    return h(
      "div",
      { class: "row options-row" },
      labelled(t("cv.language"), h("select", { id: "out-language", value: metadata.language }, facts.languages.map((code) => h("option", { value: code }, t(`language.${code}`))))),
      labelled(t("cv.pages"), h("select", { id: "out-pages", value: String(metadata.pages || 1) }, Array.from({ length: MOST_PAGES }, (_, at) => h("option", { value: String(at + 1) }, String(at + 1))))),
      labelled(t("cv.template"), h("select", { id: "out-template", value: metadata.template }, names.map((name) => h("option", { value: name }, has(`template.${name}`) ? t(`template.${name}`) : name)))),
      labelled(t("cv.paper"), h("select", { id: "out-paper", value: metadata.paper }, PAPERS.map((name) => h("option", { value: name }, t(`paper.${name}`))))),
      labelled(t("cv.text-size"), h("select", { id: "out-text-size", value: metadata.text_size }, SIZES.map((name) => h("option", { value: name }, t(`text-size.${name}`))))),
    );
  }

  #words() {
    return h(
      "form",
      { class: "with-tool", onsubmit: (event) => this.#say(event) },
      h("label", { class: "sr", for: "cv-message" }, t("cv.message")),
      h("textarea", { id: "cv-message", rows: 1, placeholder: t("cv.message"), ...kept("cv.message") }),
      h("button", { class: "icon-button", disabled: cv.busy !== null, "aria-label": t("chat.send") }, icon("send")),
    );
  }

  async #say(event) {
    event.preventDefault();
    const message = draft("cv.message").trim();
    if (message && (await cv.step(undefined, undefined, message))) clearDraft("cv.message");
    this.update();
  }

  async #press(id) {
    const { accept, refuse } = this.#review;
    if (id === "review_updates" && !accept.length && !refuse.length) {
      this.querySelector(".review")?.scrollIntoView({ behavior: "smooth" }); // nothing chosen yet: show where to
      return;
    }
    const isDone = await cv.step(id, this.#data(id));
    if (!isDone) return;
    this.#review = { accept: [], refuse: [] };
    if (id === "confirm_selection") {
      for (const section of this.#sections) clearDraft(`cv.${section}`);
      this.#sections.clear();
    }
    this.querySelector("#decision-title")?.scrollIntoView({ block: "nearest" });
  }

  #data(id) {
    const value = (selector) => this.querySelector(selector)?.value;
    if (id === "confirm_selection") {
      const sections = [...this.#sections];
      const statements = Object.fromEntries(sections.map((section) => [section, draft(`cv.${section}`).trim()]).filter(([, text]) => text));
      return { selected_sections: sections, statements, posting: draft("cv.posting").trim() };
    }
    if (id === "generate_pdf") return { language: value("#out-language") ?? "", pages: Number(value("#out-pages") ?? 0), template: value("#out-template") ?? "", paper: value("#out-paper") ?? "", text_size: value("#out-text-size") ?? "" };
    if (id === "review_updates") return this.#review;
    return undefined;
  }

  #warnings({ warnings, run_summary: run }) {
    const failed = run && !run.accepted;
    if (!warnings.length && !failed) return null;
    return h("div", { class: "notice", role: "status" }, failed ? h("p", null, t("cv.run.failed")) : null, warnings.map((warning) => h("p", null, warning)));
  }

  #downloads({ metadata }) {
    if (!metadata.data_truth_confirmed) return null;
    return h(
      "section",
      { class: "row downloads", "aria-label": t("cv.downloads") },
      notice(cv, ["pdf", "docx", "json"]),
      ["pdf", "docx", "json"].map((form) => h("button", { type: "button", class: form === "pdf" && metadata.pdf_ready ? "primary" : "", disabled: form === "pdf" && !metadata.pdf_ready, onclick: () => cv.file(form) }, icon("download"), form.toUpperCase())),
    );
  }

  #fresh() {
    return h("p", null, h("button", { type: "button", class: "small quiet", onclick: () => cv.leave() }, t("cv.another")));
  }
}

/** What a button is called: the same one means something else once the CV is done. */
const buttonKey = (id, stage) => (has(`cv.button.${id}.${stage}`) ? `cv.button.${id}.${stage}` : `cv.button.${id}`);

/** Our words for a key in other languages; the server's own where the page is English or the catalogue has none. */
const ours = (key, theirs) => (theirs && (language === "en" || !has(key)) ? theirs : has(key) ? t(key) : theirs);

customElements.define("metier-cv", Cv);
