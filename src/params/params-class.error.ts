import { OtaiError } from '../api/otai.error.js';
import type { Type } from '../api/contract.js';

/** A params class is written in a way that cannot work, whatever the config says. Its author must change it; `hint` says how. */
export class ParamsClassError extends OtaiError {
  constructor(
    where: { readonly type: Type<object>; readonly field?: string },
    reason: string,
    options: { hint?: string; cause?: unknown },
  ) {
    const name = where.field === undefined ? where.type.name : `${where.type.name}.${where.field}`;
    super('OTAI_PARAMS_CLASS_INVALID', `${name} ${reason}`, options);
  }
}
