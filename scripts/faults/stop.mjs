import { constants } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';

const ONCE = ['run', '--json', '--once'];

/**
 * How those end that are asked to stop: the signals, the code that says so, and where it is not that of a watching `otai run`, the command line.
 * Whoever waits for triggers has done as he was told at the first signal; `run --once` has left work undone; and the second signal ends both at once.
 */
export const STOPS = {
  sigterm: { signals: ['SIGTERM'], code: 0 },
  sigterm_twice: { signals: ['SIGTERM', 'SIGTERM'], code: 143 },
  sigint_twice: { signals: ['SIGINT', 'SIGINT'], code: 130 },
  once_sigterm: { signals: ['SIGTERM'], code: 130, args: ONCE },
  once_sigint: { signals: ['SIGINT'], code: 130, args: ONCE },
};

const STOPS_WITHIN_MS = 20_000;
const AT_ONCE_MS = 5000;

/**
 * Asks it to stop, as an operator or a supervisor does.
 *
 * @param otai - the process
 * @param how - `{ signals, code, others }`: one of STOPS, or with other codes that are right, too
 * @param betweenMs - the time between two signals
 * @returns what is wrong with how it stopped, as findings
 */
export async function stop(otai, { signals: [first, second], code, others = [] } = STOPS.sigterm, betweenMs = 0) {
  // Until it says something it may not listen to signals yet, and has nothing to lose.
  const isStarting = otai.output === '';
  otai.tell(first);
  if (second !== undefined) await Promise.race([otai.ended, sleep(betweenMs)]);
  const isTwice = second !== undefined && otai.isAlive && otai.tell(second);
  const ms = await otai.goneWithin(isTwice ? AT_ONCE_MS : STOPS_WITHIN_MS);
  if (isStarting && otai.child.signalCode === first) return [];
  return judgeEnd(otai, {
    codes: [...others, ...codesFor({ code, second, isTwice, isDone: otai.isDone })],
    ms,
    asked: isTwice ? `${first} and ${second}` : first,
  });
}

/** A second signal may find it at its end, and a first one a `run --once` that has done all, well or not. */
function codesFor({ code, second, isTwice, isDone }) {
  if (second !== undefined) return isTwice ? [code, 0] : [0];
  return isDone && code !== 0 ? [code, 0, 1] : [code];
}

function judgeEnd(otai, { codes, ms, asked }) {
  const exitCode = codeOf(otai.child);
  const log = otai.logFile;
  if (ms === undefined) return [{ kind: 'stuck', what: `${otai.name} did not stop after ${asked}`, log }];
  if (codes.includes(exitCode) || otai.isExcused) return [];
  return [{ kind: 'wrong', what: `${otai.name} ended with code ${exitCode} after ${asked}: ${lastLines(otai)}`, log }];
}

/** As a shell tells it: a signal that nobody listened to any more is a code, too. */
function codeOf({ exitCode, signalCode }) {
  return exitCode ?? 128 + constants.signals[signalCode];
}

/** It ended, and nobody had told it to. */
export function crash(otai) {
  const { exitCode, signalCode } = otai.child;
  const what = `${otai.name} ended by itself with ${signalCode ?? `code ${exitCode}`}: ${lastLines(otai)}`;
  return { kind: 'wrong', what, log: otai.logFile };
}

function lastLines(otai) {
  return otai.output.trim().split('\n').slice(-6).join('\n');
}
