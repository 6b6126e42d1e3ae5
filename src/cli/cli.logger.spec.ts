import { Logger } from '@nestjs/common';
import { Secret } from '../api/secret.js';
import { FakeIo } from '../../test/support/fake-io.js';
import { CliLogger } from './cli.logger.js';

describe('the log of the command line', () => {
  it('goes to the standard error, a line each, with its source', () => {
    const io = new FakeIo();
    CliLogger.install(io, 'warn');
    new Logger('otai/helpdesk').warn('mail 3 is\nnot readable \u001B[2J');
    Logger.error('it broke', 'a stack', 'otai');
    expect(io.stderr).toBe('warn helpdesk: mail 3 is not readable\nerror otai: it broke\n');
    expect(io.stdout).toBe('');
  });

  it('shows what objects hold, without their secrets', () => {
    const io = new FakeIo();
    CliLogger.install(io, 'warn');
    new Logger('otai/helpdesk').warn({ queue: { name: 'Billing' }, token: new Secret('hunter2') });
    new Logger('otai/helpdesk').warn(new Error('no answer'));
    expect(io.stderr).toBe("warn helpdesk: { queue: { name: 'Billing' }, token: [secret] }\nwarn helpdesk: Error: no answer\n");
  });

  it('leaves out what is less important than asked for', () => {
    const io = new FakeIo();
    CliLogger.install(io, 'log');
    Logger.log('mails: 3 new tickets', 'otai/helpdesk');
    Logger.debug('details', 'otai');
    expect(io.stderr).toBe('info helpdesk: mails: 3 new tickets\n');
  });

  it('leaves out what Nest says of itself', () => {
    const io = new FakeIo();
    CliLogger.install(io, 'debug');
    Logger.log('OtaiBoot dependencies initialized', 'InstanceLoader');
    Logger.error('that is thrown, too', 'a stack', 'ExceptionHandler');
    expect(io.stderr).toBe('');
  });
});
