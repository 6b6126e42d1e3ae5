/**
 * Proves that nothing is lost and nothing is done twice: runs the real `otai run` on real and recorded helpdesks, kills it again and again, lets
 * everything around it fail, and reads back from the helpdesks what has become of every ticket.
 *
 *     npm run test:faults [-- --seed N] [-- --helpdesk local|otobo|request_tracker]… [-- --tickets N] [-- --kills N] [-- --control] [-- --keep]
 *
 * A seed repeats what is drawn: tickets, faults, kills and their moments; how fast a machine is stays its own. `--control` tries the same without a
 * durable journal: then there must be findings, or this program could not tell.
 */
import { parseArgs } from 'node:util';
import { Campaign } from './campaign.mjs';
import { LocalHelpdesk } from './helpdesks/local.mjs';
import { OtoboHelpdesk } from './helpdesks/otobo.mjs';
import { RequestTrackerHelpdesk } from './helpdesks/request-tracker.mjs';
import { Random } from './random.mjs';
import { details, summary } from './report.mjs';

const HELPDESKS = {
  local: { Helpdesk: LocalHelpdesk, tickets: 100, kills: 18 },
  otobo: { Helpdesk: OtoboHelpdesk, tickets: 120, kills: 22 },
  request_tracker: { Helpdesk: RequestTrackerHelpdesk, tickets: 80, kills: 16 },
};

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    helpdesk: { type: 'string', multiple: true, default: Object.keys(HELPDESKS) },
    tickets: { type: 'string' },
    kills: { type: 'string' },
    control: { type: 'boolean', default: false },
    keep: { type: 'boolean', default: false },
  },
});
const seed = values.seed ?? String(Math.floor(Math.random() * 1_000_000_000));
console.log(`seed ${seed}`);
const campaigns = values.helpdesk.flatMap(makeCampaign);
const outcomes = await Promise.allSettled(campaigns.map((campaign) => campaign.run()));
process.exitCode = conclude() ? 0 : 1;

function makeCampaign(name) {
  const { Helpdesk, ...usual } = HELPDESKS[name];
  if (Helpdesk.isMissing !== undefined) return notTried(Helpdesk.title, Helpdesk.isMissing);
  const tickets = Number(values.tickets ?? usual.tickets);
  const kills = Number(values.kills ?? usual.kills);
  return [new Campaign({ Helpdesk, name, random: new Random(`${seed}/${name}`), tickets, kills, isControl: values.control })];
}

/** What cannot be tried is said loudly, and in CI it is a failure. */
function notTried(title, why) {
  console.error(`\nNOT TRIED: ${title}: ${why}\n`);
  if (process.env.CI) process.exit(1);
  return [];
}

function conclude() {
  const broken = outcomes.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  for (const error of broken) console.error(error);
  console.log(`\n${summary(campaigns)}\n`);
  for (const { title, untried } of campaigns) for (const what of untried) console.error(`NOT TRIED: ${title}: ${what}`);
  for (const campaign of campaigns) for (const line of details(campaign)) console.error(line);
  const isWell = broken.length === 0 && campaigns.every(({ findings }) => findings.length === 0);
  tidy(isWell);
  if (values.control) return sayControl(isWell);
  console.log(isWell ? 'nothing lost, nothing twice, nothing stuck' : `FAILED: repeat it with --seed ${seed}`);
  return isWell;
}

function sayControl(isWell) {
  console.log(isWell ? 'FAILED: without a journal something must get lost or be done twice' : 'as expected without a journal');
  return !isWell;
}

function tidy(isWell) {
  for (const campaign of campaigns) {
    if (isWell && !values.keep) campaign.clean();
    else if (campaign.place !== undefined) console.log(`everything of ${campaign.title} is still in ${campaign.place.folder}`);
  }
}
