import { OtaiError } from '../api/otai.error.js';

/** A helper could not give what a template asked for. Code `OTAI_TEMPLATE_HELPER`. */
export class TemplateHelperError extends OtaiError {
  constructor(message: string, hint?: string) {
    super('OTAI_TEMPLATE_HELPER', message, hint === undefined ? {} : { hint });
  }
}

/** A template called `fail()`: the step fails on purpose. Code `OTAI_FAIL_CALLED`. */
export class FailCalledError extends OtaiError {
  constructor(message: string | undefined) {
    super('OTAI_FAIL_CALLED', message ?? 'the template called fail()');
  }
}
