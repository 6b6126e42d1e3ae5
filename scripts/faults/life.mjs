import { setTimeout as sleep } from 'node:timers/promises';

/** How a process that works on tickets may end, and how often. Points are those of a write on its way: see Door. */
const REMOTE = { at_random: 35, seen: 12, sent: 12, answered: 14, relayed: 12, sigterm: 12, sigterm_then_kill: 6 };
const LOCAL = { at_random: 45, answered: 40, sigterm: 10, sigterm_then_kill: 8 };
const POINTS = ['seen', 'sent', 'answered', 'relayed'];

/** Whom the words of the table mean. */
export const ENDINGS = {
  at_random: 'kill -9 at any time',
  seen: 'kill -9 before a write',
  sent: 'kill -9 amid a write',
  answered: 'kill -9 after a write, before its answer',
  relayed: 'kill -9 after the answer',
  sigterm_then_kill: 'kill -9 while it stops',
  sigterm: 'SIGTERM',
};
const WORKS = /"type":"run_started"/;
const LONGEST_LIFE_MS = 4500;
const STOPS_WITHIN_MS = 20_000;
/** Stopped before the work was done, or there was none. */
const CODES_OF_SIGTERM = [0, 143];

/**
 * One process from its start to its end, drawn at random.
 *
 * @returns `{ ending, findings }`
 */
export async function live(place, slot, random) {
  const plan = drawEnding(random, place.helpdesk.isRemote);
  const otai = await place.start(slot, { title: plan.ending });
  const end = POINTS.includes(plan.ending) ? killAtWrite(place, slot, { otai, plan }) : endAtTime(otai, plan);
  await Promise.race([end, otai.ended]);
  const { ending, findings } = otai.told === undefined ? { findings: [crash(otai)] } : await end;
  await place.doors.get(slot)?.settled();
  return { ending, findings };
}

/** Times count from the start, or from the first run, so that most of them lie amid work. */
function drawEnding(random, isRemote) {
  const ending = random.weighted(isRemote ? REMOTE : LOCAL);
  const [isAtWork, part] = [random.chance(0.7), random.next()];
  const afterMs = Math.round(isAtWork ? part * (isRemote ? 1200 : 150) : 150 + part * 2500);
  return { ending, isAtWork, afterMs, atWrite: random.integer(1, 5), thenMs: random.integer(0, 250) };
}

/** Ends it at a point of its n-th write; when it does not write so much, at any time. */
async function killAtWrite(place, slot, { otai, plan }) {
  let left = plan.atWrite;
  const stopWatching = place.onWrite(slot, (point, write) => {
    if (point !== plan.ending || !otai.isAlive || !WORKS.test(otai.output)) return undefined;
    left -= 1;
    if (left !== 0) return undefined;
    write.killed = point;
    void otai.kill();
    return 'lost';
  });
  await Promise.race([otai.ended, sleep(LONGEST_LIFE_MS)]);
  stopWatching();
  const isLate = await otai.kill();
  return { ending: isLate ? 'at_random' : plan.ending, findings: [] };
}

async function endAtTime(otai, { ending, isAtWork, afterMs, thenMs }) {
  if (isAtWork) await otai.says(WORKS, LONGEST_LIFE_MS);
  await Promise.race([otai.ended, sleep(afterMs)]);
  if (!otai.isAlive) return { ending, findings: [] };
  if (ending === 'sigterm') return { ending, findings: await stop(otai) };
  if (ending === 'sigterm_then_kill') {
    otai.told = 'SIGTERM';
    otai.child.kill('SIGTERM');
    await Promise.race([otai.ended, sleep(thenMs)]);
  }
  const isKilled = await otai.kill();
  return { ending: isKilled ? ending : 'sigterm', findings: [] };
}

/** Asks it to stop; what is wrong with how it does so are findings. */
export async function stop(otai, codes = CODES_OF_SIGTERM) {
  const isStarting = otai.output === '';
  const { code, ms } = await otai.terminate(STOPS_WITHIN_MS);
  // Until it listens to signals it has nothing to lose.
  if (otai.child.signalCode === 'SIGTERM' && isStarting) return [];
  if (code === undefined) return [{ kind: 'stuck', what: `${otai.name} did not stop within ${ms} ms of SIGTERM`, log: otai.logFile }];
  if (codes.includes(code)) return [];
  return [{ kind: 'wrong', what: `${otai.name} ended with code ${code} after SIGTERM: ${lastLines(otai)}`, log: otai.logFile }];
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
