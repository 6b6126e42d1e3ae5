/** Letters to change, add, drop or swap with their neighbour to turn one short name into the other. */
function distance(from: string, to: string): number {
  let [older, previous] = [[] as number[], Array.from({ length: to.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= from.length; row++) {
    const current = [row];
    for (let column = 1; column <= to.length; column++) {
      const change = (previous[column - 1] ?? 0) + (from[row - 1] === to[column - 1] ? 0 : 1);
      const swapped = row > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      const swap = swapped ? (older[column - 2] ?? 0) + 1 : change;
      current.push(Math.min(change, swap, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    [older, previous] = [previous, current];
  }
  return previous[to.length] ?? 0;
}

/** `Did you mean 'upper'? ` when a known name is near, else nothing. */
export function suggestion(name: string, known: Iterable<string>): string {
  if (name.length > 40) return '';
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const steps = distance(name.toLowerCase(), candidate);
    if (steps < bestDistance) [best, bestDistance] = [candidate, steps];
  }
  return best === undefined ? '' : `Did you mean '${best}'? `;
}
