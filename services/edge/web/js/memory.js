/** What this browser remembers: sessions with their tokens, what was typed and not sent, the theme. */

const PREFIX = "metier.";

/** Where storage is full or forbidden, the page remembers as long as it is open. */
const unstored = new Map();

/** The stored value of a name, or `otherwise`. */
export function recall(name, otherwise = null) {
  try {
    return JSON.parse(unstored.get(name) ?? localStorage.getItem(PREFIX + name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Store a value; null forgets the name. */
export function remember(name, value) {
  const text = value == null || value === "" ? null : JSON.stringify(value);
  unstored.delete(name);
  try {
    if (text === null) localStorage.removeItem(PREFIX + name);
    else localStorage.setItem(PREFIX + name, text);
  } catch {
    if (text !== null) unstored.set(name, text);
  }
}

/** Forget every name that begins with `start`. */
export function forget(start) {
  for (const name of unstored.keys()) if (name.startsWith(start)) unstored.delete(name);
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX + start)) localStorage.removeItem(key);
  } catch {
    // nothing is stored where nothing can be read
  }
}
