import 'reflect-metadata';
import { explorePlugins } from '../../discovery/plugin.discovery.js';
import type { OtaiModuleOptions } from '../../module/otai.options.js';
import { toModuleOptions, type ApplicationOptions } from '../application-options.js';
import { checkApplication, type CheckedApplication } from '../check/checked-application.js';
import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { checkCopies } from '../doctor/copies.check.js';
import { fail, ok, type Finding } from '../doctor/finding.js';
import { checkNode, checkNpm } from '../doctor/runtime.check.js';
import { checkServices } from '../doctor/services.check.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { count, printable } from '../printable.js';

/** The options of `otai doctor`. */
export interface DoctorCommandOptions extends ApplicationOptions {
  readonly json?: boolean | undefined;
}

/** `otai doctor`: looks at all that a config needs around it, and says what to do about what is wrong. */
export class DoctorCommand implements CliCommand<DoctorCommandOptions> {
  constructor(
    private readonly io: CliIo,
    private readonly overrides: Partial<OtaiModuleOptions> = {},
  ) {}

  async execute(options: DoctorCommandOptions): Promise<ExitCode> {
    const findings = await this.#examine(toModuleOptions(options, this.io, this.overrides));
    const failed = findings.filter(({ status }) => status === 'fail').length;
    if (options.json === true) this.io.out(JSON.stringify(findings, null, 2));
    else {
      for (const finding of findings) this.io.out(printable(toLines(finding)));
      this.io.out(failed === 0 ? '\nAll is well.' : `\n${count(failed, 'thing')} to mend.`);
    }
    return failed === 0 ? EXIT.ok : EXIT.failed;
  }

  async #examine(options: OtaiModuleOptions): Promise<Finding[]> {
    const { cwd } = this.io;
    const plugins = explorePlugins({ factories: [], packages: 'discover', hostDir: options.hostDir ?? cwd });
    const copies = checkCopies(
      cwd,
      plugins.flatMap(({ manifest }) => manifest?.dir ?? []),
    );
    const checked = await checkApplication(options, this.io);
    const application = checked.valid ? checked.application : undefined;
    const services = application === undefined ? [] : await checkServices(application, options, this.io);
    return [checkNode(), await checkNpm(this.io), ...copies, ...pluginFindings(checked), configFinding(checked), ...services];
  }
}

function pluginFindings({ failures, application }: CheckedApplication): Finding[] {
  const loaded = application?.plugins.plugins.filter(({ version }) => version !== null) ?? [];
  return [
    ...loaded.map(({ package: name, version }) => ok(`plugin ${name}`, String(version))),
    ...failures.map(({ package: name, reason, hint }) => fail(`plugin ${name}`, reason, hint)),
  ];
}

function configFinding({ name, problems, application }: CheckedApplication): Finding {
  const [first] = problems;
  if (first !== undefined && application === undefined) return fail(name, first.message, first.hint ?? null);
  if (first !== undefined) return fail(name, count(problems.length, 'problem'), `otai validate --config ${name} shows them`);
  return ok(name, 'valid');
}

const MARKS = { ok: 'ok  ', warn: 'warn', fail: 'FAIL' } as const;

function toLines({ status, subject, message, hint }: Finding): string {
  return `${MARKS[status]}  ${subject}: ${message}${hint === null ? '' : `\n      -> ${hint}`}`;
}
