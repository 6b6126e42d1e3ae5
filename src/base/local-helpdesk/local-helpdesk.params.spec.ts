import { validateSync } from 'class-validator';
import { LocalHelpdeskParams } from './local-helpdesk.params.js';

const problems = (given: object) =>
  validateSync(Object.assign(new LocalHelpdeskParams(), given)).flatMap(({ constraints }) => Object.values(constraints ?? {}));

describe('the params of the embedded helpdesk', () => {
  it('need nothing', () => {
    expect(problems({})).toEqual([]);
  });

  it.each([['mails'], [['mails', 'old.mbox']]])('take %j as mails', (mails) => {
    expect(problems({ mails })).toEqual([]);
  });

  it.each([
    [{ mails: [1] }, 'mails must be a text or a list of texts, none of them empty'],
    [{ mails: '' }, 'mails must be a text or a list of texts, none of them empty'],
    [{ queues: ['A', 'B'], incoming_queue: 'C' }, 'incoming_queue must be one of queues: A, B'],
    [{ default_priority: 'urgent' }, 'default_priority must be one of priorities: low, medium, high, critical'],
    [{ queues: [] }, 'queues must name at least one'],
    [{ queues: ['A', 'A'] }, 'queues must not name anything twice'],
    [{ max_mail_size: 1000.5 }, 'max_mail_size must be an integer number'],
  ])('refuse %j', (given, message) => {
    expect(problems(given)).toEqual([message]);
  });
});
