/**
 * Proves that a fleet loses nothing and does nothing twice: three workers and a scheduler with a real Redis, which are killed again and again, stand
 * still and go on, while Redis is started anew and stands still, too; then it is read back from the helpdesks what has become of every ticket.
 *
 *     npm run test:fleet [-- --seed N] [-- --helpdesk otobo|request_tracker]… [-- --tickets N] [-- --kills N] [-- --journal sqlite|postgres] [-- --keep]
 */
import { parseArgs } from 'node:util';
import { hasRedis } from '../../packages/otai-bullmq/test/support/redis-server.mjs';
import { findPostgres, startPostgres } from '../../test/support/journal/postgres-server.mjs';
import { OtoboHelpdesk } from '../faults/helpdesks/otobo.mjs';
import { RequestTrackerHelpdesk } from '../faults/helpdesks/request-tracker.mjs';
import { Random } from '../faults/random.mjs';
import { FleetCampaign } from './campaign.mjs';
import { details, summary } from './report.mjs';

const HELPDESKS = {
  otobo: { Helpdesk: OtoboHelpdesk, tickets: 1000, kills: 24, journal: 'postgres' },
  request_tracker: { Helpdesk: RequestTrackerHelpdesk, tickets: 100, kills: 8, journal: 'sqlite' },
};

/** All processes share it. */
const JOURNALS = {
  sqlite: () => Promise.resolve({ name: 'SQLite', url: 'sqlite:journal/otai.db', stop: () => undefined }),
  postgres: async () => ({ name: 'PostgreSQL', ...(await startPostgres()) }),
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    helpdesk: { type: 'string', multiple: true, default: Object.keys(HELPDESKS) },
    tickets: { type: 'string' },
    kills: { type: 'string' },
    journal: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});

if (!hasRedis()) notTried('a fleet', 'Redis is not installed (as root: apt-get install redis-server)');
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000_000));
console.log(`seed ${seed}`);
const campaigns = hasRedis() ? values.helpdesk.flatMap(makeCampaign) : [];
const broken = [];
// One after the other: they would only take each other's processors.
for (const campaign of campaigns) await campaign.run().catch((error) => broken.push(error));
process.exitCode = conclude() ? 0 : 1;

function makeCampaign(name) {
  const { Helpdesk, ...usual } = HELPDESKS[name];
  if (Helpdesk.isMissing !== undefined) return notTried(Helpdesk.title, Helpdesk.isMissing);
  const tickets = Number(values.tickets ?? usual.tickets);
  const kills = Number(values.kills ?? usual.kills);
  const journal = JOURNALS[journalOf(values.journal ?? usual.journal)];
  return [new FleetCampaign({ Helpdesk, name, random: new Random(`${seed}/${name}`), tickets, kills, journal })];
}

function journalOf(wanted) {
  if (wanted !== 'postgres' || findPostgres() !== undefined) return wanted;
  console.error('\nPostgreSQL is not installed: the journal is in SQLite\n');
  return 'sqlite';
}

/** What cannot be tried is said loudly, and in CI it is a failure. */
function notTried(title, why) {
  console.error(`\nNOT TRIED: ${title}: ${why}\n`);
  if (process.env.CI) process.exit(1);
  return [];
}

function conclude() {
  for (const error of broken) console.error(error);
  if (campaigns.length > 0) console.log(`\n${summary(campaigns)}\n`);
  for (const campaign of campaigns) for (const line of details(campaign)) console.error(line);
  const isWell = broken.length === 0 && campaigns.every(({ findings }) => findings.length === 0);
  for (const { title, place } of campaigns) {
    if (isWell && !values.keep) place.clean();
    else if (place !== undefined) console.log(`everything of ${title} is still in ${place.folder}`);
  }
  console.log(isWell ? 'nothing lost, nothing twice, nothing stuck' : `FAILED: repeat it with --seed ${seed}`);
  return isWell;
}
