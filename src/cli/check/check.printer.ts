import { formatProblem } from '../../config/config-problem.js';
import { formatPluginFailure } from '../../discovery/plugin-load.error.js';
import type { LoadedPlugin } from '../../discovery/plugin.loader.js';
import type { CliIo } from '../cli-io.js';
import { describeProblems } from '../error.printer.js';
import { count, printable } from '../printable.js';
import type { CheckedApplication } from './checked-application.js';

/** Prints what was found, or that all is well and what there is. */
export function printCheck(io: Pick<CliIo, 'out' | 'err'>, checked: CheckedApplication): void {
  const { name, problems, error } = checked;
  if (error !== undefined) io.out(printable(describeProblems(`${name}: ${count(problems.length, 'problem')}`, problems, error)));
  if (checked.failures.length > 0) {
    const lines = [count(checked.failures.length, 'plugin problem'), ...checked.failures.map(formatPluginFailure)];
    io.out(printable(`${error === undefined ? '' : '\n'}${lines.join('\n')}`));
  }
  for (const warning of checked.warnings) io.err(printable(`warning: ${formatProblem(warning)}`));
  for (const failure of checked.application?.plugins.warnings ?? [])
    io.err(printable(`warning: an optional plugin is left out\n${formatPluginFailure(failure)}`));
  if (checked.valid) io.out(printable(summarize(checked)));
}

function summarize({ name, application }: CheckedApplication): string {
  if (application === undefined) return name;
  const { config } = application.loaded;
  const plugins = application.plugins.plugins.map(describePlugin).join(', ');
  return `${name} is valid: ${count(config.pipelines.length, 'pipeline')}, ${count(config.services.length, 'service')}, plugins ${plugins}`;
}

/** A package by its name, a class that code handed over by the prefix of its components. */
function describePlugin({ name, package: pkg, version }: LoadedPlugin): string {
  return version === null ? name : `${pkg} ${version}`;
}
