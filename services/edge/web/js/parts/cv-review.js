/** What changed in the CV, with where each change came from; each can be accepted or refused. Properties: `session`, `onchoice`. */

import { h, View } from "../dom.js";
import { cv } from "../stores/cv.js";
import { t } from "../text.js";
import { diffWords } from "./diff.js";
import { icon } from "./icons.js";
import { said } from "./said.js";

class CvReview extends View {
  #updates = [];
  #canReview = false;
  #choices = new Map();
  #of = null;
  onchoice = null;

  set session(session) {
    if (this.#of !== session.metadata.state_version) this.#choices.clear();
    this.#of = session.metadata.state_version;
    this.#updates = session.metadata.updates;
    this.#canReview = session.ui_action?.buttons.some((button) => button.id === "review_updates") ?? false;
    this.update();
  }

  view() {
    if (!this.#updates.length) return [];
    return h(
      "section",
      { class: "panel review", "aria-labelledby": "review-title" },
      h("h2", { id: "review-title" }, t("review.heading")),
      h("p", { class: "fine" }, t("review.hint")),
      h("ul", null, this.#updates.map((update) => this.#update(update))),
    );
  }

  #update(update) {
    const isOpen = this.#canReview && !["refused_by_gate", "asked", "undone"].includes(update.status);
    const choice = this.#choices.get(update.id) ?? { accepted: "accept", refused_by_person: "refuse" }[update.status];
    return h(
      "li",
      { key: update.id, class: `change ${update.status}` },
      h("p", { class: "change-head" }, h("span", { class: "fine" }, t(`section.${update.section ?? (update.path === "section_order" ? "order" : "contact")}`)), h("span", { class: `chip ${update.status}` }, t(`update.${update.status}`))),
      change(update),
      update.reason ? h("p", { class: "fine" }, said(update, "reason")) : null,
      update.sources.map((source) => h("blockquote", null, h("p", null, `“${source.quote}”`), h("footer", { class: "fine" }, t(`source.${source.kind}`)))),
      update.status === "refused_by_gate" || update.status === "asked"
        ? h("div", { class: "row" }, h("button", { type: "button", class: "small", disabled: cv.busy !== null, onclick: () => cv.edit({ vouch: [update.id] }) }, icon("check"), t("review.vouch")))
        : null,
      isOpen
        ? h(
            "div",
            { class: "row", role: "group", "aria-label": t("review.choose") },
            ["accept", "refuse"].map((name) =>
              h("button", { type: "button", class: "small", "aria-pressed": String(choice === name), onclick: () => this.#choose(update.id, name) }, icon(name === "accept" ? "check" : "close"), t(`review.${name}`)),
            ),
          )
        : null,
    );
  }

  #choose(id, choice) {
    this.#choices.set(id, choice);
    const ids = (name) => [...this.#choices].filter(([, chosen]) => chosen === name).map(([update]) => update);
    this.onchoice?.({ accept: ids("accept"), refuse: ids("refuse") });
    this.update();
  }
}

/** The change itself: a new order as the list it leads to, anything else word by word. */
function change({ before, after, section }) {
  const lines = after.split(section ? "\n" : /\s+/);
  const isOrder = section ? lines.length > 1 && sorted(before) === sorted(after) : true;
  if (isOrder) return h("ol", { class: "order" }, lines.map((line) => h("li", null, section ? line : t(`section.${line}`))));
  return h("p", { class: "diff" }, diffWords(before, after).map(([kind, text]) => (kind === "same" ? text : h(kind === "in" ? "ins" : "del", null, text))));
}

const sorted = (text) => text.split("\n").sort().join("\n");

customElements.define("metier-cv-review", CvReview);
