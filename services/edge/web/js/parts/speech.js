/** Speech input where the browser has it. */

import { h } from "../dom.js";
import { recall, remember } from "../memory.js";
import { language, t } from "../text.js";
import { confirmed } from "./confirm.js";
import { icon } from "./icons.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** A microphone for the field that `field()` gives, or nothing where the browser cannot listen. */
export function microphone(field) {
  if (!Recognition) return null;
  return h("button", { class: "icon-button", type: "button", "aria-pressed": "false", title: t("speech.start"), "aria-label": t("speech.start"), onclick: (event) => listen(event.currentTarget, field()) }, icon("mic"));
}

/** Most browsers send speech to their maker to be understood: that is said, once, before anybody speaks. */
async function mayListen() {
  if (recall("speech")) return true;
  const isFine = await confirmed({ title: t("speech.sure"), lines: [t("speech.who")], yes: t("speech.start") });
  if (isFine) remember("speech", true);
  return isFine;
}

async function listen(button, field) {
  if (button.listening) {
    button.listening.stop();
    return;
  }
  if (!(await mayListen())) return;
  const recognition = new Recognition();
  recognition.lang = language;
  recognition.continuous = true;
  recognition.onresult = (event) => {
    const said = Array.from(event.results).slice(event.resultIndex).map((result) => result[0].transcript).join(" ").trim();
    field.value = `${field.value} ${said}`.trim();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  recognition.onend = () => {
    button.listening = null;
    button.setAttribute("aria-pressed", "false");
    field.focus();
  };
  button.listening = recognition;
  button.setAttribute("aria-pressed", "true");
  recognition.start();
}
