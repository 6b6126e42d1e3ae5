import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { satisfies } from 'semver';
import type { CliIo } from '../cli-io.js';
import { readPackage } from '../package-version.js';
import { fail, ok, warn, type Finding } from './finding.js';

const NPM_TIMEOUT = 10_000;

/** Whether this version of Node is one we support. */
export function checkNode(version = process.versions.node): Finding {
  const wanted = readPackage().engines.node;
  if (satisfies(version, wanted)) return ok('node', version);
  return fail('node', `${version}, but ${wanted} is needed`, 'install the current LTS version from https://nodejs.org');
}

/** Which npm there is. It is only needed to install plugins. */
export async function checkNpm({ cwd, env }: Pick<CliIo, 'cwd' | 'env'>): Promise<Finding> {
  try {
    const options = { cwd, env, timeout: NPM_TIMEOUT, shell: process.platform === 'win32' };
    const { stdout } = await promisify(execFile)('npm', ['--version'], options);
    return ok('npm', stdout.trim());
  } catch (error) {
    const { message } = error as Error;
    return warn('npm', `could not be asked for its version: ${message.split('\n')[0]}`, 'it is needed only to install plugins');
  }
}
