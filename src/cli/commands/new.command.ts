import type { CliCommand } from '../cli-command.js';
import type { CliIo } from '../cli-io.js';
import { EXIT, type ExitCode } from '../exit-code.js';
import { createNew } from '../new/create-new.js';
import { NEW_KINDS, type NewKind } from '../new/new-request.js';
import { UsageError } from '../usage.error.js';

/** The options of `otai new <kind> <name>`. */
export interface NewCommandOptions {
  /** One of {@link NEW_KINDS}. */
  readonly kind: string;
  readonly name: string;
  /** Say what would be written, and write nothing. */
  readonly dryRun?: boolean | undefined;
}

/** `otai new`: makes a plugin, an application, or a pipe, service or trigger in one of them. Works offline, overwrites nothing. */
export class NewCommand implements CliCommand<NewCommandOptions> {
  constructor(private readonly io: CliIo) {}

  async execute({ kind, name, dryRun }: NewCommandOptions): Promise<ExitCode> {
    if (!isKind(kind)) throw new UsageError(`otai new makes no "${kind}"`, `it makes: ${NEW_KINDS.join(', ')}`);
    this.io.out(createNew({ kind, name, cwd: this.io.cwd }, { dryRun }).join('\n'));
    return EXIT.ok;
  }
}

function isKind(kind: string): kind is NewKind {
  return NEW_KINDS.some((known) => known === kind);
}
