import type { ConfigProblem } from './config-problem.js';
import type { Variable } from './dotenv.reader.js';

const SECTION = '(?:services|orchestrator|pipelines|plugins|infrastructure|api_version)';

/** Names that look like a part of the config and are none: what stands before the section is not the prefix. */
const NEARLY = [
  new RegExp(`^otai_open_ticket_ai_{1,2}(${SECTION}(?:_.*)?)$`, 'is'),
  new RegExp(`^(?:otai|open_ticket_ai|cfg)_(${SECTION}(?:_.*)?)$`, 'is'),
];

/** Warns of variables that were surely meant for the config but are not read, such as `OTAI_SERVICES__…`. */
export function findIgnoredVariables(variables: readonly Variable[]): readonly ConfigProblem[] {
  return variables.flatMap(({ name, at }) => {
    const rest = NEARLY.map((pattern) => pattern.exec(name)?.[1]).find((found) => found !== undefined);
    if (rest === undefined) return [];
    const hint = `write OTAI__${rest.toUpperCase()}, with two underscores between keys`;
    return [{ code: 'ignored_variable', path: [], location: at, message: 'is not read', hint }];
  });
}
