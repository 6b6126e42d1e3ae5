import { didYouMean } from '../api/did-you-mean.js';
import type { ConfigNode, MapNode } from './config-node.js';
import type { ProblemList, ReportedProblem } from './problem-list.js';

/** The keys that a config may begin with. They mean the same. */
const ROOTS = ['otai', 'open_ticket_ai', 'cfg'] as const;

/** The keys below the root. */
export const SECTIONS = ['api_version', 'plugins', 'infrastructure', 'services', 'pipelines', 'orchestrator'] as const;

/**
 * What stands below the one root key of a source. Throws `ConfigError` when there is none, or more than one:
 * everything else that could be said would then be wrong.
 */
export function selectRoot(tree: ConfigNode, problems: ProblemList): MapNode {
  const fail = (problem: Omit<ReportedProblem, 'path'>): never => {
    problems.add({ path: [], location: tree.at, ...problem });
    throw problems.toError();
  };
  if (tree.kind !== 'map') return fail({ code: 'wrong_type', message: 'the config must be a mapping that begins with otai:' });
  const [root, second] = ROOTS.filter((key) => tree.entries.has(key));
  if (root === undefined) return fail({ code: 'no_root', message: 'no otai: stands at the top', hint: rootHint(tree) });
  if (second !== undefined) {
    const location = tree.entries.get(second)?.keyAt;
    return fail({
      code: 'two_roots',
      location,
      message: `${root}: and ${second}: both stand at the top`,
      hint: 'they mean the same: keep one',
    });
  }
  reportOthers(tree, root, problems);
  return contentOf(tree, root, problems);
}

function rootHint(tree: MapNode): string {
  const keys = [...tree.entries.keys()];
  if (keys.some((key) => (SECTIONS as readonly string[]).includes(key))) return 'put everything under otai:, indented by two blanks';
  const meant = keys.map((key) => [key, didYouMean(key, ROOTS)] as const).find(([, root]) => root !== undefined);
  return meant === undefined ? 'begin the config with otai:' : `did you mean "${meant[1]}" instead of "${meant[0]}"?`;
}

function reportOthers(tree: MapNode, root: string, problems: ProblemList): void {
  for (const [key, { keyAt }] of tree.entries) {
    if (key === root) continue;
    const isSection = (SECTIONS as readonly string[]).includes(key);
    const hint = isSection ? `indent it, so that it stands under ${root}:` : `everything stands under ${root}:`;
    problems.add({ code: 'unknown_key', path: [key], location: keyAt, message: `does not belong beside ${root}`, hint });
  }
}

function contentOf(tree: MapNode, root: string, problems: ProblemList): MapNode {
  const content = tree.entries.get(root)?.node ?? tree;
  if (content.kind === 'map') return content;
  const isEmpty = content.kind === 'scalar' && content.value === null;
  if (!isEmpty)
    problems.add({
      code: 'wrong_type',
      path: [],
      location: content.at,
      message: `${root}: must hold a mapping`,
      hint: `known keys: ${SECTIONS.join(', ')}`,
    });
  return { kind: 'map', entries: new Map(), at: content.at };
}
