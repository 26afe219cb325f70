/** The CV on paper: the data while it is being made, the pages of the PDF once it is there. Property: `session`. */

import { h, View } from "../dom.js";
import { cv } from "../stores/cv.js";
import { t } from "../text.js";

class CvPaper extends View {
  #session = null;
  #pictures = [];
  #of = null;

  set session(session) {
    this.#session = session;
    const version = session.metadata.pdf_ready ? `${session.session_id}:${session.metadata.state_version}` : null;
    if (version !== this.#of) {
      this.#of = version;
      this.#pictures = [];
      if (version) this.#fetch(version);
    }
    this.update();
  }

  async #fetch(version) {
    for (let [page, last] = [1, 1]; page <= last; page += 1) {
      try {
        const { source, pages } = await cv.picture(page);
        if (this.#of !== version) return;
        last = pages;
        this.#pictures = [...this.#pictures, source];
        this.update();
      } catch {
        return; // the data is shown instead
      }
    }
  }

  view() {
    if (this.#pictures.length) return this.#pictures.map((source, at) => h("a", { class: "page-link", href: source, target: "_blank", rel: "noopener", title: t("cv.page.open") }, h("img", { class: "paper page", src: source, alt: t("cv.page", { n: at + 1 }), width: 893, height: 1263 })));
    const { metadata, cv_data: data } = this.#session;
    const isPrefill = !metadata.data_truth_confirmed && metadata.docx_prefill_unconfirmed;
    return h("article", { class: "paper", "aria-label": t("cv.data") }, isPrefill ? h("p", { class: "stamp" }, t("cv.unconfirmed")) : null, paper(isPrefill ? metadata.docx_prefill_unconfirmed : data));
  }
}

function paper(data) {
  const contact = [data.email, data.phone, data.location, ...data.links].filter(Boolean).join(" · ");
  return [
    h("header", null, h("h2", null, data.full_name || t("cv.no-name")), data.headline ? h("p", null, data.headline) : null, contact ? h("p", { class: "fine" }, contact) : null),
    data.profile ? block("profile", h("p", null, data.profile)) : null,
    data.work_experience.length ? block("work_experience", data.work_experience.map((job) => entry(job.title, job.employer, job, job.bullets))) : null,
    data.education.length ? block("education", data.education.map((degree) => entry(degree.degree, degree.institution, degree, degree.details))) : null,
    data.languages.length ? block("languages", h("p", null, data.languages.map((row) => (row.level ? `${row.name} (${row.level})` : row.name)).join(", "))) : null,
    data.skills.length + data.it_ai_skills.length ? block("skills", h("p", null, [...data.skills, ...data.it_ai_skills].join(", "))) : null,
    ["certifications", "projects", "volunteering", "publications", "awards", "interests", "references"].map((name) => (data[name].length ? block(name, list(data[name])) : null)),
    data.unsorted.length ? h("section", { class: "unsorted" }, h("h3", null, t("cv.unsorted")), h("p", { class: "fine" }, t("cv.unsorted.hint")), list(data.unsorted)) : null,
  ];
}

const block = (name, ...children) => h("section", null, h("h3", null, t(`section.${name}`)), children);

const list = (rows) => h("ul", null, rows.map((row) => h("li", null, row)));

function entry(title, place, { start, end, location }, lines) {
  const dates = [start, end === "present" ? t("cv.present") : end].filter(Boolean).join(" – ");
  return h(
    "div",
    { class: "entry" },
    h("p", { class: "row spread" }, h("strong", null, title || place), h("span", { class: "fine" }, dates)),
    title && place ? h("p", { class: "fine" }, [place, location].filter(Boolean).join(", ")) : null,
    lines.length ? list(lines) : null,
  );
}

customElements.define("metier-cv-paper", CvPaper);
