/** Texts that services wrote, as the edge put them into the language of the page. */

import { h } from "../dom.js";
import { english, language } from "../text.js";

/**
 * The text `member` of a row: part by part, what is in another language marked as such; what nobody put into words is
 * English, unless `isOurs`.
 */
export const said = (row, member, isOurs = false) =>
  row.said?.[member]?.map((part) => (part.language === language ? part.text : h("span", { lang: part.language }, part.text))) ?? h("span", { ...english(isOurs) }, row[member]);
