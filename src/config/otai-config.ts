import type { Secret } from '../api/secret.js';
import type { ConfigPath } from './config-path.js';

/** A mapping as the config gave it: keys are texts, values are what YAML or JavaScript gave. Frozen. */
export type RawMap = Readonly<Record<string, unknown>>;

/** A config as the rest of the library sees it, whichever grammar it was written in. Read-only. */
export interface OtaiConfig {
  /** The range under `api_version`, already checked. */
  readonly apiVersion?: string | undefined;
  /** The allow-list under `plugins`. `undefined` when the config does not say: then every discovered plugin may load. */
  readonly plugins?: readonly PluginEntry[] | undefined;
  readonly infrastructure: InfrastructureConfig;
  readonly services: readonly ServiceEntry[];
  /** The ids of entries for the template renderer, which the 1.4 grammar has under `services:` and nobody can inject. */
  readonly renderers: readonly string[];
  readonly pipelines: readonly PipelineEntry[];
  /** The grammar the pipelines were written in: our own `pipelines:`, or the `orchestrator:` of Open Ticket AI 1.4. */
  readonly origin: 'pipelines' | 'orchestrator';
}

/** One entry under `plugins:`. */
export interface PluginEntry {
  /** The package's name, or its short form without `otai-`. */
  readonly name: string;
  /** A semver range the package's version must satisfy. */
  readonly version?: string | undefined;
  /** True: a plugin that cannot be loaded is a warning. Default false. */
  readonly optional: boolean;
  /** The plugin's own section, untouched. */
  readonly params: RawMap;
  readonly path: ConfigPath;
}

/** What stands under `infrastructure:`. */
export interface InfrastructureConfig {
  readonly logging: LoggingConfig;
  readonly journal: JournalConfig;
}

/** How a note can bear the reference by which it is found again. */
export const NOTE_REFERENCES = ['visible', 'invisible', 'off'] as const;
/** One of {@link NOTE_REFERENCES}. */
export type NoteReference = (typeof NOTE_REFERENCES)[number];

/** What stands under `infrastructure.journal:`. */
export interface JournalConfig {
  /** `sqlite:FILE`, `postgres://…` or `memory`. `undefined` when the config does not say. It may hold a password. */
  readonly url?: Secret | undefined;
  /** How long finished runs are kept, milliseconds. Default 30 days. */
  readonly keep: number;
  /** How long it is kept what is known of tickets nobody has seen since, milliseconds. Default 400 days. */
  readonly keepTickets: number;
  /** Bytes of an SQLite file above which the oldest finished runs go first. Default 1 GB. */
  readonly maxSize: number;
  /** True: texts of tickets may be kept. Default false. */
  readonly storeTexts: boolean;
  /** Default visible. */
  readonly noteReference: NoteReference;
}

/** Nest's names of log levels, the quietest first. */
export type LogLevelName = 'fatal' | 'error' | 'warn' | 'log' | 'debug' | 'verbose';

/** What stands under `infrastructure.logging:`. */
export interface LoggingConfig {
  /** The least important messages to show. `undefined` when the config does not say. */
  readonly level?: LogLevelName | undefined;
  /** Default false. */
  readonly logToFile: boolean;
  readonly logFilePath?: string | undefined;
  readonly messageFormat?: string | undefined;
  readonly dateFormat?: string | undefined;
}

/** One entry under `services:`: one instance of a service. */
export interface ServiceEntry {
  /** The key under `services:`. */
  readonly id: string;
  /** The component: `otobo-znuny:OTOBOZnunyTicketSystemService`. Other spellings of the prefix `base:` are already turned into it. */
  readonly use: string;
  /** The name the component gives a service -> the id of an entry under `services:`. */
  readonly injects: Readonly<Record<string, string>>;
  /** Untouched. */
  readonly params: RawMap;
  readonly path: ConfigPath;
}

/** When a pipeline runs. */
export interface TriggerEntry {
  readonly use: string;
  /** Untouched. */
  readonly params: RawMap;
  readonly path: ConfigPath;
}

