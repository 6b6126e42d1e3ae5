import { inspect } from 'node:util';
import { Logger, type LoggerService, type LogLevel } from '@nestjs/common';
import type { CliIo } from './cli-io.js';
import { oneLine } from './printable.js';

/** The most important first. */
const LEVELS: readonly LogLevel[] = ['fatal', 'error', 'warn', 'log', 'debug', 'verbose'];

/** What Nest says of its own start, and of what ends it: that is thrown too, and printed once. */
const NEST_ITSELF: ReadonlySet<unknown> = new Set(['NestFactory', 'InstanceLoader', 'ExceptionHandler']);

/** Nest's log as lines on the standard error: `warn helpdesk: …`. The levels below the given one are left out. */
export class CliLogger implements LoggerService {
  constructor(private readonly io: CliIo) {}

  /** Makes it the logger of everything in this process that logs through Nest. */
  static install(io: CliIo, level: LogLevel): CliLogger {
    const logger = new CliLogger(io);
    Logger.overrideLogger(LEVELS.slice(0, LEVELS.indexOf(level) + 1));
    Logger.overrideLogger(logger);
    return logger;
  }

  readonly fatal = this.#writer('fatal');
  readonly error = this.#writer('error');
  readonly warn = this.#writer('warn');
  readonly log = this.#writer('log');
  readonly debug = this.#writer('debug');
  readonly verbose = this.#writer('verbose');

  #writer(level: LogLevel): (message: unknown, ...more: unknown[]) => void {
    return (message, ...more) => {
      const context = more.at(-1);
      if (NEST_ITSELF.has(context) || !Logger.isLevelEnabled(level)) return;
      const source = typeof context === 'string' ? `${context.replace(/^otai\//, '')}: ` : '';
      this.io.err(`${level === 'log' ? 'info' : level} ${source}${oneLine(toText(message))}`);
    };
  }
}

function toText(message: unknown): string {
  if (typeof message === 'string' || message instanceof Error) return String(message);
  return inspect(message, { breakLength: Infinity, maxStringLength: 500 });
}
