/** The frame around the views: navigation by hash, theme, language, and what is true everywhere (offline, attribution). */

import { h, View } from "./dom.js";
import { recall, remember } from "./memory.js";
import { icon } from "./parts/icons.js";
import { rosette } from "./parts/rosette.js";
import { chat } from "./stores/chat.js";
import { linked } from "./stores/home.js";
import { choose, facts, language, t } from "./text.js";
import "./views/start.js";

/** The views by name. Only the first is here from the start; an element that is placed before its script is there wakes up with it. */
const VIEWS = {
  start: () => Promise.resolve(),
  chat: () => import("./views/chat.js"),
  tasks: () => import("./views/tasks.js"),
  matches: () => import("./views/matches.js"),
  summary: () => import("./views/summary.js"),
  cv: () => import("./views/cv.js"),
  privacy: () => import("./views/privacy.js"),
};
const STEPS = ["chat", "tasks", "matches", "cv"];

class App extends View {
  #name = wanted();
  #held = null;
  #seeksHeading = false;

  entered(signal) {
    this.follow(signal, chat);
    this.#watchFocus(signal);
    this.#fetchView();
    chat.addEventListener("change", () => this.#fetchViews(), { signal });
    addEventListener("hashchange", () => this.#go(), { signal });
    for (const name of ["online", "offline"]) addEventListener(name, () => this.update(), { signal });
  }

  view() {
    return [
      h("a", { class: "skip", href: "#main", onclick: (event) => this.#skip(event) }, t("app.skip")),
      h(
        "div",
        { class: "top-bar" },
        h(
          "header",
          { class: "top" },
          h("a", { class: "brand", href: "#start", "aria-label": t("app.home") }, rosette(), h("span", null, "Metier")),
          h("nav", { "aria-label": t("app.nav") }, STEPS.map((name) => h("a", { href: `#${name}`, "aria-current": this.#name === name ? "page" : null }, t(`nav.${name}`)))),
          h("div", { class: "top-tools" }, this.#languages(), this.#home(), this.#theme()),
        ),
        navigator.onLine ? null : h("p", { class: "offline", role: "status" }, t("app.offline")),
      ),
      h("main", { id: "main" }, h(`metier-${this.#name}`, { key: this.#name })),
      h(
        "footer",
        { class: "bottom" },
        h("p", { class: "fine" }, t("app.attribution")),
        h("p", { class: "row fine" }, h("a", { href: "#privacy" }, t("nav.privacy")), h("a", { href: "/docs" }, t("nav.docs"))),
      ),
    ];
  }

  #home() {
    const label = t("nav.privacy");
    return h("a", { class: "button icon-button quiet", href: "#privacy", title: label, "aria-label": label, "aria-current": this.#name === "privacy" ? "page" : null }, icon("folder"));
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
    const isElsewhere = document.activeElement !== before && this.querySelector("main").contains(document.activeElement);
    this.#seeksHeading = !isElsewhere; // unless somebody types already
    this.#findHeading();
  }

  /** The focus is never lost: where a view takes away what had it, or was just opened, its heading gets it. */
  #watchFocus(signal) {
    this.addEventListener("focusin", (event) => ((this.#held = event.target), (this.#seeksHeading = false)), { signal });
    const observer = new MutationObserver(() => requestAnimationFrame(() => this.#findHeading()));
    observer.observe(this, { childList: true, subtree: true });
    signal.addEventListener("abort", () => observer.disconnect());
  }

  #findHeading() {
    const isLost = document.activeElement === document.body && this.#held !== null && !this.#held.isConnected;
    if (!isLost && !this.#seeksHeading) return;
    const heading = this.querySelector("main h1");
    heading?.focus({ preventScroll: true });
    if (heading && document.activeElement === heading) this.#seeksHeading = false; // a window in the background hears no focusin
  }
}

/** The view that the address names; a session it brings is opened, and its secret leaves the address. */
function wanted() {
  const brought = linked(location.hash);
  if (brought) {
    history.replaceState(null, "", `#${brought.kind}`);
    if (brought.kind === "chat") chat.open(brought);
    else import("./stores/cv.js").then(({ cv }) => cv.open(brought));
  }
  const name = location.hash.slice(1);
  return name in VIEWS ? name : "start";
}

const dark = matchMedia("(prefers-color-scheme: dark)");
document.documentElement.dataset.theme = recall("theme") ?? (dark.matches ? "dark" : "light");
customElements.define("metier-app", App);