/** One pipeline. */
export interface PipelineEntry {
  /** The key under `pipelines:`, or the id of a 1.4 runner. */
  readonly name: string;
  /** `undefined`: the pipeline runs only when it is called. */
  readonly trigger?: TriggerEntry | undefined;
  /** What `get_parent_param` reads in the steps of the outermost level. */
  readonly params: RawMap;
  readonly steps: readonly StepEntry[];
  readonly path: ConfigPath;
  /** How long to wait after a failed run, in milliseconds. Only the 1.4 grammar sets it (`exception_sleep`). */
  readonly exceptionSleep?: number | undefined;
  /** True: a failed run stops the application. Only the 1.4 grammar can say so (`always_retry: false`). */
  readonly stopOnFailure?: boolean | undefined;
  /** How many runs the trigger may have at work at once. Default 1. */
  readonly concurrency?: number | undefined;
  /** What becomes of a firing when that many are at work. Default `skip`. */
  readonly overlap?: Overlap | undefined;
  /** `dry_run`: none of its runs writes anything. Default `live`. */
  readonly mode?: PipelineMode | undefined;
  readonly safety: SafetyEntry;
}

/** Whether the runs of a pipeline write. */
export const PIPELINE_MODE = ['live', 'dry_run'] as const;
/** One of {@link PIPELINE_MODE}. */
export type PipelineMode = (typeof PIPELINE_MODE)[number];

/** What keeps a pipeline from doing harm, completed with the defaults. */
export interface SafetyEntry {
  readonly quarantine: QuarantineEntry;
  readonly limits: LimitsEntry;
  /** `undefined`: failures do not pause the pipeline. */
  readonly breaker: BreakerEntry | undefined;
}

/** When a ticket is set aside. */
export interface QuarantineEntry {
  /** After that many failed runs on it; where what failed may pass by itself, after ten. Default 3. */
  readonly after: number;
  /** How long triggered runs leave it alone after its first failure, milliseconds; it doubles with each further one, up to an hour. Default 60 000. */
  readonly pause: number;
}

/** How much a pipeline may write; `undefined`: as much as it likes. */
export interface LimitsEntry {
  /** What comes beyond waits for its turn. Default: no limit. */
  readonly writesPerMinute: number | undefined;
  /** To one ticket in an hour: more is taken for a loop, and the ticket is set aside. Default 20. */
  readonly writesPerTicket: number | undefined;
}

/** When failures pause a pipeline. */
export interface BreakerEntry {
  /** After that many failed triggered runs in a row. Default 10. */
  readonly after: number;
  /** How long the first time, milliseconds; it doubles as long as no run goes well. Default 60 000. */
  readonly pause: number;
  /** The longest pause, milliseconds. Default 900 000. */
  readonly max: number;
}

/** What becomes of a trigger's firing when no further run may start: it is left out, or waits. */
export const OVERLAP = ['skip', 'queue'] as const;
export type Overlap = (typeof OVERLAP)[number];

/** What happens to the pipeline when a step fails. */
export const ON_ERROR = ['fail', 'continue'] as const;
export type OnError = (typeof ON_ERROR)[number];

/** How the pauses between the attempts of a step grow. */
export const BACKOFF = ['exponential', 'fixed'] as const;

/** What stands under `retry:` of a step, completed. All times in milliseconds. */
export interface RetryEntry {
  /** The first one counted: 1 never tries again. */
  readonly maxAttempts: number;
  readonly backoff: (typeof BACKOFF)[number];
  /** The first pause. */
  readonly initial: number;
  /** The longest pause. */
  readonly max: number;
  /** Whether a pause is shortened at random, down to half, so that those that failed together do not come back together. */
  readonly jitter: boolean;
  /** Counted from the beginning of the first attempt: none begins later. */
  readonly maxDuration: number;
}

/** A step that another one needs. */
export interface Dependency {
  readonly id: string;
  /** Where it is named: `depends_on`, or an entry of that list. */
  readonly path: ConfigPath;
}

/** One use of a pipe. Steps nested in it stay raw in `params`: `readSteps` reads them. */
export interface StepEntry {
  readonly id: string;
  readonly use: string;
  readonly injects: Readonly<Record<string, string>>;
  /** Untouched. */
  readonly params: RawMap;
  /** The condition, usually a template. `undefined`: the step always runs. */
  readonly if?: string | boolean | undefined;
  /** The steps that must have succeeded. */
  readonly dependsOn: readonly Dependency[];
  /** What happens to the pipeline once the step has failed. Default `fail`. */
  readonly onError: OnError;
  /** What runs before that, and only then: `on_error: { steps: [ … ] }`. Default: nothing. */
  readonly errorSteps?: readonly StepEntry[] | undefined;
  /** `undefined`: the step is never tried again. */
  readonly retry?: RetryEntry | undefined;
  /** How long an attempt may take, milliseconds. `undefined`: as long as it likes. */
  readonly timeout?: number | undefined;
  readonly path: ConfigPath;
}
