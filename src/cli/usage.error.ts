import { OtaiError } from '../api/otai.error.js';

/** The command line asks for something that cannot be. Code `OTAI_CLI_USAGE`; ends with exit code 2. */
export class UsageError extends OtaiError {
  constructor(message: string, hint: string) {
    super('OTAI_CLI_USAGE', message, { hint });
  }
}
