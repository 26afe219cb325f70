/** What is kept, one button that hands it all out, and one that deletes it all. */

import { call, download } from "../api.js";
import { h, View } from "../dom.js";
import { icon } from "../parts/icons.js";
import { notice, providerNotice } from "../parts/notice.js";
import { forget } from "../memory.js";
import { chat } from "../stores/chat.js";
import { cv } from "../stores/cv.js";
import { Store } from "../stores/store.js";
import { t } from "../text.js";

const SESSIONS = [
  { name: "chat", store: chat, path: "/api/chat" },
  { name: "cv", store: cv, path: "/api/cv" },
];

class Privacy extends View {
  #calls = new Store();
  #isSure = false;
  #isGone = false;

  entered(signal) {
    this.follow(signal, this.#calls, chat, cv);
  }

  view() {
    const kept = SESSIONS.filter(({ store }) => store.key);
    return h(
      "div",
      { class: "privacy" },
      h("header", { class: "view-head" }, h("h1", { tabindex: -1 }, t("privacy.heading")), h("p", { class: "lead" }, t("privacy.lead"))),
      providerNotice(),
      h(
        "section",
        { class: "panel" },
        h("h2", null, t("privacy.kept")),
        kept.length
          ? h("ul", { class: "kept" }, kept.map(({ name, store }) => h("li", null, icon(name === "cv" ? "file" : "send"), h("span", null, t(`privacy.${name}`), " ", h("span", { class: "fine" }, store.key.jobTitle ?? store.key.name ?? "")))))
          : h("p", null, this.#isGone ? t("privacy.gone") : t("privacy.nothing")),
        h("p", { class: "fine" }, t("privacy.expiry")),
        notice(this.#calls, ["export", "delete"]),
        h(
          "div",
          { class: "row" },
          h("button", { disabled: !kept.length || this.#calls.busy !== null, onclick: () => this.#export(kept) }, icon("download"), t("privacy.export")),
          this.#isSure
            ? [h("button", { class: "danger", disabled: this.#calls.busy !== null, onclick: () => this.#delete(kept) }, icon("trash"), t("privacy.sure")), h("button", { class: "quiet", onclick: () => this.#ask(false) }, t("cancel"))]
            : h("button", { disabled: !kept.length, onclick: () => this.#ask(true) }, icon("trash"), t("privacy.delete")),
        ),
      ),
      h("section", null, h("h2", null, t("privacy.data")), h("p", null, t("privacy.onet"))),
    );
  }

  #ask(isSure) {
    this.#isSure = isSure;
    this.update();
  }

  #export(kept) {
    return this.#calls.run("export", async () => {
      for (const { name, store, path } of kept) await download(`${path}/${store.key.sessionId}/export`, store.key.token, `metier-${name}.json`);
    });
  }

  async #delete(kept) {
    const isDone = await this.#calls.run("delete", async () => {
      for (const { store, path } of kept) {
        await call("DELETE", `${path}/${store.key.sessionId}`, { token: store.key.token });
        store.leave();
      }
      forget("draft");
      return true;
    });
    this.#isGone = isDone === true;
    this.#ask(false);
  }
}

customElements.define("metier-privacy", Privacy);
