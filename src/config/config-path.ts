/** Where something stands in a config, from its root (`otai:`) down: `['services', 'helpdesk', 'params', 'limit']`. Numbers are places in a list. */
export type ConfigPath = readonly (string | number)[];

const PLAIN_KEY = /^[A-Za-z0-9_][\w-]*$/;

/** A path as people read it: `pipelines.route_tickets.steps[0].params`; keys that would be ambiguous stand in quotes: `services["a.b"]`. */
export function formatPath(path: ConfigPath): string {
  return path.reduce<string>((text, part) => text + formatPart(part, text === ''), '');
}

function formatPart(part: string | number, isFirst: boolean): string {
  if (typeof part === 'number') return `[${part}]`;
  if (!PLAIN_KEY.test(part)) return `[${JSON.stringify(part)}]`;
  return isFirst ? part : `.${part}`;
}
