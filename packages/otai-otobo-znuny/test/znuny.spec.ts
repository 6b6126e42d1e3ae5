import { describeTicketSystemContract, type ContractStart } from 'open-ticket-ai/testing';
import { OTOBOZnunyTicketSystemService } from '../src/otobo-znuny-ticket-system.service.js';
import { failureOf } from './expect-failure.js';
import { FakeZnuny } from './fake/fake-znuny.js';
import { isWrite, startOtobo, testCatalog, WORDS, type StartedOtobo } from './otobo.harness.js';

/** The address of Znuny differs in its path: the connector is given it as its users give it. */
async function startZnuny(options: ContractStart = {}, otobo = new FakeZnuny(testCatalog())): Promise<StartedOtobo> {
  return startOtobo({ ...options, otobo, path: '/znuny/nph-genericinterface.pl' });
}

describeTicketSystemContract('otobo-znuny on Znuny', { type: OTOBOZnunyTicketSystemService, words: WORDS, isWrite, start: startZnuny });

describe('on Znuny', () => {
  it('an update without a note tells of no article: the ticket is read once more', async () => {
    const { system, otobo, stop } = await startZnuny({ tickets: [{ subject: 'a' }] });
    await system.getTicket('1');
    await expect(system.updateTicket('1', { queue: { name: 'Misc' } })).resolves.toMatchObject({
      queue: { name: 'Misc' },
      body: 'Please help',
    });
    expect(otobo.operations.map(({ operation }) => operation)).toEqual(['TicketGet', 'TicketUpdate', 'TicketGet']);
    await stop();
  });

  it('every update needs the right rw; without it the ticket seems not to be there', async () => {
    const catalog = testCatalog();
    for (const [i, agent] of catalog.agents.entries()) catalog.agents[i] = { ...agent, rights: ['ro', 'note'] };
    const { system, stop } = await startZnuny({ tickets: [{ subject: 'a' }] }, new FakeZnuny(catalog));
    const error = await failureOf(system.addNote('1', { body: 'n' }));
    expect(error).toMatchObject({ kind: 'not_found' });
    expect(error.message).toContain('rw, which every update needs on Znuny');
    await stop();
  });

  it('the path of OTOBO is a page of HTML, and the error says which paths there are', async () => {
    const { system, stop } = await startOtobo({ otobo: new FakeZnuny(testCatalog()) });
    expect((await failureOf(system.getTicket('1'))).message).toContain('/otobo/, /znuny/ and /otrs/');
    await stop();
  });
});
