import { OtaiError } from '../api/otai.error.js';

/** Something was to run before Nest had initialized the application: no pipe is bound then, and no service is open. Code `OTAI_NOT_INITIALIZED`. */
export class NotInitializedError extends OtaiError {
  constructor(what: string) {
    super('OTAI_NOT_INITIALIZED', `${what} is used before the application is initialized`, {
      hint: 'await app.init() (or app.listen()) first',
    });
  }
}
