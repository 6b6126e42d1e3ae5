/**
 * The public front of `open-ticket-ai`: what a Nest developer and a plugin author import.
 * Testing helpers are at `open-ticket-ai/testing`.
 */
export { OTAI_API_VERSION } from './api/api-version.js';
export { Classifier, type Classification, type ClassificationRequest, type LabelScore } from './api/classifier.js';
export { NoParams, type Contract, type InjectMap, type NoServices, type ServicesOf, type Type } from './api/contract.js';
export { hasHealthCheck, type HealthCheck } from './api/health-check.js';
export { OtaiError, isOtaiError, type OtaiErrorOptions } from './api/otai.error.js';
export {
  AllowUnknownParams,
  Describe,
  IsDuration,
  IsSecret,
  IsSteps,
  IsTicketId,
  Needs,
  Nested,
  type IsStepsOptions,
  type NestedOptions,
} from './api/params/param.decorators.js';
export type { ParamNeed } from './api/params/param-metadata.js';
export type { PipeContext, PipeHandler, StepResults } from './api/pipe-context.js';
export { PipeResult, type FailedResult, type ResultData, type SkippedResult, type SucceededResult } from './api/pipe-result.js';
export { Pipe, type PipeOptions } from './api/pipe.decorator.js';
export { PluginFactory, type PluginImport, type PluginInjectable } from './api/plugin/plugin-factory.js';
export type { PluginRegistry, RegistrationOptions, ServiceRegistrationOptions, ServiceScope } from './api/plugin/plugin-registry.js';
export { Secret } from './api/secret.js';
export { Service, ServiceContext, getServiceToken, type ServiceOptions } from './api/service.decorator.js';
export type { Steps, StepsRunOptions } from './api/steps.js';
export {
  neededByNote,
  neededBySearch,
  neededByUpdate,
  refuseLacks,
  type Lacks,
  type TicketCapability,
} from './api/tickets/ticket-capability.js';
export { conflictingFields, refuseConflicts } from './api/tickets/ticket-conflict.js';
export { didYouMean } from './api/did-you-mean.js';
export { TicketSystem, type ListableField, type OperationOptions, type UpdateOptions } from './api/tickets/ticket-system.js';
export {
  TicketSystemError,
  type TicketOperation,
  type TicketSystemErrorDetails,
  type TicketSystemErrorEffect,
  type TicketSystemErrorKind,
} from './api/tickets/ticket-system.error.js';
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
export {
  Trigger,
  type Schedule,
  type StopTrigger,
  type TriggerContext,
  type TriggerCursor,
  type TriggerHandler,
  type TriggerOptions,
} from './api/trigger.decorator.js';
export { Clock, SystemClock, type CancelTimer } from './api/clock.js';
export { htmlToText } from './base/local-helpdesk/mail/html-text.js';
export { ConfigError } from './config/config.error.js';
export type { ConfigProblem } from './config/config-problem.js';
export type { Component } from './discovery/component.js';
export { ComponentRegistry } from './discovery/component.registry.js';
export { PluginLoadError, type PluginFailure, type PluginFailureCode } from './discovery/plugin-load.error.js';
export type {
  AdoptedRun,
  ClaimCandidate,
  ClaimRequest,
  ClaimVerdict,
  Durability,
  Journal,
  JournalEntry,
  RunDetails,
  RunEnded,
  RunFilter,
  RunStarted,
  StepRecorded,
  TicketFilter,
  TicketSettled,
  WriteRecorded,
} from './journal/journal.js';
export type {
  RecordedError,
  RunRecord,
  RunState,
  StepRecord,
  TicketRecord,
  TicketState,
  TicketVersion,
  WriteOperation,
  WriteRecord,
} from './journal/journal-records.js';
export { NotSingletonError } from './module/instance.binder.js';
export type {
  OtaiModuleAsyncOptions,
  OtaiModuleOptions,
  OtaiOptionsFactory,
  OtaiRuntimeOptions,
  PluginsOption,
} from './module/otai.options.js';
export { EXECUTOR, JOURNAL, WRITE_PORT } from './module/runtime.tokens.js';
export { OtaiModule } from './otai.module.js';
export { ParamsError } from './params/params.error.js';
export type { ParamProblem } from './params/params-binding.js';
export type { CompiledPipeline } from './pipeline/compiled-pipeline.js';
export type { Executor, StartedRun } from './pipeline/executor.js';
export { FleetExecutor, type FleetHost, type Role } from './pipeline/fleet.executor.js';
export type { FleetOperations, FleetStatus, FleetWorker, PipelineLoad, PipelineState } from './pipeline/fleet-operations.js';
export type { GivenUp, Interrupted, ItemJob, ItemKey, ItemProgress, JobResult, RunJob, RunJobResult, RunProgress } from './pipeline/job.js';
export type { JobHold } from './pipeline/job-hold.js';
export { failedJob, jobError, recordedJob, runResultOf, skippedJob } from './pipeline/job-result.js';
export type { JobControl, JobRunner, RunJobControl } from './pipeline/job.runner.js';
export { fromRemote, toRemote, type RemoteEvent, type RemoteWrite } from './pipeline/remote-event.js';
export { definitionOf } from './pipeline/run-definition.js';
export { PipelineService, UnknownPipelineError } from './pipeline/pipeline.service.js';
export type {
  RunEvent,
  RunFinishedEvent,
  RunStartedEvent,
  StepFinishedEvent,
  StepRetriedEvent,
  StepStartedEvent,
  TicketWrittenEvent,
} from './pipeline/run-events.js';
export { BadPipeResultError, RunCancelledError, StepFailedError, StepTimeoutError } from './pipeline/run.error.js';
export { RunResult } from './pipeline/run-result.js';
export type { RunOptions } from './pipeline/run.js';
export { TriggerScheduler } from './pipeline/trigger.scheduler.js';
export type { TicketWrite, WritePort, Writer } from './pipeline/write-port.js';
