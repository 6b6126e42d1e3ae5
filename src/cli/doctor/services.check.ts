import { messageOf } from '../../api/error-message.js';
import { hasHealthCheck, type HealthCheck } from '../../api/health-check.js';
import { isOtaiError } from '../../api/otai.error.js';
import { getServiceToken } from '../../api/service.decorator.js';
import type { SurveyedApplication } from '../../module/load-application.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import type { CliIo } from '../cli-io.js';
import { milliseconds } from '../printable.js';
import { RunningApplication } from '../run/running-application.js';
import { fail, ok, type Finding } from './finding.js';

const LONGEST_WAIT = 10_000;

/**
 * Asks every configured service that can be asked whether it can be reached. For that the services are opened, as a start would;
 * no pipeline runs. When none can be asked, none is opened.
 */
export async function checkServices(application: SurveyedApplication, options: OtaiModuleOptions, io: CliIo): Promise<Finding[]> {
  const services = application.loaded.config.services.map(({ id, use }) => ({
    id,
    type: application.plugins.registry.find('service', use)?.type,
  }));
  const silent = services.filter(({ type }) => type === undefined || !hasHealthCheck(type.prototype as object));
  const found = silent.map(({ id }) => ok(`service ${id}`, 'configured (it has nothing that could be asked)'));
  const asked = services.filter((service) => !silent.includes(service));
  return asked.length === 0
    ? found
    : [
        ...found,
        ...(await ask(
          asked.map(({ id }) => id),
          options,
          io,
        )),
      ];
}

async function ask(ids: readonly string[], options: OtaiModuleOptions, io: CliIo): Promise<Finding[]> {
  let app: RunningApplication;
  try {
    app = await RunningApplication.start(options, io);
  } catch (error) {
    return [toFinding('services', 'cannot be opened: ', error)];
  }
  try {
    return await Promise.all(ids.map((id) => askOne(`service ${id}`, app.get<HealthCheck>(getServiceToken(id)))));
  } finally {
    await app.close();
  }
}

async function askOne(subject: string, service: HealthCheck): Promise<Finding> {
  const started = performance.now();
  const signal = AbortSignal.timeout(LONGEST_WAIT);
  try {
    await Promise.race([service.checkHealth({ signal }), rejectAtAbort(signal)]);
    return ok(subject, `reachable in ${milliseconds(performance.now() - started)}`);
  } catch (error) {
    return toFinding(subject, '', signal.aborted ? new Error(`no answer within ${LONGEST_WAIT / 1000} s`) : error);
  }
}

function rejectAtAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true }));
}

function toFinding(subject: string, prefix: string, error: unknown): Finding {
  const message = messageOf(error);
  const hint = isOtaiError(error) ? (error.hint ?? null) : null;
  return fail(subject, prefix + (hint === null ? message : message.replace(`\n  -> ${hint}`, '')), hint);
}
