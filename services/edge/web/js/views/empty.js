/** What a view shows before there is anything to show. */

import { h } from "../dom.js";
import { rosette } from "../parts/rosette.js";
import { t } from "../text.js";

/** A sentence and the way to go on. */
export const empty = (text, href, label, hint) =>
  h("div", { class: "empty" }, rosette({}), h("h1", { tabindex: -1 }, text), hint ? h("p", null, hint) : null, h("a", { class: "button primary", href }, label));

/** Something is on its way. */
export const loading = () => h("p", { class: "loading", role: "status" }, h("span", { class: "thinking" }, h("i"), h("i"), h("i")), h("span", { class: "sr" }, t("loading")));
