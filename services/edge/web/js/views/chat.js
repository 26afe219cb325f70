/** The conversation: what was said, cards to tap, what is covered so far, and a way on that is always in reach. */

import { h, View } from "../dom.js";
import { clearDraft, draft, grow, kept } from "../parts/field.js";
import { icon } from "../parts/icons.js";
import { isRead, notice } from "../parts/notice.js";
import { CATEGORIES, coverageText, dot, rosette } from "../parts/rosette.js";
import { said } from "../parts/said.js";
import { microphone } from "../parts/speech.js";
import { remember } from "../memory.js";
import { chat } from "../stores/chat.js";
import { english, facts, language, t, tn } from "../text.js";
import { empty, loading } from "./empty.js";

/** Space between what was said last and the composer. */
const END_PX = 20;

/** The name of the draft: each conversation has its own. */
const name = () => `message.${chat.key.sessionId}`;

class Chat extends View {
  #spoken = "";
  /** The message that is being corrected. */
  #editing = null;

  entered(signal) {
    this.follow(signal, chat);
    chat.addEventListener("reply", ({ detail }) => this.#say(detail), { signal });
    chat.addEventListener("refused", ({ detail }) => this.#restore(detail), { signal });
    for (const name of ["online", "offline"]) addEventListener(name, () => this.update(), { signal });
    // A page that comes back scrolled would jump when the conversation comes in above the place.
    history.scrollRestoration = "manual";
    signal.addEventListener("abort", () => (history.scrollRestoration = "auto"));
    chat.load();
  }

  view() {
    if (!chat.key) return chat.gone === null ? empty(t("chat.none"), "#start", t("start.begin")) : empty(t("chat.gone", { title: chat.gone }), "#start", t("start.begin"), t("chat.gone.hint"));
    if (!chat.session) return chat.problem ? notice(chat, ["load"], () => chat.load()) : loading();
    return h(
      "div",
      { class: "chat" },
      h(
        "section",
        { class: "talk", "aria-labelledby": "talk-title" },
        h("h1", { id: "talk-title", tabindex: -1, class: "quiet-title" }, chat.session.jobTitle),
        this.#english(),
        h("ol", { class: "messages", "aria-label": t("chat.messages") }, this.#messages()),
        this.#cards(),
        h("div", { key: "end", class: "messages-end" }),
        h("div", { class: "sr", role: "status", "aria-live": "polite" }, this.#spoken),
        this.#foot(),
      ),
      this.#picture(),
    );
  }

  #messages() {
    const isWaiting = chat.line !== "open" || !navigator.onLine;
    const rows = chat.messages.map((message) =>
      h(
        "li",
        { key: message.id, class: `message ${message.role}${message.isPending ? " pending" : ""}` },
        h("span", { class: "sr" }, t(`chat.${message.role}`)),
        this.#editing === message.id ? this.#editor(message) : h("div", { class: "message-text" }, message.withheld ? h("p", { class: "fine" }, t("chat.withheld")) : paragraphs(message)),
        this.#marks(message),
        message.isPending && isWaiting ? h("p", { class: "fine" }, navigator.onLine ? t("chat.waiting") : t("chat.waiting.offline")) : null,
      ),
    );
    if (isWaiting || (!chat.stream && !chat.pending.length)) return rows;
    const text = chat.stream?.text;
    return [
      ...rows,
      h("li", { key: "stream", class: "message assistant", "aria-hidden": "true" }, text ? h("div", { class: "message-text" }, h("p", null, text)) : h("span", { class: "thinking" }, h("i"), h("i"), h("i"))),
    ];
  }

  /** Beside a message of the person: that it was corrected, and the way to correct it. */
  #marks(message) {
    const canEdit = message.role === "user" && !message.isPending && !message.withheld && !chat.session.closed && this.#editing !== message.id;
    if (!canEdit && !message.corrected) return null;
    return h(
      "p",
      { class: "message-marks" },
      message.corrected ? h("span", { class: "fine" }, t("chat.corrected")) : null,
      canEdit ? h("button", { type: "button", class: "quiet small", "data-edit": message.id, "aria-label": t("chat.correct.of", { text: message.content.slice(0, 80) }), onclick: () => this.#edit(message.id) }, icon("edit"), t("chat.correct")) : null,
    );
  }

  #editor(message) {
    const save = (event) => (event.preventDefault(), this.#correct(message));
    return h(
      "form",
      { class: "corrector", onsubmit: save },
      h("textarea", {
        rows: 1,
        value: message.content,
        "aria-label": t("chat.correct"),
        "aria-describedby": "correct-hint",
        oninput: (event) => grow(event.target),
        onkeydown: (event) => {
          if (event.key === "Escape") this.#edit(null, message.id);
          else this.#key(event);
        },
        ref: (field) => requestAnimationFrame(() => (grow(field), field.focus())),
      }),
      h("p", { class: "fine", id: "correct-hint" }, t("chat.correct.hint")),
      notice(chat, ["correct"]),
      h(
        "div",
        { class: "row" },
        h("button", { class: "primary small", disabled: chat.busy === "correct" }, t("chat.correct.save")),
        h("button", { type: "button", class: "small", onclick: () => this.#edit(null, message.id) }, t("cancel")),
      ),
    );
  }

  /** Open the field of a message, or close it and give its button the focus back. */
  async #edit(id, from) {
    this.#editing = id;
    this.update();
    if (!from) return;
    await Promise.resolve();
    this.querySelector(`[data-edit="${from}"]`)?.focus();
  }

  async #correct(message) {
    const text = this.querySelector(".corrector textarea").value.trim();
    const isDone = !text || text === message.content || (await chat.correct(message.id, text));
    if (isDone) this.#edit(null, message.id);
  }

  /** The cards of the latest reply, and those of earlier ones folded up. */
  #cards() {
    const { session } = chat;
    if (session.closed || !session.suggestions.length) return null;
    // Folded up once they are answered, not when the reply comes: what the person does may move the page, a reply not.
    const isShown = (card) => !chat.pending.length && session.visibleSuggestionIds.includes(card.id);
    const shown = session.suggestions.filter(isShown);
    const earlier = session.suggestions.filter((card) => !isShown(card));
    return h(
      "div",
      { key: "cards", class: "all-cards" },
      earlier.length
        ? h("details", null, h("summary", null, tn("chat.cards.earlier", earlier.length)), h("div", { class: "cards" }, earlier.map((card) => this.#card(card))))
        : null,
      shown.length ? h("fieldset", { class: "cards" }, h("legend", null, t("chat.cards")), shown.map((card) => this.#card(card)), h("p", { class: "fine" }, t("chat.cards.hint"))) : null,
      notice(chat, ["select"]),
    );
  }

  #card(card) {
    const isChosen = chat.session.selectedSuggestionIds.includes(card.id);
    return h(
      "button",
      { type: "button", key: card.id, class: "card", "aria-pressed": String(isChosen), onclick: () => chat.toggle(card.id) },
      h("span", { class: "card-mark", "aria-hidden": "true" }, icon("check")),
      h("span", { ...english() }, card.statement),
      dot(card.gwaCategory),
    );
  }

  /** That the conversation is in English, where the page is not. */
  #english() {
    return language === "en" || isRead("chat") ? null : h("p", { class: "fine provider" }, icon("talk"), h("span", null, t("english.chat")));
  }

  #foot() {
    const { session } = chat;
    if (session.closed) {
      return h(
        "div",
        { class: "composer closed", key: "closed" },
        h("p", null, session.status === "submitted" ? t("chat.submitted") : t("chat.closed")),
        notice(chat, ["reopen"]),
        h(
          "div",
          { class: "row" },
          h("a", { class: "button primary", href: "#tasks" }, t("chat.to-tasks"), icon("chevron")),
          session.status === "submitted" ? null : h("button", { type: "button", onclick: () => chat.reopen() }, t("chat.reopen")),
        ),
      );
    }
    const isOffer = session.toolUsed === "offer_to_proceed" || session.isComplete;
    return h(
      "form",
      { class: "composer", key: "composer", onsubmit: (event) => this.#send(event) },
      chat.line === "open" ? null : h("p", { class: "line", role: "status" }, navigator.onLine ? t("chat.reconnecting") : t("chat.offline")),
      notice(chat, ["say", "proceed"]),
      h(
        "div",
        { class: "with-tool" },
        h("label", { class: "sr", for: "message" }, t("chat.placeholder")),
        h("textarea", { id: "message", rows: 1, placeholder: t("chat.placeholder"), enterkeyhint: "send", onkeydown: (event) => this.#key(event), ...kept(name()) }),
        microphone(() => this.querySelector("#message")),
        h("button", { class: "primary icon-button", "aria-label": t("chat.send"), title: t("chat.send"), disabled: chat.pending.length > 0 }, icon("send")),
      ),
      h(
        "div",
        { class: "row spread" },
        h("span", { class: "fine wide-only" }, t("chat.keys")),
        h("span", { class: "mini", "aria-hidden": "true" }, rosette(chat.state.gwaCoverage), String(chat.state.estimatedTaskCount)),
        h("button", { type: "button", class: isOffer ? "primary small" : "small", disabled: chat.busy === "proceed", onclick: () => this.#done() }, icon("check"), t("chat.done")),
      ),
    );
  }

  #picture() {
    const { state, session } = chat;
    const activities = session.extractedTasks;
    return h(
      "aside",
      { class: "picture panel", "aria-label": t("chat.picture") },
      h(
        "div",
        { class: "picture-head" },
        rosette(state.gwaCoverage, coverageText(state.gwaCoverage)),
        h("p", { class: "count" }, h("strong", null, String(state.estimatedTaskCount)), " ", tn("chat.tasks", state.estimatedTaskCount)),
      ),
      h(
        "ul",
        { class: "legend small-legend" },
        CATEGORIES.map((category) =>
          h("li", null, dot(category), h("span", null, t(`category.${category}`)), h("span", { class: "fine" }, t(`level.${state.gwaCoverage[category] ?? "none"}`))),
        ),
      ),
      activities.length
        ? h(
            "details",
            { class: "said" },
            h("summary", null, tn("chat.heard", activities.length)),
            h("ul", null, activities.map((row) => this.#heard(row))),
          )
        : h("p", { class: "fine" }, t("chat.picture.empty")),
    );
  }

  /** Something that was understood; it is put right where it was said. */
  #heard(row) {
    const source = spokenIn(row.sourceMessageId);
    const canEdit = source && !chat.session.closed;
    const open = () => (this.#edit(source.id), this.querySelector(`[data-edit="${source.id}"]`)?.closest(".message").scrollIntoView({ block: "center" }));
    return h(
      "li",
      null,
      dot(row.gwaCategory),
      h("span", null, row.raw),
      canEdit ? h("button", { type: "button", class: "icon-button quiet small", title: t("chat.correct"), "aria-label": t("chat.correct.of", { text: row.raw }), onclick: open }, icon("edit")) : null,
    );
  }

  #key(event) {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      event.target.form.requestSubmit();
    }
  }

  #send(event) {
    event.preventDefault();
    const field = this.querySelector("#message");
    const { visibleSuggestionIds: visible, selectedSuggestionIds: chosen } = chat.session;
    // Cards need no words: what was tapped is the answer.
    const message = field.value.trim() || (visible.some((id) => chosen.includes(id)) ? t("chat.cards.sent") : "");
    if (!message || chat.pending.length) {
      field.focus();
      return;
    }
    if (new TextEncoder().encode(message).length > facts.messageBytes) {
      chat.set({ problem: { text: t("problem.MESSAGE_TOO_LONG", { limit: "16 KiB" }), status: 413 }, problemAt: "say" });
      return;
    }
    chat.say(message);
    clearDraft(name());
    field.value = "";
    grow(field);
    field.focus();
  }

  #restore(text) {
    if (draft(name())) return;
    remember(`draft.${name()}`, text);
    this.update();
  }

  async #done() {
    const isClosed = chat.session.closed || (await chat.proceed());
    if (isClosed) location.hash = "#tasks";
  }

  #say(text) {
    this.#spoken = text;
    this.update();
  }

  #last = 0;

  /** Keep the end in sight when something was added, unless the person scrolled up to read. */
  update() {
    const isNear = document.documentElement.scrollHeight - innerHeight - scrollY < 240;
    super.update();
    const size = chat.messages.length * 1e6 + (chat.stream?.text?.length ?? 0) + (chat.session?.visibleSuggestionIds.length ?? 0) * 1e4;
    if (size === this.#last) return;
    const isGrown = Math.floor(size / 1e6) > Math.floor(this.#last / 1e6);
    this.#last = size;
    if (isNear || isGrown) queueMicrotask(() => this.#showEnd());
  }

  /** Scroll as far as the composer covers the end, and no further: the foot of the page stays out of sight. */
  #showEnd() {
    const [end, composer] = [".messages-end", ".composer"].map((part) => this.querySelector(part)?.getBoundingClientRect());
    if (end && composer) scrollBy({ top: Math.max(0, end.top + END_PX - composer.top), behavior: "instant" });
  }
}

const spokenIn = (id) => chat.session.messages.find((message) => message.id === id && message.role === "user");

/** A message as paragraphs; what the rules say is put into words by the edge, what a model says is in the person's language. */
function paragraphs(message) {
  if (message.said) return h("p", null, said(message, "content"));
  const isOurs = message.role === "user" || message.writtenBy === "model";
  return message.content.split(/\n{2,}/).map((part) => h("p", { ...english(isOurs) }, part));
}

customElements.define("metier-chat", Chat);
