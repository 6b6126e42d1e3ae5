import { bootOtai } from 'open-ticket-ai/testing';
import { OtoboZnunyPlugin, OTOBOZnunyTicketSystemService } from '../src/index.js';

const config = (params: string, pipelines = '{}') => `
open_ticket_ai:
  services:
    desk: { use: "otobo-znuny:otobo_znuny_ticket_system", params: ${params} }
  pipelines: ${pipelines}
`;

const boot = (params: string, pipelines?: string) => bootOtai(config(params, pipelines), { plugins: [OtoboZnunyPlugin] });

describe('the params', () => {
  it('need an address and a password; everything else is as in 1.4 unless it is said', async () => {
    const app = await boot('{ base_url: "http://otobo.invalid/otobo/nph-genericinterface.pl", password: "2024" }');
    expect(app.service('desk')).toBeInstanceOf(OTOBOZnunyTicketSystemService);
    await app.close();
  });

  it.each([
    ['{ password: x }', 'base_url'],
    ['{ base_url: "http://x.invalid" }', 'password'],
    ['{ base_url: "ftp://x.invalid", password: x }', 'must be an address such as'],
    ['{ base_url: "http://x.invalid", password: x, usernam: y }', 'did you mean "username"'],
    ['{ base_url: "http://x.invalid", password: x, webservice_name: "a/b" }', 'must be the name of a web service'],
    ['{ base_url: "http://x.invalid", password: x, time_zone: Mars }', 'must be a time zone such as Europe/Berlin'],
    ['{ base_url: "http://x.invalid", password: x, operation_urls: { serch: a } }', 'operation_urls names "serch"'],
    ['{ base_url: "http://x.invalid", password: x, operation_urls: { search: "a b" } }', 'operation_urls.search must be a route'],
    ['{ base_url: "http://x.invalid", password: x, operation_urls: [a] }', 'operation_urls must be a mapping'],
  ])('%s do not boot: %s', async (params, problem) => {
    await expect(boot(params)).rejects.toThrow(problem);
  });

  it('of a step that asks for what OTOBO cannot do are a problem of the config: tags, and a new text of the customer', async () => {
    const steps =
      '{ tag: { trigger: { use: base:interval, params: { every: 1h } }, steps: [ { id: t, use: base:update_ticket, injects: { ticket_system: desk }, params: { ticket_id: "1", updated_ticket: { add_tags: [vip] } } } ] } }';
    await expect(boot('{ base_url: "http://x.invalid", password: x }', steps)).rejects.toThrow('use a dynamic field');
  });
});
