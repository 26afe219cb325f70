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

/** Set the share at `index` to `value`; the others keep their proportions and take up the difference. */
export function rebalance(shares, index, value) {
  if (shares.length === 1) return [100];
  const wanted = Math.max(0, Math.min(100, Math.round(value)));
  const others = apportion(shares.filter((_, at) => at !== index), 100 - wanted);
  return shares.map((_, at) => (at === index ? wanted : others.shift()));
}
