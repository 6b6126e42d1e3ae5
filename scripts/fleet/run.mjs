/**
 * Proves that a fleet loses nothing and does nothing twice: three workers and a scheduler with a real Redis, which are killed again and again, stand
 * still and go on, while Redis dies and stands still, too, and the helpdesk fails; then it is read back from the helpdesks what has become of
 * every ticket.
 *
 *     npm run test:fleet [-- --seed N | random | known] [-- --helpdesk otobo | request_tracker]… [-- --journal sqlite | postgres] [-- --tickets N] [-- --kills N] [-- --keep]
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { hasRedis } from '../../packages/otai-bullmq/test/support/redis-server.mjs';
import { findPostgres } from '../../test/support/journal/postgres-server.mjs';
import { OtoboHelpdesk } from '../faults/helpdesks/otobo.mjs';
import { RequestTrackerHelpdesk } from '../faults/helpdesks/request-tracker.mjs';
import { Random } from '../faults/random.mjs';
import { FleetCampaign } from './campaign.mjs';
import { JOURNALS } from './journals.mjs';
import { details, summary } from './report.mjs';

const HELPDESKS = {
  otobo: { Helpdesk: OtoboHelpdesk, tickets: 1000, kills: 24, journal: 'postgres' },
  request_tracker: { Helpdesk: RequestTrackerHelpdesk, tickets: 100, kills: 8, journal: 'sqlite' },
};
/** The same each time, so that a change is what makes the difference. */
const USUAL_SEED = '7';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: USUAL_SEED },
    helpdesk: { type: 'string', multiple: true, default: Object.keys(HELPDESKS) },
    journal: { type: 'string' },
    tickets: { type: 'string' },
    kills: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
});
// What was started goes with us.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));
let isProved = true;
if (!hasRedis()) notTried('a fleet', 'Redis is not installed (as root: apt-get install redis-server)');
else for (const one of seedsOf(values.seed)) isProved = (await prove(one)) && isProved;
process.exitCode = isProved ? 0 : 1;

/** `{ seed, helpdesk, journal }[]`; what a known one does not say is as the command line has it. */
function seedsOf(wanted) {
  if (wanted === 'random') return [{ seed: String(Math.floor(Math.random() * 1_000_000_000)) }];
  if (wanted !== 'known') return [{ seed: wanted }];
  return JSON.parse(readFileSync(new URL('seeds.json', import.meta.url), 'utf8'));
}

async function prove({ seed, helpdesk, journal = values.journal }) {
  console.log(`seed ${seed}`);
  const campaigns = (helpdesk === undefined ? values.helpdesk : [helpdesk]).flatMap((name) => makeCampaign(name, { seed, journal }));
  const broken = [];
  // One after the other: they would only take each other's processors.
  for (const campaign of campaigns) await campaign.run().catch((error) => broken.push(error));
  return conclude(seed, campaigns, broken);
}

function makeCampaign(name, { seed, journal }) {
  const { Helpdesk, ...usual } = HELPDESKS[name];
  if (Helpdesk.isMissing !== undefined) return notTried(Helpdesk.title, Helpdesk.isMissing);
  const tickets = Number(values.tickets ?? usual.tickets);
  const kills = Number(values.kills ?? usual.kills);
  const Journal = JOURNALS[journalOf(journal ?? usual.journal)];
  return [new FleetCampaign({ Helpdesk, Journal, name, random: new Random(`${seed}/${name}`), tickets, kills })];
}

function journalOf(wanted) {
  if (wanted !== 'postgres' || findPostgres() !== undefined) return wanted;
  notTried('a journal in PostgreSQL', 'it is not installed: SQLite is taken');
  return 'sqlite';
}

/** What cannot be tried is said loudly, and in CI it is a failure. */
function notTried(title, why) {
  console.error(`\nNOT TRIED: ${title}: ${why}\n`);
  if (process.env.CI) process.exit(1);
  return [];
}

function conclude(seed, campaigns, broken) {
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
