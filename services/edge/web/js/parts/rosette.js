/**
 * The mark, and the picture of what is covered: four petals, one for each kind of work, that grow as they are filled.
 * Upper left information, upper right thinking, lower right output, lower left people.
 */

import { h } from "../dom.js";
import { t } from "../text.js";

export const CATEGORIES = ["informationInput", "mentalProcesses", "workOutput", "interactingWithOthers"];

const TURNS = [-90, 0, 90, 180];
const GROWTH = { none: 0, low: 0.5, medium: 0.76, high: 1 };
const PETAL = "M1.500 -1.500 V-14 A14 14 0 0 1 15.500 -28 H28 V-15.500 A14 14 0 0 1 14 -1.500 Z";

/** The picture; without `coverage` it is the mark, all petals full. `label` is what a screen reader says. */
export function rosette(coverage, label) {
  const spoken = label ? { role: "img", "aria-label": label } : { "aria-hidden": "true" };
  return h(
    "svg",
    { class: "rosette", viewBox: "-30 -30 60 60", focusable: "false", ...spoken },
    CATEGORIES.map((category, at) =>
      h(
        "g",
        { class: `petal ${category}`, transform: `rotate(${TURNS[at]})` },
        h("path", { class: "petal-bed", d: PETAL }),
        h("path", { class: "petal-fill", d: PETAL, style: { "--growth": coverage ? GROWTH[coverage[category] ?? "none"] : 1 } }),
      ),
    ),
  );
}

/** What the picture shows, in words. */
export const coverageText = (coverage) =>
  CATEGORIES.map((category) => `${t(`category.${category}`)}: ${t(`level.${coverage[category] ?? "none"}`)}`).join(", ");

/** A dot in the colour of a category, named for those who do not see it. */
export const dot = (category) =>
  h("span", { class: `dot ${category ?? ""}`, title: category ? t(`category.${category}`) : null, "aria-hidden": "true" });
