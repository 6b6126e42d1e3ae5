import {
  countDone,
  countDue,
  judge,
  type DrawnTicket,
  type Finding,
  type FoundTicket,
  type LedgerEntry,
} from '../../scripts/faults/judge.mjs';

const WORDS = {
  queues: { inbox: 'Inbox', billing: 'Money', network: 'Cables' },
  priorities: { normal: 'medium', high: 'high' },
};
const TICKET: DrawnTicket = { key: 'T001', subject: 'T001 the invoice', body: '', queue: 'billing', isUrgent: true, isDirect: false };
const ROUTED = '[note of route] moved to Money';
const SEEN = '[note of billing] seen';
const REPLY = '[reply 1] still open';

const entry = (ticket: Partial<DrawnTicket> = {}, ...replies: { isCalm: boolean }[]): LedgerEntry => ({
  ticket: { ...TICKET, ...ticket },
  replies,
});
const found = (...notes: string[]): FoundTicket => ({
  id: '1',
  subject: TICKET.subject,
  queue: 'Money',
  priority: 'high',
  notes: notes.map((body) => ({ body })),
});
const findings = (one: LedgerEntry, ...tickets: FoundTicket[]): readonly string[] =>
  judge([one], tickets, WORDS).map(({ kind, key, what }: Finding) => `${kind}: ${key}: ${what}`);

describe('the judge of the fault injection', () => {
  it('finds nothing where each pipeline has written its one note', () => {
    expect(findings(entry(), found(ROUTED, SEEN))).toEqual([]);
  });

  it('finds a ticket that is not there, or there twice', () => {
    expect(findings(entry())).toEqual(['lost: T001: the ticket itself is not there']);
    expect(findings(entry(), found(ROUTED, SEEN), { ...found(), id: '2' })).toEqual(['doubled: T001: the ticket is there again as 2']);
  });

  it('finds a write that is missing', () => {
    expect(findings(entry(), { ...found(ROUTED, SEEN), queue: 'Inbox', priority: 'medium' })).toEqual([
      'lost: T001: it is in Inbox, not in Money',
      'lost: T001: its priority is medium, not high',
    ]);
  });

  it('finds a note that is missing, and one that is there twice', () => {
    expect(findings(entry(), found(SEEN))).toEqual(['lost: T001: 0 notes of route instead of 1']);
    expect(findings(entry(), found(ROUTED, SEEN, SEEN))).toEqual(['doubled: T001: 2 notes of billing instead of 1']);
    expect(findings(entry(), found(ROUTED, ROUTED, SEEN))).toEqual(['doubled: T001: 2 notes of route instead of 1']);
  });

  it('wants one more note for a reply that came when all was done, from the pipeline that sees it', () => {
    const replied = entry({}, { isCalm: true });
    expect(findings(replied, found(ROUTED, SEEN, REPLY, SEEN))).toEqual([]);
    expect(findings(replied, found(ROUTED, SEEN, REPLY))).toEqual(['lost: T001: 1 notes of billing instead of 2']);
    expect(findings(replied, found(ROUTED, SEEN, REPLY, SEEN, SEEN))).toEqual(['doubled: T001: 3 notes of billing instead of 2']);
    expect(findings(replied, found(ROUTED, SEEN, REPLY, SEEN, ROUTED))).toEqual(['doubled: T001: 2 notes of route instead of 1']);
  });

  it('takes one note or two for a reply amid the work, but the last word must not be left unseen', () => {
    const replied = entry({}, { isCalm: false });
    expect(findings(replied, found(ROUTED, REPLY, SEEN))).toEqual([]);
    expect(findings(replied, found(ROUTED, REPLY, SEEN, SEEN))).toEqual([]);
    expect(findings(replied, found(ROUTED, SEEN, REPLY))).toEqual(['lost: T001: billing did not see the last reply']);
    expect(findings(replied, found(ROUTED, REPLY, SEEN, SEEN, SEEN))).toEqual(['doubled: T001: 3 notes of billing instead of 2']);
  });

  it('finds a reply that got lost, or was kept twice', () => {
    expect(findings(entry({}, { isCalm: false }), found(ROUTED, SEEN))).toEqual(['lost: T001: 0 replies of the customer instead of 1']);
    expect(findings(entry(), found(ROUTED, REPLY, SEEN))).toEqual(['doubled: T001: 1 replies of the customer instead of 0']);
  });

  it('finds notes that are not about this ticket', () => {
    expect(findings(entry(), found('[note of route] moved to Cables', SEEN))).toEqual([
      'wrong: T001: a note says "[note of route] moved to Cables" instead of "moved to Money"',
    ]);
    expect(findings(entry({ isDirect: true }), found(ROUTED, SEEN))).toEqual([
      'wrong: T001: it has a note of route, which has nothing to do with it',
    ]);
  });

  it('counts what is due, and what is done though it is done twice', () => {
    const ledger = [entry(), entry({ key: 'T002', isDirect: true }, { isCalm: true })];
    expect(countDue(ledger)).toBe(4);
    expect(countDone(ledger, [found(ROUTED, SEEN, SEEN)], WORDS)).toBe(1);
  });
});
