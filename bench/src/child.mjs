/* The process of one system. Its parent says what to do and when, so that only one system is at work at a time. */
import { deepStrictEqual } from 'node:assert';
import { slice } from './clock.mjs';
import { expectedTickets } from './helpdesk.mjs';
import { allocatedPerRun, retainedPerRun } from './heap.mjs';
import { systemOf } from './systems.mjs';

const system = systemOf(process.argv[2]);
const { run, helpdesk } = await system.load();

/** A durable journal finds a note again by what stands at its end. */
function withoutReferences(tickets) {
  return tickets.map((ticket) => ({
    ...ticket,
    notes: ticket.notes.map((note) => ({ ...note, body: note.body.replace(/\n\n\[otai-\w+\]$/, '') })),
  }));
}

const COMMANDS = {
  /** Refuses to be measured unless the tickets are as they must be. */
  verify: async () => {
    await run();
    deepStrictEqual(
      withoutReferences(helpdesk.tickets),
      expectedTickets(system.tickets),
      `${system.title} does not leave the tickets as it must`,
    );
    return {};
  },
  slice: ({ milliseconds }) => slice(run, milliseconds),
  allocated: () => allocatedPerRun(run),
  retained: ({ runs }) => retainedPerRun(run, runs),
};

process.on('message', ({ command, ...options }) => void answer(command, options));
process.on('disconnect', () => process.exit());
process.send({ ready: true });

async function answer(command, options) {
  try {
    process.send({ answer: await COMMANDS[command](options) });
  } catch (error) {
    process.send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
  }
}
