/** One home for a person's things: every session this browser began, to go on with, take along or delete for good. */

import { download } from "../api.js";
import { h, View } from "../dom.js";
import { forget } from "../memory.js";
import { confirmed } from "../parts/confirm.js";
import { icon } from "../parts/icons.js";
import { notice, providerNotice } from "../parts/notice.js";
import { chat } from "../stores/chat.js";
import { cv } from "../stores/cv.js";
import { home, linkTo, PATHS } from "../stores/home.js";
import { Store } from "../stores/store.js";
import { day, facts, t } from "../text.js";

const STORES = { chat, cv };

class Privacy extends View {
  #calls = new Store();
  #deleted = [];
  #link = null;

  entered(signal) {
    this.follow(signal, this.#calls, home, chat, cv);
  }

  view() {
    const rows = home.list;
    const isBusy = this.#calls.busy !== null;
    const isSame = JSON.stringify(facts.readers.chat) === JSON.stringify(facts.readers.cv);
    return h(
      "div",
      { class: "privacy" },
      h("header", { class: "view-head" }, h("h1", { tabindex: -1 }, t("privacy.heading")), h("p", { class: "lead" }, t("privacy.lead"))),
      h(
        "section",
        { class: "panel", "aria-labelledby": "kept-title" },
        h("h2", { id: "kept-title" }, t("privacy.kept")),
        this.#gone(rows),
        rows.length ? h("ul", { class: "kept" }, rows.map((row) => this.#row(row, isBusy))) : null,
        notice(this.#calls, ["export", "delete"]),
        rows.length
          ? h(
              "div",
              { class: "row" },
              h("button", { type: "button", disabled: isBusy, onclick: () => this.#export(rows) }, icon("download"), t("privacy.export")),
              h("button", { type: "button", disabled: isBusy, onclick: () => this.#delete(rows, "all") }, icon("trash"), t("privacy.delete")),
            )
          : null,
        h("p", { class: "fine" }, t("privacy.browser")),
        h("p", { class: "fine" }, t("privacy.expiry")),
      ),
      providerNotice("chat"),
      isSame ? null : providerNotice("cv"),
      h("section", null, h("h2", null, t("privacy.data")), h("p", null, t("privacy.onet"))),
    );
  }

  /** What was just deleted, by name; else that there is nothing. */
  #gone(rows) {
    if (this.#deleted.length) {
      return h("div", { class: "notice", role: "status" }, h("p", null, rows.length ? t("privacy.deleted") : t("privacy.gone")), h("ul", null, this.#deleted.map((row) => h("li", null, title(row)))));
    }
    return rows.length ? null : h("p", null, t("privacy.nothing"));
  }

  #row(row, isBusy) {
    const named = (label) => `${label}: ${title(row)}`;
    const tool = (name, label, act) => h("button", { type: "button", class: "small", disabled: isBusy, "aria-label": named(label), onclick: act }, icon(name), label);
    return h(
      "li",
      { key: row.sessionId, class: "kept-row" },
      h("p", null, icon(row.kind === "cv" ? "file" : "talk"), h("span", null, h("strong", null, row.name || t(`privacy.${row.kind}`)), " ", h("span", { class: "fine" }, `${t(`privacy.${row.kind}`)} · ${day(row.at)}`))),
      h(
        "div",
        { class: "row" },
        h("button", { type: "button", class: "small primary", disabled: isBusy, "aria-label": named(t("start.continue")), onclick: () => this.#open(row, row.kind) }, t("start.continue")),
        row.kind === "chat" ? tool("file", t("nav.summary"), () => this.#open(row, "summary")) : null,
        tool("download", "JSON", () => this.#export([row])),
        tool("link", t("privacy.link"), () => this.#share(row)),
        tool("trash", t("privacy.delete-one"), () => this.#delete([row], "one")),
      ),
      this.#link === row.sessionId ? h("div", { class: "kept-link" }, h("input", { type: "text", readonly: true, value: linkTo(row), "aria-label": t("privacy.link"), onfocus: (event) => event.target.select() }), h("p", { class: "fine", role: "status" }, t("privacy.link.hint"))) : null,
    );
  }

  async #open(row, view) {
    await STORES[row.kind].open(row);
    location.hash = `#${view}`;
  }

  async #share(row) {
    this.#link = this.#link === row.sessionId ? null : row.sessionId;
    this.update();
    if (this.#link) await navigator.clipboard?.writeText(linkTo(row)).catch(() => null); // the field has it all the same
  }

  #export(rows) {
    return this.#calls.run("export", async () => {
      for (const { kind, sessionId, token, name } of rows) await download(`${PATHS[kind]}/${sessionId}/export`, token, `metier-${kind}-${name.replace(/[^\p{L}\p{N}]+/gu, "-").slice(0, 40) || sessionId}.json`);
    });
  }

  async #delete(rows, extent) {
    const isSure = await confirmed({ title: t(`privacy.sure.${extent}`), lines: [rows.map(title).join(" · "), t("privacy.sure.hint")], yes: t("privacy.sure"), isDanger: true });
    if (!isSure) return;
    this.#deleted = [];
    await this.#calls.run("delete", async () => {
      for (const row of rows) {
        await home.erase(row);
        const store = STORES[row.kind];
        if (store.key?.sessionId === row.sessionId) store.leave();
        this.#deleted.push(row);
      }
    });
    if (!home.list.length) forget("draft");
    this.update();
    this.querySelector("h1").focus();
  }
}

/** A session as the list names it. */
const title = ({ kind, name, at }) => `${name || t(`privacy.${kind}`)} (${day(at)})`;

customElements.define("metier-privacy", Privacy);
