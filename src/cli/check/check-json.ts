import { formatPath } from '../../config/config-path.js';
import type { ConfigProblem } from '../../config/config-problem.js';
import type { PluginFailure } from '../../discovery/plugin-load.error.js';
import type { CheckedApplication } from './checked-application.js';

/** What was found, for machines. */
export function checkToJson({ name, valid, problems, warnings, failures, application }: CheckedApplication): object {
  const config = application?.loaded.config;
  return {
    config: name,
    valid,
    problems: problems.map(problemToJson),
    warnings: [...warnings.map(problemToJson), ...(application?.plugins.warnings ?? []).map(failureToJson)],
    pluginFailures: failures.map(failureToJson),
    pipelines: config?.pipelines.map((pipeline) => pipeline.name) ?? [],
    services: config?.services.map(({ id, use }) => ({ id, use })) ?? [],
    plugins: application?.plugins.plugins.map(({ name: plugin, package: pkg, version }) => ({ name: plugin, package: pkg, version })) ?? [],
  };
}

function problemToJson({ code, path, message, hint, location }: ConfigProblem): object {
  const { source, line, column } = location ?? {};
  return { code, path: formatPath(path), message, hint: hint ?? null, file: source ?? null, line: line ?? null, column: column ?? null };
}

function failureToJson({ code, package: pkg, reason, hint }: PluginFailure): object {
  return { code, package: pkg, message: reason, hint };
}
