export { Environment, type EnvironmentOptions } from './environment.js';
export { type Extension } from './extensions.js';
export { Template } from './template.js';
export {
  type Position,
  TemplateError,
  type TemplateErrorCode,
  type TemplateErrorDetails,
  TemplateLimitError,
  TemplateRuntimeError,
  TemplateSyntaxError,
} from './errors.js';
export { DEFAULT_LIMITS, type Limits } from './limits.js';
export { type CallReference, type NameReference, type TemplateReferences } from './references.js';
export { hostFunction, templateFunction } from './runtime/functions.js';
export { toText } from './to-text.js';
export { float, PyFloat } from './runtime/values.js';
