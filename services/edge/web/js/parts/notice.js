/** What went wrong, where it happened, with what to do about it. */

import { h } from "../dom.js";
import { facts, t } from "../text.js";
import { icon } from "./icons.js";

/** The problem of a store, if it belongs to one of `places`; `again` is what a button for another try does. */
export function notice(store, places, again) {
  const { problem } = store;
  if (!problem || !places.includes(store.problemAt)) return null;
  return h(
    "div",
    { class: "notice bad", role: "alert", key: "notice" },
    h("p", null, problem.text),
    problem.requestId && problem.status >= 500 ? h("p", { class: "fine" }, t("problem.id", { id: problem.requestId.slice(0, 12) })) : null,
    h(
      "div",
      { class: "row" },
      again && problem.isPassing ? h("button", { class: "small", type: "button", onclick: again }, icon("refresh"), t("again")) : null,
      h("button", { class: "small quiet", type: "button", onclick: () => store.set({ problem: null }) }, t("dismiss")),
    ),
  );
}

/** Who reads what is typed: said before anything is sent. */
export function providerNotice() {
  const isModel = facts.provider !== "none";
  const names = { openai: "OpenAI", anthropic: "Anthropic" };
  const text = isModel ? t("provider.model", { name: names[facts.provider] }) : t("provider.none");
  return h("p", { class: isModel ? "provider model" : "provider" }, icon("shield"), h("span", null, text));
}
