/** Every field of the CV to put right by hand; each change is the person's own statement and is saved at once. Property: `session`. */

import { h, View } from "../dom.js";
import { cv } from "../stores/cv.js";
import { has, t } from "../text.js";
import { labelled } from "./field.js";
import { icon } from "./icons.js";
import { notice } from "./notice.js";

const TEXTS = ["full_name", "headline", "email", "phone", "location"];
/** Entries: their fields, the first of which names them, and their list of lines, if they have one. */
const ENTRIES = {
  work_experience: { fields: ["title", "employer", "start", "end", "location"], lines: "bullets" },
  education: { fields: ["degree", "institution", "start", "end", "location"], lines: "details" },
  languages: { fields: ["name", "level"], lines: null },
};
/** Where a form alone may change something; before that the machine asks whether the data is current. */
const STAGES = ["INTENT_CAPTURE", "READY_FOR_GENERATION", "AGENT_EXECUTION"];

/** The lists whose items are one text each, in the order of the data. */
const lists = (data) => Object.keys(data).filter((name) => Array.isArray(data[name]) && !(name in ENTRIES) && name !== "unsorted");

class CvForm extends View {
  #session = null;
  #photo = null;

  entered(signal) {
    this.follow(signal, cv);
  }

  set session(session) {
    const had = this.#session?.metadata.has_photo ? this.#session.metadata.state_version : null;
    this.#session = session;
    if (!session.metadata.has_photo) this.#photo = null;
    else if (had !== session.metadata.state_version) cv.photoSource().then((source) => ((this.#photo = source), this.update()), () => {});
    this.update();
  }

  view() {
    const { stage, metadata, cv_data, ui_action } = this.#session;
    if (!STAGES.includes(stage) || ui_action?.type === "progress") return [];
    const data = metadata.docx_prefill_unconfirmed ?? cv_data;
    const isEmpty = metadata.created_from === "scratch" && !cv_data.full_name;
    return h(
      "details",
      { class: "panel cv-form", key: "form", open: isEmpty || metadata.questions.some((row) => row.path) || null },
      h("summary", null, t("form.heading")),
      h("p", { class: "fine" }, t("form.hint")),
      notice(cv, ["edit"]),
      h("div", { class: "row" }, this.#undo()),
      h("fieldset", null, h("legend", null, t("section.contact")), TEXTS.map((name) => this.#text(name, data[name]))),
      this.#photoField(metadata.has_photo),
      this.#area("profile", data.profile, (text) => text),
      Object.keys(ENTRIES).map((name) => this.#entries(name, data[name])),
      h("p", { class: "fine" }, t("form.lines")),
      lists(data).map((name) => this.#lines(name, data[name])),
      data.unsorted.length ? this.#unsorted(data) : null,
    );
  }

  #change(...edits) {
    return cv.edit({ edits });
  }

  /** A photo is put on the CV by the person alone; what it is usual for stands beside it. */
  #photoField(hasPhoto) {
    const isBusy = cv.busy !== null;
    return h(
      "fieldset",
      { class: "photo", id: "form-photo" },
      h("legend", null, t("form.photo")),
      h("p", { class: "fine" }, t("form.photo.hint")),
      notice(cv, ["photo"]),
      hasPhoto && this.#photo ? h("img", { src: this.#photo, alt: t("form.photo"), width: 70, height: 90 }) : null,
      h(
        "div",
        { class: "row" },
        h("input", { type: "file", id: "cv-photo", accept: "image/jpeg,image/png", "aria-label": t("form.photo"), disabled: isBusy, onchange: (event) => event.target.files[0] && cv.photo(event.target.files[0]) }),
        hasPhoto ? h("button", { type: "button", class: "small", disabled: isBusy, onclick: () => cv.removePhoto() }, icon("trash"), t("form.photo.remove")) : null,
      ),
    );
  }

  /** Takes the latest change by the person back. */
  #undo() {
    const last = this.#session.metadata.updates.findLast((update) => update.status === "accepted" && !update.written_by);
    return h("button", { type: "button", class: "small", disabled: !last || cv.busy !== null, onclick: () => cv.edit({ undo: [last.id] }) }, icon("undo"), t("tasks.undo"));
  }

  #text(path, value, name = path) {
    return labelled(label(name), h("input", { type: "text", maxlength: 1000, value: value ?? "", onchange: (event) => this.#change({ op: "set", path, value: event.target.value.trim() }) }), this.#flag(path));
  }

  #area(path, value, parsed, name = path) {
    const rows = Math.min(12, Math.max(value.split("\n").length, Math.ceil(value.length / 50)) + 1);
    return labelled(label(name), h("textarea", { rows, value, onchange: (event) => this.#change({ op: "set", path, value: parsed(event.target.value.trim()) }) }), this.#flag(path));
  }

  /** A list with one item a line. */
  #lines(path, items, name = path) {
    const parsed = (text) => text.split("\n").map((line) => line.trim()).filter(Boolean);
    return this.#area(path, items.join("\n"), parsed, name);
  }

  /** What the reader of the file was not sure of, at the field. */
  #flag(path) {
    const flag = this.#session.metadata.flags.find((row) => row.path === path || row.path.startsWith(`${path}[`));
    return flag ? h("span", { class: "flag" }, t(has(`flag.${flag.reason}`) ? `flag.${flag.reason}` : "flag.other")) : null;
  }

  #entries(name, rows) {
    const { fields, lines } = ENTRIES[name];
    return h(
      "fieldset",
      { class: "entries" },
      h("legend", null, label(name)),
      rows.map((row, at) => {
        const path = `${name}[${at}]`;
        const named = row[fields[0]] || row[fields[1]] || String(at + 1);
        const tool = (image, key, edit, disabled) => h("button", { type: "button", class: "icon-button quiet", disabled: disabled || cv.busy !== null, title: t(key), "aria-label": `${t(key)}: ${named}`, onclick: () => this.#change(edit) }, icon(image));
        return h(
          "div",
          { class: "entry-form", key: path },
          h(
            "div",
            { class: "row spread" },
            h("strong", null, named),
            h(
              "span",
              { class: "tools" },
              tool("up", "tasks.up", { op: "move", path, value: at - 1 }, at === 0),
              tool("down", "tasks.down", { op: "move", path, value: at + 1 }, at === rows.length - 1),
              tool("trash", "tasks.remove", { op: "remove", path }, false),
            ),
          ),
          h("div", { class: "fields" }, fields.map((field) => this.#text(`${path}.${field}`, row[field], field))),
          lines ? this.#lines(`${path}.${lines}`, row[lines], lines) : null,
        );
      }),
      this.#adder(name, fields[0], lines),
    );
  }

  #adder(name, first, lines) {
    const add = (event) => {
      event.preventDefault();
      const field = event.target.querySelector("input");
      const text = field.value.trim();
      if (!text) return;
      field.value = "";
      this.#change({ op: "add", path: name, value: { [first]: text, ...(lines ? { [lines]: [] } : {}) } });
    };
    return h("form", { class: "adder", onsubmit: add }, h("input", { type: "text", maxlength: 300, placeholder: label(first), "aria-label": `${t("form.add")}: ${label(first)}` }), h("button", { class: "small", disabled: cv.busy !== null }, icon("plus"), t("form.add")));
  }

  #unsorted(data) {
    return h(
      "fieldset",
      null,
      h("legend", null, t("cv.unsorted")),
      data.unsorted.map((row, at) =>
        labelled(
          row,
          h(
            "select",
            { value: "", onchange: (event) => this.#change({ op: "move", path: `unsorted[${at}]`, value: event.target.value }) },
            h("option", { value: "" }, t("form.move")),
            lists(data).map((name) => h("option", { value: name }, label(name))),
          ),
        ),
      ),
    );
  }
}

const label = (name) => t(has(`field.${name}`) ? `field.${name}` : `section.${name}`);

customElements.define("metier-cv-form", CvForm);
