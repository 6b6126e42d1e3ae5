/**
 * The item of the innermost loop that a step's path stands in, empty outside of loops: `each[42]/group/update` -> `each[42]`.
 * Steps that are about the same item have this in common.
 */
export function itemOf(path: string): string {
  return path.slice(0, path.lastIndexOf(']/') + 1);
}
