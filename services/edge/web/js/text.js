/** The interface's words, in the language the server chose for this page. One catalogue holds them all. */

const words = JSON.parse(document.getElementById("text").textContent);

/** Facts the server put into the page: provider, limits, languages. */
export const facts = JSON.parse(document.getElementById("facts").textContent);

export const language = document.documentElement.lang;

const plurals = new Intl.PluralRules(language);

/** The text of a key with `{name}` filled in; the key itself where the catalogue has none, so that a gap is seen. */
export function t(key, values = {}) {
  return (words[key] ?? key).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

/** The text of `key.one`, `key.few`, `key.many` or `key.other`, as the language counts; `{n}` is the number. */
export function tn(key, n, values = {}) {
  const form = `${key}.${plurals.select(n)}`;
  return t(form in words ? form : `${key}.other`, { n: number(n), ...values });
}

/** Whether the catalogue has the key. */
export const has = (key) => key in words;

/** Properties of an element with text that is there in English only; `isOurs` where it is in the page's language after all. */
export const english = (isOurs = false) => (language === "en" || isOurs ? {} : { lang: "en" });

/** A number as the language writes it. */
export const number = (value, digits = 0) => new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value);

/** A share of 1 in percent. */
export const percent = (share) => new Intl.NumberFormat(language, { style: "percent" }).format(share);

/** A moment as a day and time. */
export const day = (at) => new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(new Date(at));

/** Load the page again in another language; what was typed is kept in drafts. */
export function choose(wanted) {
  document.cookie = `lang=${wanted};path=/;max-age=31536000;samesite=lax`;
  location.reload();
}
