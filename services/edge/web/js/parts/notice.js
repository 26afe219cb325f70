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

/** Who reads what is typed in a conversation (`chat`) or a CV (`cv`), as the services tell: said before anything is sent. */
export function providerNotice(kind) {
  const readers = facts.readers[kind];
  const isNobody = readers?.length === 0;
  const text = isNobody ? t("provider.none") : readers ? t("provider.model", { name: readers.map(named).join(", ") }) : t("provider.unknown");
  return h("p", { class: isNobody ? "provider" : "provider model" }, icon("shield"), h("span", null, text));
}

/** Whether somebody outside of the service may read it. */
export const isRead = (kind) => facts.readers[kind]?.length !== 0;

const NAMES = { openai: "OpenAI", anthropic: "Anthropic" };

const named = ({ provider, models, region }) => `${NAMES[provider] ?? provider} (${[models.join(", "), region].filter(Boolean).join("; ")})`;
