import { readJournal } from './journal.reader.js';
import type { InfrastructureConfig, LoggingConfig, LogLevelName } from './otai-config.js';
import { at, checkKeys, readBoolean, readMap, readText, readWord, type KeyRules, type Raw } from './raw-checks.js';

const INFRASTRUCTURE_KEYS: KeyRules = { known: ['logging', 'journal', 'executor'] };
const FORMAT_KEYS: KeyRules = { known: ['message_format', 'date_format'] };
const LOGGING_KEYS: KeyRules = {
  known: ['level', 'log_to_file', 'log_file_path', 'format'],
  misplaced: {
    log_format: 'write it as format: { message_format: … }',
    message_format: 'move it under format:',
    date_format: 'move it under format:',
  },
};

/** The names that Python and Nest give to log levels, in the order in which messages list them. */
const LEVELS: Readonly<Record<string, LogLevelName>> = {
  DEBUG: 'debug',
  INFO: 'log',
  WARNING: 'warn',
  ERROR: 'error',
  CRITICAL: 'fatal',
  VERBOSE: 'verbose',
  LOG: 'log',
  WARN: 'warn',
  FATAL: 'fatal',
};

/** Reads `infrastructure:`. */
export function readInfrastructure(raw: Raw): InfrastructureConfig {
  checkKeys(raw, readMap(raw), INFRASTRUCTURE_KEYS);
  return { logging: readLogging(at(raw, 'logging')), journal: readJournal(at(raw, 'journal')) };
}

function readLogging(raw: Raw): LoggingConfig {
  checkKeys(raw, readMap(raw), LOGGING_KEYS);
  const level = readWord(at(raw, 'level'), Object.keys(LEVELS));
  const format = at(raw, 'format');
  checkKeys(format, readMap(format), FORMAT_KEYS);
  return {
    level: level === undefined ? undefined : LEVELS[level],
    logToFile: readBoolean(at(raw, 'log_to_file')) ?? false,
    logFilePath: readText(at(raw, 'log_file_path')),
    messageFormat: readText(at(format, 'message_format')),
    dateFormat: readText(at(format, 'date_format')),
  };
}
