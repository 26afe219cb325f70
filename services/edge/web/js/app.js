/** The frame around the views: navigation by hash, theme, language, and what is true everywhere (offline, attribution). */

import { h, View } from "./dom.js";
import { recall, remember } from "./memory.js";
import { icon } from "./parts/icons.js";
import { rosette } from "./parts/rosette.js";
import { chat } from "./stores/chat.js";
import { tasks } from "./stores/tasks.js";
import { choose, facts, language, t } from "./text.js";
import "./views/chat.js";
import "./views/cv.js";
import "./views/matches.js";
import "./views/privacy.js";
import "./views/start.js";
import "./views/tasks.js";

const VIEWS = ["start", "chat", "tasks", "matches", "cv", "privacy"];
const STEPS = ["chat", "tasks", "matches", "cv"];

class App extends View {
  #name = wanted();

  entered(signal) {
    this.follow(signal, chat, tasks);
    addEventListener("hashchange", () => this.#go(), { signal });
    for (const name of ["online", "offline"]) addEventListener(name, () => this.update(), { signal });
  }

  view() {
    return [
      h("a", { class: "skip", href: "#main", onclick: (event) => this.#skip(event) }, t("app.skip")),
      h(
        "header",
        { class: "top" },
        h("a", { class: "brand", href: "#start", "aria-label": t("app.home") }, rosette(), h("span", null, "Metier")),
        h("nav", { "aria-label": t("app.nav") }, STEPS.map((name) => h("a", { href: `#${name}`, "aria-current": this.#name === name ? "page" : null }, t(`nav.${name}`)))),
        h("div", { class: "top-tools" }, this.#languages(), this.#theme()),
      ),
      navigator.onLine ? null : h("p", { class: "offline", role: "status", key: "offline" }, t("app.offline")),
      h("main", { id: "main" }, h(`metier-${this.#name}`, { key: this.#name })),
      h(
        "footer",
        { class: "bottom" },
        h("p", { class: "fine" }, t("app.attribution")),
        h("p", { class: "row fine" }, h("a", { href: "#privacy" }, t("nav.privacy")), h("a", { href: "/docs" }, t("nav.docs"))),
      ),
    ];
  }

  #languages() {
    return h(
      "label",
      { class: "language" },
      h("span", { class: "sr" }, t("app.language")),
      h("select", { value: language, onchange: (event) => choose(event.target.value) }, facts.languages.map((code) => h("option", { value: code }, t(`language.${code}`)))),
    );
  }

  #theme() {
    const isDark = document.documentElement.dataset.theme === "dark";
    const label = isDark ? t("app.light") : t("app.dark");
    return h("button", { class: "icon-button quiet", type: "button", title: label, "aria-label": label, onclick: () => this.#paint(isDark ? "light" : "dark") }, icon(isDark ? "sun" : "moon"));
  }

  #paint(theme) {
    document.documentElement.dataset.theme = theme;
    remember("theme", theme);
    this.update();
  }

  #skip(event) {
    event.preventDefault();
    this.querySelector("main h1")?.focus();
  }

  async #go() {
    this.#name = wanted();
    this.update();
    await Promise.resolve();
    document.title = this.#name === "start" ? t("app.title") : `${t(`nav.${this.#name}`)} · Metier`;
    scrollTo(0, 0);
    requestAnimationFrame(() => this.querySelector("main h1")?.focus({ preventScroll: true }));
  }
}

/** The view that the address names. */
function wanted() {
  const name = location.hash.slice(1);
  return VIEWS.includes(name) ? name : "start";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
document.documentElement.dataset.theme = recall("theme") ?? (dark.matches ? "dark" : "light");
customElements.define("metier-app", App);
