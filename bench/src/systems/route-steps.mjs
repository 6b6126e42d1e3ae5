import { classify, PRIORITY_MODEL, QUEUE_MODEL, THRESHOLD, UNCLASSIFIED } from '../helpdesk.mjs';

const classifyTicket = (model_name) => (ticket) => classify({ text: `${ticket.subject} ${ticket.body}`, model_name });
const round = (number) => Math.round(number * 100) / 100;

/** What each of the ten steps does, for the peers: from what it needs to what it gives. */
export function routeSteps(helpdesk) {
  return {
    fetch: async () => (await helpdesk.findTickets({ limit: 1 })).tickets,
    guard: async (tickets) => {
      if (tickets.length === 0) throw new Error('there are no tickets');
    },
    pick: async (tickets) => tickets[0],
    classifyQueue: classifyTicket(QUEUE_MODEL),
    select: async ({ label, confidence }) => (confidence >= THRESHOLD ? label : UNCLASSIFIED),
    updateQueue: (ticket, queue) => helpdesk.updateTicket(ticket.id, { queue: { name: queue } }),
    noteQueue: (ticket, queue, { confidence }) =>
      helpdesk.addNote(ticket.id, { subject: 'Queue', body: `Moved to queue ${queue} (confidence ${round(confidence)}).` }),
    classifyPriority: classifyTicket(PRIORITY_MODEL),
    updatePriority: (ticket, { label }) => helpdesk.updateTicket(ticket.id, { priority: { name: label } }),
    notePriority: (ticket, { label, confidence }) =>
      helpdesk.addNote(ticket.id, { subject: 'Priority', body: `Priority set to ${label} (confidence ${round(confidence)}).` }),
  };
}
