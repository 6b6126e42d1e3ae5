import { TicketSystemError } from '../api/tickets/ticket-system.error.js';
import { FakeClock } from '../testing/fake-clock.js';
import { RateLimit } from './rate-limit.js';

const WHERE = { system: 'helpdesk', operation: 'getTicket', ticketId: '7' };

function limited(retryAfterMs?: number): TicketSystemError {
  return new TicketSystemError('too many requests', { kind: 'rate_limited', retryAfterMs, ...WHERE });
}

function setUp() {
  const clock = new FakeClock();
  const limit = new RateLimit();
  /** Whether a call may go out now. */
  const isOpen = (): boolean => {
    try {
      if (limit.isSet) limit.check(clock, WHERE);
      return true;
    } catch {
      return false;
    }
  };
  return { clock, limit, isOpen };
}

describe('a service that has asked to be left alone', () => {
  it('is, until the time is over', async () => {
    const { clock, limit, isOpen } = setUp();
    limit.notice(clock, limited(5000));
    expect(isOpen()).toBe(false);
    await clock.advance(4999);
    expect(isOpen()).toBe(false);
    await clock.advance(1);
    expect(isOpen()).toBe(true);
    expect(limit.isSet).toBe(false);
  });

  it('has the rest of the time told to whoever would call it', async () => {
    const { clock, limit } = setUp();
    limit.notice(clock, limited(5000));
    await clock.advance(2500);
    expect(() => limit.check(clock, WHERE)).toThrow(
      expect.objectContaining({
        code: 'OTAI_TICKET_SYSTEM_RATE_LIMITED',
        retryAfterMs: 2500,
        effect: 'none',
        retryable: true,
        ticketId: '7',
      }),
    );
  });

  it('is taken at its longest word', async () => {
    const { clock, limit, isOpen } = setUp();
    limit.notice(clock, limited(5000));
    limit.notice(clock, limited(1000));
    await clock.advance(4000);
    expect(isOpen()).toBe(false);
  });

  it('is asked again after five minutes, however long it wants to be left alone', async () => {
    const { clock, limit, isOpen } = setUp();
    limit.notice(clock, limited(86_400_000));
    await clock.advance(299_999);
    expect(isOpen()).toBe(false);
    await clock.advance(1);
    expect(isOpen()).toBe(true);
  });

  it.each([
    ['does not say for how long', limited()],
    ['is only away', new TicketSystemError('away', { kind: 'retryable', retryAfterMs: 5000, ...WHERE })],
    ['is not what failed', new Error('too many requests')],
  ])('is called as ever when it %s', (_, error) => {
    const { clock, limit, isOpen } = setUp();
    limit.notice(clock, error);
    expect(isOpen()).toBe(true);
  });
});
