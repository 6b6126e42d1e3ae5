import { inspect } from 'node:util';
import { messageOf } from '../api/error-message.js';
import { isOtaiError } from '../api/otai.error.js';
import { ConfigError } from '../config/config.error.js';
import { formatProblem, type ConfigProblem } from '../config/config-problem.js';
import { PluginLoadError } from '../discovery/plugin-load.error.js';
import type { CliIo } from './cli-io.js';
import { printable } from './printable.js';

/** Prints an error for the person at the terminal: message, what to do, code. The stack only on request. */
export function printError(io: CliIo, error: unknown, debug = false): void {
  io.err(printable(describeError(error)));
  if (debug) io.err(printable(inspect(error)));
}

function describeError(error: unknown): string {
  if (error instanceof ConfigError) return describeConfigError(error);
  if (error instanceof PluginLoadError) return error.message;
  if (isOtaiError(error)) return `error: ${error.message}\n  [${error.code}]`;
  const message = messageOf(error);
  return `error: ${message}\n  -> run it again with --debug to see where this comes from`;
}

function describeConfigError(error: ConfigError): string {
  const [headline = ''] = error.message.split('\n');
  return describeProblems(headline, error.problems, error);
}

/** Problems of a config under a headline, each with its place and the lines around it. */
export function describeProblems(headline: string, problems: readonly ConfigProblem[], error: ConfigError): string {
  return [headline, ...problems.map((problem) => describeProblem(problem, error))].join('\n\n');
}

function describeProblem(problem: ConfigProblem, error: ConfigError): string {
  const frame = error.codeFrame(problem);
  return frame === undefined ? formatProblem(problem) : `${formatProblem(problem)}\n${frame}`;
}
