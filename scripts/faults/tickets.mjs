/** What customers write, and what has to become of it. Queues and priorities go by the harness's own words; each helpdesk has its names for them. */
const TOPICS = { billing: ['the invoice is wrong', 'invoice sent twice'], network: ['the vpn is down', 'no vpn since monday'] };

/**
 * Draws tickets.
 *
 * @param random - the stream to draw from
 * @param count - how many
 * @param direct - the share of tickets that come in the queue they belong to, and are not routed
 * @returns `{ key, subject, body, queue, isUrgent, isDirect }` each: `key` is in the subject, `queue` is where the ticket belongs
 */
export function drawTickets(random, { count, direct }) {
  return Array.from({ length: count }, (_, i) => {
    const key = `T${String(i + 1).padStart(3, '0')}`;
    const queue = random.pick(Object.keys(TOPICS));
    const isUrgent = random.chance(0.3);
    const isDirect = random.chance(direct);
    const subject = `${key} ${random.pick(TOPICS[queue])}${isUrgent ? ', urgent' : ''}`;
    return { key, subject, body: `Hello,\n${subject}.\nRegards`, queue, isUrgent, isDirect };
  });
}

/** The key in a subject; `undefined` when the ticket is none of ours. */
export function keyIn(subject) {
  return /\bT\d{3,}\b/.exec(subject)?.[0];
}

/** What a customer adds later. */
export function replyText(ticket, number) {
  return `[reply ${number}] ${ticket.key} is still open, is it not?`;
}

/** The pipelines whose notes a ticket must have. */
export function pipelinesOf({ queue, isDirect }) {
  return isDirect ? [queue] : ['route', queue];
}

/** Which pipeline wrote a note: its text says so. */
export function pipelineOfNote(body) {
  return /\[note of (\w+)\]/.exec(body)?.[1];
}
