import { OtaiError } from '../../api/otai.error.js';
import type { OtaiConfig } from '../../config/otai-config.js';
import type { RunDetails } from '../../journal/journal.js';

/** Throws `OTAI_CLI_CANNOT_UNDO` for a run that is not over, that wrote nothing, or whose ticket systems the config does not have any more. */
export function refuseUndo({ run: { runId, state, dryRun }, writes }: RunDetails, { services }: OtaiConfig): void {
  if (state === 'running' || state === 'suspended')
    throw cannot(runId, 'is not over', 'wait for its end, or stop the application that works on it');
  if (dryRun || writes.every((write) => write.dryRun)) throw cannot(runId, dryRun ? 'was a dry run: it wrote nothing' : 'wrote nothing');
  const known = new Set(services.map(({ id }) => id));
  const unknown = [...new Set(writes.map(({ system }) => system))].filter((id) => !known.has(id));
  if (unknown.length > 0)
    throw cannot(runId, `wrote to ${unknown.join(' and ')}, which the config has no more`, 'configure it again under services:');
}

function cannot(runId: string, why: string, hint?: string): OtaiError {
  return new OtaiError('OTAI_CLI_CANNOT_UNDO', `run ${runId} ${why}`, hint === undefined ? {} : { hint });
}
