import { OtaiError } from '../../api/otai.error.js';

/** What can keep an embedded helpdesk from starting. */
export type LocalHelpdeskProblem = 'locked' | 'corrupt' | 'too_new' | 'unreadable' | 'no_mails';

/** The embedded helpdesk could not be opened. Code: `OTAI_LOCAL_HELPDESK_` + the problem in capitals. */
export class LocalHelpdeskError extends OtaiError {
  readonly problem: LocalHelpdeskProblem;

  constructor(problem: LocalHelpdeskProblem, message: string, options: { readonly hint?: string; readonly cause?: unknown } = {}) {
    super(`OTAI_LOCAL_HELPDESK_${problem.toUpperCase()}`, message, options);
    this.problem = problem;
  }
}
