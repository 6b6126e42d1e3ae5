import { classify, Helpdesk, PRIORITY_MODEL, QUEUE_MODEL, THRESHOLD, UNCLASSIFIED } from '../helpdesk.mjs';
import { routeSteps } from './route-steps.mjs';

const round = (number) => Math.round(number * 100) / 100;

/** What somebody would write who needs this one pipeline and no other. */
export function createStraightLine() {
  const helpdesk = new Helpdesk();
  async function run() {
    const { tickets } = await helpdesk.findTickets({ limit: 1 });
    if (tickets.length === 0) throw new Error('there are no tickets');
    const [ticket] = tickets;
    const text = `${ticket.subject} ${ticket.body}`;
    const { label, confidence } = await classify({ text, model_name: QUEUE_MODEL });
    const queue = confidence >= THRESHOLD ? label : UNCLASSIFIED;
    await helpdesk.updateTicket(ticket.id, { queue: { name: queue } });
    await helpdesk.addNote(ticket.id, { subject: 'Queue', body: `Moved to queue ${queue} (confidence ${round(confidence)}).` });
    const priority = await classify({ text, model_name: PRIORITY_MODEL });
    await helpdesk.updateTicket(ticket.id, { priority: { name: priority.label } });
    const body = `Priority set to ${priority.label} (confidence ${round(priority.confidence)}).`;
    await helpdesk.addNote(ticket.id, { subject: 'Priority', body });
  }
  return { run, helpdesk };
}

/** The practical limit of any engine that runs steps one after the other: each is an async function that reads what those before it gave. */
export function createList() {
  const helpdesk = new Helpdesk();
  const steps = listOf(routeSteps(helpdesk));
  async function run() {
    const results = {};
    for (const step of steps) await step(results);
    return results;
  }
  return { run, helpdesk };
}

function listOf(steps) {
  return [
    async (results) => {
      results.fetched = await steps.fetch();
    },
    async ({ fetched }) => {
      await steps.guard(fetched);
    },
    async (results) => {
      results.ticket = await steps.pick(results.fetched);
    },
    async (results) => {
      results.queue = await steps.classifyQueue(results.ticket);
    },
    async (results) => {
      results.selected = await steps.select(results.queue);
    },
    async ({ ticket, selected }) => {
      await steps.updateQueue(ticket, selected);
    },
    async ({ ticket, selected, queue }) => {
      await steps.noteQueue(ticket, selected, queue);
    },
    async (results) => {
      results.priority = await steps.classifyPriority(results.ticket);
    },
    async ({ ticket, priority }) => {
      await steps.updatePriority(ticket, priority);
    },
    async ({ ticket, priority }) => {
      await steps.notePriority(ticket, priority);
    },
  ];
}
