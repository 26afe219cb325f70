/** What this browser remembers: sessions with their tokens, what was typed and not sent, the theme. */

const PREFIX = "metier.";

/** The stored value of a name, or `otherwise`; a full or forbidden storage is as if nothing were stored. */
export function recall(name, otherwise = null) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Store a value; null forgets the name. */
export function remember(name, value) {
  try {
    if (value == null || value === "") localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, JSON.stringify(value));
  } catch {
    // private windows may refuse; the page works, it only forgets
  }
}

/** Forget every name that begins with `start`. */
export function forget(start) {
  for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX + start)) localStorage.removeItem(key);
}
