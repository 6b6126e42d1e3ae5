import { LocalHelpdeskError } from '../local-helpdesk.error.js';
import { isTicketChange, type TicketChange } from './ticket-change.js';

const FORMAT = 'otai-tickets';
const VERSION = 1;

/** The first line of every ticket file. */
export const LOG_HEADER = `${JSON.stringify({ format: FORMAT, version: VERSION })}\n`;

/** Checks the first line of a ticket file. */
export function checkHeader(path: string, line: string): void {
  const { format, version } = Object(parse(line)) as { format?: unknown; version?: unknown };
  if (format !== FORMAT || typeof version !== 'number') {
    throw new LocalHelpdeskError('corrupt', `${path} is not a ticket file: its first line says something else`, {
      hint: 'name another file under params.file; this one was left as it is',
    });
  }
  if (version > VERSION) {
    throw new LocalHelpdeskError(
      'too_new',
      `${path} has format ${version}; this version of open-ticket-ai knows formats up to ${VERSION}`,
      {
        hint: 'update open-ticket-ai, or name another file under params.file',
      },
    );
  }
}

/** Reads a line after the first. */
export function parseChange(path: string, number: number, line: string): TicketChange {
  const value = parse(line);
  if (isTicketChange(value)) return value;
  throw corruptLine(path, number, 'it is damaged');
}

/** A line in the middle of the file that must not be passed over. */
export function corruptLine(path: string, number: number, reason: string): LocalHelpdeskError {
  return new LocalHelpdeskError('corrupt', `${path}:${number} cannot be read: ${reason}`, {
    hint: 'nothing was changed; restore the file from a backup, or keep a copy and take out this line',
  });
}

function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
