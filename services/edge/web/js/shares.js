/** Shares of time in whole percent that always sum to 100. Pure: lists in, lists out. */

/** Whole numbers in the proportions of `weights` that sum to `total` (largest remainder); even where all weights are 0. */
export function apportion(weights, total = 100) {
  if (!weights.length) return [];
  const sum = weights.reduce((a, b) => a + b, 0);
  const exact = weights.map((weight) => (sum > 0 ? (weight / sum) * total : total / weights.length));
  const shares = exact.map(Math.floor);
  const order = exact.map((value, index) => [value - shares[index], index]).sort((a, b) => b[0] - a[0] || a[1] - b[1]);
  for (let left = total - shares.reduce((a, b) => a + b, 0), at = 0; left > 0; left -= 1, at += 1) shares[order[at][1]] += 1;
  return shares;
}

/**
 * Set the share at `index` to `value`, and let the others make up the difference in their proportions.
 *
 * `locked` never move. `settled`, the ones set before, oldest first, stay as long as the rest can make up the difference;
 * then the one that was set longest ago gives way. Where everything else is locked, nothing can move.
 */
export function rebalance(shares, index, value, locked = [], settled = []) {
  const whole = shares.map(Math.round);
  const sum = (places) => places.reduce((total, at) => total + whole[at], 0);
  const others = whole.map((_, at) => at).filter((at) => at !== index);
  const moving = others.filter((at) => !locked.includes(at));
  const room = 100 - sum(others.filter((at) => locked.includes(at)));
  const wanted = moving.length ? Math.max(0, Math.min(room, Math.round(value))) : room;
  const staying = settled.filter((at) => moving.includes(at));
  const left = () => room - wanted - sum(staying);
  while (staying.length && (staying.length === moving.length ? left() !== 0 : left() < 0)) staying.shift();
  const free = moving.filter((at) => !staying.includes(at));
  const made = apportion(free.map((at) => whole[at]), left());
  return whole.map((share, at) => (at === index ? wanted : free.includes(at) ? made[free.indexOf(at)] : share));
}

/** The shares with what the `fixed` leave given to the others by `weigh`; where all are fixed, nobody is. */
export function spread(shares, fixed, weigh) {
  const kept = fixed.length < shares.length ? fixed : [];
  const free = shares.map((_, at) => at).filter((at) => !kept.includes(at));
  const made = apportion(free.map((at) => weigh(shares[at])), Math.max(0, 100 - kept.reduce((total, at) => total + shares[at], 0)));
  return shares.map((share, at) => (free.includes(at) ? made[free.indexOf(at)] : share));
}
