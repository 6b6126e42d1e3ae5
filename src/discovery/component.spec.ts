import { isComponentName, normalizePluginName, snakeCase } from './component.js';

describe('the plugin part of a name', () => {
  it.each([
    ['base', 'base'],
    ['otai_base', 'base'],
    ['otai-base', 'base'],
    ['open_ticket_ai.base', 'base'],
    ['hf_local', 'hf-local'],
    ['otai_otobo_znuny', 'otobo-znuny'],
  ])('%s means %s', (written, meant) => {
    expect(normalizePluginName(written)).toBe(meant);
  });
});

describe('a declared name', () => {
  it.each(['my_pipe', 'a', 'v2_pipe', 'fetch_tickets_2'])('%s is well formed', (name) => {
    expect(isComponentName(name)).toBe(true);
  });

  it.each(['MyPipe', 'my-pipe', '_pipe', 'my__pipe', 'my_pipe_', '2pipes', '', 'my pipe', 'müll'])('"%s" is not', (name) => {
    expect(isComponentName(name)).toBe(false);
  });
});

describe('snakeCase names a service after its class', () => {
  it.each([
    ['MyService', 'my_service'],
    ['HFClassificationService', 'hf_classification_service'],
    ['OTOBOZnunyTicketSystem', 'otobo_znuny_ticket_system'],
    ['Crm2Api', 'crm2_api'],
  ])('%s -> %s', (className, name) => {
    expect(snakeCase(className)).toBe(name);
  });
});
