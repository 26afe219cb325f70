/** The frame around the views: navigation by hash, theme, language, and what is true everywhere (offline, attribution). */

import { h, View } from "./dom.js";
import { recall, remember } from "./memory.js";
import { icon } from "./parts/icons.js";
import { rosette } from "./parts/rosette.js";
import { chat } from "./stores/chat.js";
import { choose, facts, language, t } from "./text.js";
import "./views/start.js";

/** The views by name. Only the first is here from the start; an element that is placed before its script is there wakes up with it. */
const VIEWS = {
  start: () => Promise.resolve(),
  chat: () => import("./views/chat.js"),
  tasks: () => import("./views/tasks.js"),
  matches: () => import("./views/matches.js"),
  cv: () => import("./views/cv.js"),
  privacy: () => import("./views/privacy.js"),
};
const STEPS = ["chat", "tasks", "matches", "cv"];

class App extends View {
  #name = wanted();

  entered(signal) {
    this.follow(signal, chat);
    this.#fetchView();
    chat.addEventListener("change", () => this.#fetchViews(), { signal });
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

  #hasFetched = false;

  /** Once there is a conversation every view may be needed, also when the connection is gone by then. */
  async #fetchViews() {
    if (this.#hasFetched || !chat.key) return;
    this.#hasFetched = true;
    const fetched = await Promise.allSettled(Object.values(VIEWS).map((load) => load()));
    this.#hasFetched = fetched.every(({ status }) => status === "fulfilled"); // else with the next change
  }

  /** The script of the view; without it the address goes back to where everything is there. */
  async #fetchView() {
    try {
      await VIEWS[this.#name]();
    } catch {
      location.replace("#start");
    }
  }

  async #go() {
    const before = document.activeElement;
    this.#name = wanted();
    this.update();
    await this.#fetchView();
    document.title = this.#name === "start" ? t("app.title") : `${t(`nav.${this.#name}`)} · Metier`;
    scrollTo(0, 0);
    requestAnimationFrame(() => {
      const now = document.activeElement;
      const isInside = now !== before && this.querySelector("main").contains(now); // somebody types already
      if (!isInside) this.querySelector("main h1")?.focus({ preventScroll: true });
    });
  }
}

/** The view that the address names. */
function wanted() {
  const name = location.hash.slice(1);
  return name in VIEWS ? name : "start";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
document.documentElement.dataset.theme = recall("theme") ?? (dark.matches ? "dark" : "light");
customElements.define("metier-app", App);
