import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';

const COMPLAINS = /OTAI_JOURNAL_(?:CORRUPT|FOREIGN)/;
const ENDS_WITHIN_MS = 20_000;
const PAGE = 4096;

/** What can have happened to a journal file. Each takes its bytes and gives others. */
const DAMAGES = {
  'no database': (bytes) => Buffer.concat([Buffer.from('<html>not found</html>'), bytes.subarray(22)]),
  'cut off': (bytes) => bytes.subarray(0, pageAt(bytes, 0.5)),
  'overwritten amid': (bytes) => Buffer.from(bytes).fill(0xe5, pageAt(bytes, 0.3), pageAt(bytes, 0.7)),
};

function pageAt({ length }, share) {
  return Math.floor((length * share) / PAGE) * PAGE;
}

/**
 * The journal file is damaged, in a way that is drawn. It must be said, nothing may be written to the helpdesk, and nothing may be begun anew in
 * its place. Afterwards it is there again, as from a backup.
 *
 * @returns `{ what, findings }`
 */
export async function damageJournal(place, slot, random) {
  const kind = random.pick(Object.keys(DAMAGES));
  const file = join(place.journalFolder, 'otai.db');
  emptyLog(file);
  const backup = readFileSync(file);
  const damaged = DAMAGES[kind](backup);
  writeFileSync(file, damaged);
  const findings = await startsInVain(place, slot, kind);
  if (!readFileSync(file).equals(damaged)) findings.push({ kind: 'wrong', what: `a journal that was damaged (${kind}) was written to` });
  writeFileSync(file, backup);
  return { what: 'damaged journal', findings };
}

/** Puts into the file what only its log has, which would make good what is damaged there. In memory there is neither. */
export function emptyLog(file) {
  if (!existsSync(file)) return;
  const database = new Database(file);
  database.prepare('PRAGMA wal_checkpoint(TRUNCATE)').all();
  database.close();
}

async function startsInVain(place, slot, kind) {
  const door = await place.door(slot);
  const countWrites = () => door?.writes.length ?? 0;
  const before = countWrites();
  const otai = await place.start(slot, { title: 'damaged' });
  const wrong = (what) => [{ kind: 'wrong', what: `${otai.name}: ${what} (${kind})`, log: otai.logFile }];
  await otai.goneWithin(ENDS_WITHIN_MS);
  return [
    ...(otai.child.exitCode === 1 ? [] : wrong(`ended with code ${otai.child.exitCode}, though the journal was damaged`)),
    ...(COMPLAINS.test(otai.output) ? [] : wrong('did not say that the journal was damaged')),
    ...(countWrites() === before ? [] : wrong('made writes that no journal knows of')),
  ];
}
