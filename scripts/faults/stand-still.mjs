import { setTimeout as sleep } from 'node:timers/promises';
import { crash, stop } from './stop.mjs';

const WORKS = /"type":"run_started"/;
const GOES_ON = /goes on with run/;
const STARTS_WITHIN_MS = 20_000;
/** A process that has said nothing for longer is taken for dead. */
const DEAD_AFTER_MS = 31_000;
/** As long as both are at work after that. */
const TOGETHER_MS = 3000;

/**
 * A process stands still amid its work, as under a debugger or on a machine that was frozen, until others take it for dead and go on with its
 * runs. Then it goes on, too, and must find out before it writes.
 *
 * @param meanwhile - what else happens while it stands still
 * @returns `{ what, findings }`
 */
export async function standStill(place, random, meanwhile) {
  const sleeper = await place.start('b', { title: 'stands-still' });
  await sleeper.says(WORKS, STARTS_WITHIN_MS);
  await sleep(random.integer(0, 1500));
  sleeper.child.kill('SIGSTOP');
  const isDeadAt = Date.now() + DEAD_AFTER_MS;
  await meanwhile();
  await sleep(Math.max(isDeadAt - Date.now(), 0));
  const other = await place.start('a', { title: 'takes-over' });
  await other.says(GOES_ON, STARTS_WITHIN_MS);
  await sleep(random.integer(0, 500));
  sleeper.child.kill('SIGCONT');
  await sleep(TOGETHER_MS);
  const findings = sleeper.isAlive ? [] : [crash(sleeper)];
  await sleeper.kill();
  findings.push(...(other.isAlive ? await stop(other) : [crash(other)]));
  return { what: 'stood still for 31 s', findings };
}
