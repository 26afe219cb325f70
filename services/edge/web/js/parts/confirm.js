/** A question before what cannot be undone: what will happen, who gets it, and a way back. */

import { h, render } from "../dom.js";
import { t } from "../text.js";

/**
 * Ask in a dialog, which holds the focus and gives it back; Escape and Cancel say no.
 *
 * @param {{title: string, lines: string[], yes: string, isDanger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirmed({ title, lines, yes, isDanger = false }) {
  const dialog = document.createElement("dialog");
  dialog.className = "panel confirm";
  dialog.setAttribute("aria-labelledby", "confirm-title");
  render(dialog, [
    h("h2", { id: "confirm-title" }, title),
    lines.map((line) => h("p", null, line)),
    h(
      "div",
      { class: "row" },
      h("button", { type: "button", class: isDanger ? "danger" : "primary", onclick: () => dialog.close("yes") }, yes),
      h("button", { type: "button", onclick: () => dialog.close() }, t("cancel")),
    ),
  ]);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) =>
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    }),
  );
}
