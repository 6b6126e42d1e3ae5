/** What one look at the surroundings of a config found. */
export interface Finding {
  /** `warn`: it works, but somebody should know. */
  readonly status: 'ok' | 'warn' | 'fail';
  /** What was looked at: `node`, `@nestjs/core`, `service helpdesk`. */
  readonly subject: string;
  readonly message: string;
  /** What to do; `null` when there is nothing to do. */
  readonly hint: string | null;
}

export function ok(subject: string, message: string): Finding {
  return { status: 'ok', subject, message, hint: null };
}

export function warn(subject: string, message: string, hint: string | null = null): Finding {
  return { status: 'warn', subject, message, hint };
}

export function fail(subject: string, message: string, hint: string | null = null): Finding {
  return { status: 'fail', subject, message, hint };
}
