/** Words that differ between two texts. Pure: `[["same" | "out" | "in", text], ...]`, by longest common subsequence. */

const LONGEST = 800;

/** A word, a run of spaces, or a single other sign. */
const TOKEN = /[\p{L}\p{N}]+|\s+|./gu;

/** The pieces of `before` and `after`, in reading order; very long texts are replaced as a whole. */
export function diffWords(before, after) {
  const a = before.match(TOKEN) ?? [];
  const b = after.match(TOKEN) ?? [];
  if (a.length > LONGEST || b.length > LONGEST) return [["out", before], ["in", after]];
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i -= 1)
    for (let j = b.length - 1; j >= 0; j -= 1)
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
  const pieces = [];
  const push = (kind, word) => {
    const last = pieces.at(-1);
    if (last?.[0] === kind) last[1] += word;
    else pieces.push([kind, word]);
  };
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", b[j]);
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && lengths[i + 1][j] >= lengths[i][j + 1])) push("out", a[i++]);
    else push("in", b[j++]);
  }
  return pieces;
}
