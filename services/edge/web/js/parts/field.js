/** Fields that remember what was typed until it is sent. */

import { h } from "../dom.js";
import { recall, remember } from "../memory.js";

/** What was typed under a name. */
export const draft = (name) => recall(`draft.${name}`, "");

/** Forget what was typed under a name. */
export const clearDraft = (name) => remember(`draft.${name}`, null);

/** Properties of an input whose text is kept under `name`; `then` hears every change. */
export function kept(name, then) {
  return {
    value: draft(name),
    oninput: (event) => {
      remember(`draft.${name}`, event.target.value);
      if (event.target.tagName === "TEXTAREA") grow(event.target);
      then?.(event.target.value);
    },
    ref: (field) => field.tagName === "TEXTAREA" && requestAnimationFrame(() => grow(field)),
  };
}

/** Let a text area be as high as its text; CSS sets the bounds. */
export function grow(area) {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
}

/** A label over a control, with a hint under it. */
export const labelled = (text, control, hint) =>
  h("label", { class: "labelled" }, h("span", { class: "label" }, text), control, hint ? h("span", { class: "fine" }, hint) : null);
