import { setTimeout as sleep } from 'node:timers/promises';
import { crash, stop, STOPS } from './stop.mjs';

/** How a process that works on tickets may end, and how often. Points are those of a write on its way: see Door. */
const STOPPED = { sigterm: 7, sigterm_then_kill: 6, sigterm_twice: 3, sigint_twice: 3, once_sigterm: 3, once_sigint: 3 };
const REMOTE = { at_random: 24, seen: 13, sent: 13, answered: 14, relayed: 13, ...STOPPED };
const LOCAL = { at_random: 42, answered: 40, ...STOPPED };
const POINTS = ['seen', 'sent', 'answered', 'relayed'];
const KILLS = ['at_random', ...POINTS, 'sigterm_then_kill'];

/** Whom the words of the table mean. */
export const ENDINGS = {
  at_random: 'kill -9 at any time',
  seen: 'kill -9 before a write',
  sent: 'kill -9 amid a write',
  answered: 'kill -9 after a write, before its answer',
  relayed: 'kill -9 after the answer',
  sigterm_then_kill: 'kill -9 while it stops',
  sigterm: 'SIGTERM',
  sigterm_twice: 'SIGTERM twice',
  sigint_twice: 'SIGINT twice',
  once_sigterm: 'SIGTERM, run --once',
  once_sigint: 'SIGINT, run --once',
};
const WORKS = /"type":"run_started"/;
const STARTS_WITHIN_MS = 20_000;
/** Nobody waits longer for a write that a process is to be killed at. */
const LONGEST_WORK_MS = 3000;

/** Whether an ending is one of the kills that are counted. */
export function isKill(ending) {
  return KILLS.includes(ending);
}

/**
 * One process from its start to its end, drawn at random.
 *
 * @returns `{ ending, findings }`
 */
export async function live(place, slot, random) {
  const plan = drawEnding(random, place.helpdesk.isRemote);
  const args = STOPS[plan.ending]?.args;
  const otai = await place.start(slot, { title: plan.ending, args });
  const end = POINTS.includes(plan.ending) ? killAtWrite(place, slot, { otai, plan }) : endAtTime(otai, plan);
  await Promise.race([end, otai.ended]);
  const outcome = otai.told === undefined ? endedBySelf(otai, args) : await end;
  await place.doors.get(slot)?.settled();
  return outcome;
}

/** `run --once` does so when there is nothing left to do; nobody else may. */
function endedBySelf(otai, args) {
  const isDone = args?.includes('--once') === true && [0, 1].includes(otai.child.exitCode);
  return { findings: isDone || otai.isExcused ? [] : [crash(otai)] };
}

/** Times count from the start, or from the first run, so that most of them lie amid work. */
function drawEnding(random, isRemote) {
  const ending = random.weighted(isRemote ? REMOTE : LOCAL);
  const [isAtWork, part] = [random.chance(0.8), random.next()];
  const afterMs = Math.round(isAtWork ? part * (isRemote ? 1500 : 150) : 150 + part * 2500);
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
  await otai.says(WORKS, STARTS_WITHIN_MS);
  await Promise.race([otai.ended, sleep(LONGEST_WORK_MS)]);
  stopWatching();
  const isLate = await otai.kill();
  return { ending: isLate ? 'at_random' : plan.ending, findings: [] };
}

async function endAtTime(otai, { ending, isAtWork, afterMs, thenMs }) {
  if (isAtWork) await otai.says(WORKS, STARTS_WITHIN_MS);
  await Promise.race([otai.ended, sleep(afterMs)]);
  if (!otai.isAlive) return { ending, findings: [] };
  if (ending in STOPS) return { ending, findings: await stop(otai, STOPS[ending], thenMs) };
  if (ending === 'sigterm_then_kill') {
    otai.tell('SIGTERM');
    await Promise.race([otai.ended, sleep(thenMs)]);
  }
  const isKilled = await otai.kill();
  return { ending: isKilled ? ending : 'sigterm', findings: [] };
}
