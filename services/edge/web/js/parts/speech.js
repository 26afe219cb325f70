/** Speech input where the browser has it. */

import { h } from "../dom.js";
import { language, t } from "../text.js";
import { icon } from "./icons.js";

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

/** A microphone for the field that `field()` gives, or nothing where the browser cannot listen. */
export function microphone(field) {
  if (!Recognition) return null;
  return h("button", { class: "icon-button", type: "button", "aria-pressed": "false", title: t("speech.start"), "aria-label": t("speech.start"), onclick: (event) => listen(event.currentTarget, field()) }, icon("mic"));
}

function listen(button, field) {
  if (button.listening) {
    button.listening.stop();
    return;
  }
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
