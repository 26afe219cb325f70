/**
 * A job title with titles to choose from (WAI-ARIA combobox with a list popup); what was typed is the first of them.
 *
 * Attributes: none. Properties: `value`. Events: `choose` {title, occupationCode}.
 */

import { call } from "../api.js";
import { h, View } from "../dom.js";
import { draft } from "./field.js";
import { remember } from "../memory.js";
import { english, t } from "../text.js";

const PAUSE_MS = 120;
const NAME = "title";

class Typeahead extends View {
  value = draft(NAME);
  occupationCode = recallCode();
  #rows = [];
  #at = -1;
  #timer = 0;
  #asked = null;
  #isOpen = false;

  view() {
    const isOpen = this.#isOpen && this.#rows.length > 0;
    return [
      h("input", {
        id: "title-input",
        class: "large",
        role: "combobox",
        autocomplete: "off",
        spellcheck: "false",
        maxlength: 200,
        required: true,
        placeholder: t("start.title.example"),
        "aria-expanded": String(isOpen),
        "aria-controls": "title-list",
        "aria-autocomplete": "list",
        "aria-activedescendant": isOpen && this.#at >= 0 ? `title-${this.#at}` : null,
        value: this.value,
        oninput: (event) => this.#typed(event.target.value),
        onkeydown: (event) => this.#key(event),
        onblur: () => setTimeout(() => this.#close(), 150),
      }),
      h(
        "ul",
        { id: "title-list", role: "listbox", "aria-label": t("start.title"), class: "panel options", hidden: !isOpen },
        this.#rows.map((row, at) =>
          h(
            "li",
            {
              id: `title-${at}`,
              role: "option",
              "aria-selected": String(at === this.#at),
              onmousedown: (event) => event.preventDefault(),
              onclick: () => this.#choose(row),
            },
            row.isTyped ? h("span", { class: "typed" }, t("start.title.typed", { title: row.title })) : h("span", { ...english() }, row.title),
            row.isTyped || row.title === row.occupationTitle ? null : h("span", { class: "fine", ...english() }, row.occupationTitle),
          ),
        ),
      ),
    ];
  }

  #typed(value) {
    this.value = value;
    this.occupationCode = null;
    remember(`draft.${NAME}`, value);
    remember("draft.title-code", null);
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#ask(value.trim()), PAUSE_MS);
  }

  async #ask(query) {
    this.#asked?.abort();
    if (query.length < 2) {
      this.#close();
      return;
    }
    this.#asked = new AbortController();
    try {
      const found = await call("GET", `/api/occupations?q=${encodeURIComponent(query)}`, { signal: this.#asked.signal });
      this.#rows = [{ title: query, occupationCode: null, isTyped: true }, ...found.occupations];
      this.#isOpen = found.occupations.length > 0;
    } catch {
      this.#rows = []; // titles are a help, never a must
    }
    this.#at = -1;
    this.update();
  }

  #key(event) {
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves && this.#rows.length) {
      event.preventDefault();
      this.#isOpen = true;
      this.#at = (this.#at + moves[event.key] + this.#rows.length) % this.#rows.length;
      this.update();
    } else if (event.key === "Enter" && this.#isOpen && this.#at >= 0) {
      event.preventDefault();
      this.#choose(this.#rows[this.#at]);
    } else if (event.key === "Escape") {
      this.#close();
    }
  }

  #choose(row) {
    this.value = row.title;
    this.occupationCode = row.occupationCode;
    remember(`draft.${NAME}`, row.title);
    remember("draft.title-code", row.occupationCode);
    this.#close();
  }

  #close() {
    this.#isOpen = false;
    this.#at = -1;
    this.update();
  }
}

function recallCode() {
  return draft("title-code") || null;
}

customElements.define("metier-typeahead", Typeahead);
