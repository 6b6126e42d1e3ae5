/**
 * The public front of `open-ticket-ai`: what a Nest developer and a plugin author import.
 * Testing helpers are at `open-ticket-ai/testing`.
 */
export { OTAI_API_VERSION } from './api/api-version.js';
export { Classifier, type Classification, type ClassificationRequest, type LabelScore } from './api/classifier.js';
export { NoParams, type Contract, type InjectMap, type NoServices, type ServicesOf, type Type } from './api/contract.js';
export { OtaiError, isOtaiError, type OtaiErrorOptions } from './api/otai.error.js';
export {
  AllowUnknownParams,
  Describe,
  IsDuration,
  IsSecret,
  IsSteps,
  IsTicketId,
  Nested,
  type IsStepsOptions,
  type NestedOptions,
} from './api/params/param.decorators.js';
export type { PipeContext, PipeHandler, StepResults } from './api/pipe-context.js';
export { PipeResult, type FailedResult, type ResultData, type SkippedResult, type SucceededResult } from './api/pipe-result.js';
export { Pipe, type PipeOptions } from './api/pipe.decorator.js';
export { PluginFactory, type PluginImport, type PluginInjectable } from './api/plugin/plugin-factory.js';
export type { PluginRegistry, RegistrationOptions, ServiceRegistrationOptions, ServiceScope } from './api/plugin/plugin-registry.js';
export { Secret } from './api/secret.js';
export { Service, ServiceContext, getServiceToken, type ServiceOptions } from './api/service.decorator.js';
export type { Steps, StepsRunOptions } from './api/steps.js';
export { TicketSystem, type ListableField, type OperationOptions } from './api/tickets/ticket-system.js';
export { TicketSystemError, type TicketSystemErrorDetails, type TicketSystemErrorKind } from './api/tickets/ticket-system.error.js';
export {
  CONTENT_TYPES,
  VISIBILITIES,
  type AuthorRole,
  type ContentType,
  type EntityRef,
  type EntityRefInput,
  type NewNote,
  type NewTicket,
  type Note,
  type Person,
  type PersonInput,
  type Ticket,
  type TicketPage,
  type TicketSearchCriteria,
  type TicketUpdate,
  type Visibility,
} from './api/tickets/ticket.js';
export { Trigger, type StopTrigger, type TriggerContext, type TriggerHandler, type TriggerOptions } from './api/trigger.decorator.js';
