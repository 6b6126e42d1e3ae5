import { spawnSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { crash, stop } from './stop.mjs';

const WORKS = /"type":"run_started"/;
const STARTS_WITHIN_MS = 20_000;
/** Whoever is alive takes a process for dead when it has seen it say nothing for half a minute, and looks every ten seconds. */
const TAKES_OVER_WITHIN_MS = 60_000;
/** As long as both are at work after that. */
const TOGETHER_MS = 3000;

/** On a machine of another name: of a process on its own machine, everybody sees that it is there. */
const ELSEWHERE = ['unshare', '--uts', '--', 'sh', '-c', 'hostname elsewhere && exec "$@"', 'sh'];

/** Whether a process can be made to look like one of another machine. Needs root. */
export const canBeElsewhere = spawnSync(ELSEWHERE[0], [...ELSEWHERE.slice(1), 'true']).status === 0;

/**
 * A process stands still amid its work, as under a debugger or on a machine that was frozen, until another takes it for dead and goes on with its
 * runs. Then it goes on, too, and must find out before it writes.
 *
 * @param isFree - whether anybody can write to the journal: of one that stands still with its lock, nobody can take anything over
 * @returns `{ what, isFelt, findings }`
 */
export async function standStill(place, random, isFree) {
  const sleeper = await place.start('b', { title: 'stands-still', wrapper: ELSEWHERE });
  await sleeper.says(WORKS, STARTS_WITHIN_MS);
  await sleep(random.integer(0, 1500));
  sleeper.child.kill('SIGSTOP');
  while (!isFree()) await goOn(sleeper);
  const runs = sleeper.runsAtWork;
  const other = await place.start('a', { title: 'takes-over' });
  const goesOn = new RegExp(`"run_started",[^\\n]*"(?:${runs.join('|')})"`);
  const isTakenOver = runs.length > 0 && (await other.says(goesOn, TAKES_OVER_WITHIN_MS));
  await sleep(random.integer(0, 500));
  sleeper.child.kill('SIGCONT');
  await sleep(TOGETHER_MS);
  const findings = [];
  for (const otai of [sleeper, other]) findings.push(...(otai.isAlive ? await stop(otai) : otai.isExcused ? [] : [crash(otai)]));
  return { what: 'stood still until taken over', isFelt: isTakenOver, findings };
}

async function goOn(sleeper) {
  sleeper.child.kill('SIGCONT');
  await sleep(5);
  sleeper.child.kill('SIGSTOP');
}
