/* What runs tell a journal. */
const at = Date.now();
const VERSION = { updatedAt: '2026-11-23T00:00:00Z', fields: 'n0Zk3uYw1r8QpX', notes: null, written: false };

export const started = (runId) => ({
  type: 'run_started',
  run: { runId, pipeline: 'route', definition: 'd', dryRun: false, ticket: null, input: null, inputWithheld: false, startedAt: at },
});

export const ended = (runId, state = 'succeeded') => ({ type: 'run_ended', runId, state, error: null, at, durationMs: 12.5, writes: 2 });

/** The result of a classification, say. */
export const step = (runId, path) => ({
  type: 'step',
  step: {
    runId,
    path,
    use: 'base:classification',
    state: 'succeeded',
    startedAt: at,
    durationMs: 1.25,
    attempts: 1,
    result: '{"label":"Support/Network","confidence":0.93,"scores":{"Support/Network":0.93,"Support/Mail":0.05}}',
    withheld: false,
    reason: null,
    error: null,
  },
});

export const write = (runId, key, ticketId, state) => ({
  type: 'write',
  write: {
    key,
    runId,
    path: `each[${ticketId}]/update`,
    pipeline: 'route',
    system: 'helpdesk',
    ticketId,
    operation: 'updateTicket',
    state,
    dryRun: false,
    before: '{"queue":"Inbox"}',
    after: '{"queue":"Support/Network"}',
    noteId: null,
    intendedAt: at,
    settledAt: state === 'done' ? at : null,
  },
});

export const settled = (runId, ticketId) => ({
  type: 'ticket_settled',
  pipeline: 'route',
  system: 'helpdesk',
  ticketId,
  runId,
  state: 'done',
  version: VERSION,
  error: null,
  notBefore: 0,
  at,
});

export const wants = (runId, ticketIds) => ({
  pipeline: 'route',
  runId,
  at,
  again: false,
  impatient: false,
  dryRun: false,
  tickets: ticketIds.map((ticketId) => ({ system: 'helpdesk', ticketId, version: VERSION, isNews: false })),
});
