/** Median and the range in which eight of ten measurements lie: the machine's owner may be doing other things, a mean would tell of those. */
export function summarize(values) {
  const sorted = values.toSorted((left, right) => left - right);
  return { median: quantile(sorted, 0.5), p10: quantile(sorted, 0.1), p90: quantile(sorted, 0.9) };
}

function quantile(sorted, share) {
  const place = (sorted.length - 1) * share;
  const below = Math.floor(place);
  const above = Math.ceil(place);
  return sorted[below] + (sorted[above] - sorted[below]) * (place - below);
}
