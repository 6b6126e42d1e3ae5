import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { emptyLog } from './damage.mjs';
import { crash, stop, STOPS } from './stop.mjs';

const WORKS = /"type":"run_finished"/;
const COMPLAINS = /journal/i;
const COMPLAINS_WITHIN_MS = 10_000;
/** As long as it has to recover, or to end by itself, before it is asked to stop. */
const GOES_ON_MS = 1500;
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/** Puts the journal on a small disk of its own. Gives what takes it away again, or `undefined` where that is not allowed. */
export function mountSmallDisk(folder) {
  if (!isRoot || spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=755', 'tmpfs', folder]).status !== 0) return undefined;
  const unmount = () => {
    process.removeListener('exit', unmount);
    spawnSync('umount', ['-l', folder]);
  };
  process.once('exit', unmount);
  return unmount;
}

/**
 * The disk of the journal gets full while otai is at work, and after a while it is not any more.
 *
 * @returns `{ what, findings }`
 */
export async function fillDisk(place, slot) {
  const otai = await place.start(slot, { title: 'full-disk' });
  await otai.says(WORKS, COMPLAINS_WITHIN_MS);
  const ballast = join(place.journalFolder, 'ballast');
  fillWith(ballast);
  const findings = await complaint(otai, 'the disk of the journal was full');
  rmSync(ballast);
  await Promise.race([otai.ended, sleep(GOES_ON_MS)]);
  if (otai.isAlive) findings.push(...(await stop(otai)));
  return { what: 'disk full', findings };
}

/**
 * No file of the process may grow beyond a size: what a full quota does, and what works without any right. The log of the journal, which begins
 * anew with the process, gets there soon; where the tickets are in a file, too, that one does.
 */
export async function limitFiles(place, slot, random) {
  emptyLog(join(place.journalFolder, 'otai.db'));
  const before = largestFile(place.folder);
  const limit = place.helpdesk.isRemote ? random.integer(24, 96) * 1024 : before + random.integer(8, 24) * 1024;
  const otai = await place.start(slot, { title: 'file-limit', wrapper: ['prlimit', `--fsize=${limit}`, '--'] });
  await otai.says(COMPLAINS, COMPLAINS_WITHIN_MS);
  const isReached = place.helpdesk.isRemote || largestFile(place.folder) >= limit - 4096;
  const findings = isReached ? await complaint(otai, `files could not grow beyond ${limit} bytes`) : [];
  await otai.kill();
  return { what: 'file size limit', isFelt: isReached, findings };
}

/** The journal cannot be written: as somebody who may only read it. Nothing may be written to the helpdesk then. */
export async function denyWrites(place, slot) {
  const door = await place.door(slot);
  const before = door.writes.length;
  setModes(place.journalFolder, { file: 0o444, folder: 0o555 });
  const wrapper = isRoot ? ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups', '--'] : [];
  const otai = await place.start(slot, { title: 'read-only', wrapper });
  const findings = await complaint(otai, 'the journal was read-only');
  await Promise.race([otai.ended, sleep(GOES_ON_MS)]);
  if (otai.isAlive) findings.push(...(await stop(otai, { ...STOPS.sigterm, others: [1] })));
  setModes(place.journalFolder, { file: 0o600, folder: 0o755 });
  const wrote = door.writes.length - before;
  if (wrote > 0) findings.push({ kind: 'wrong', what: `${otai.name} made ${wrote} writes that no journal knows of`, log: otai.logFile });
  return { what: 'read-only journal', findings };
}

/** It must say what is wrong, and may end for it; with a code that says so. */
async function complaint(otai, why) {
  const isSaid = await otai.says(COMPLAINS, COMPLAINS_WITHIN_MS);
  const findings = isSaid ? [] : [{ kind: 'wrong', what: `${otai.name} did not say that ${why}`, log: otai.logFile }];
  if (!otai.isAlive && otai.child.exitCode !== 1) findings.push(crash(otai));
  return findings;
}

/** Takes all the room that is left, to the last page. */
function fillWith(file) {
  for (const size of [1_048_576, 65_536, 4096]) {
    const piece = Buffer.alloc(size);
    try {
      for (;;) appendFileSync(file, piece);
    } catch (error) {
      if (error.code !== 'ENOSPC') throw error;
    }
  }
}

function largestFile(folder) {
  const files = ['.', 'journal'].flatMap((part) => readdirSync(join(folder, part)).map((name) => join(folder, part, name)));
  return Math.max(...files.map((file) => statSync(file)).map((stats) => (stats.isFile() ? stats.size : 0)));
}

function setModes(folder, { file, folder: mode }) {
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) chmodSync(join(folder, name), file);
  chmodSync(folder, mode);
}
