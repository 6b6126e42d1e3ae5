import { NoParams, type Type } from '../api/contract.js';
import type { ComponentKind } from '../api/metadata.js';
import type { Component } from './component.js';
import { ComponentRegistry } from './component.registry.js';

class FetchTickets {}
class AddNote {}
class Interval {}
class MyPipe {}

function component(kind: ComponentKind, plugin: string | null, name: string, type: Type<object>): Component {
  return { kind, plugin, name, type, params: NoParams, injects: {}, description: undefined, contracts: [] };
}

const registry = new ComponentRegistry();
for (const known of [
  component('pipe', 'base', 'fetch_tickets', FetchTickets),
  component('pipe', 'base', 'add_note', AddNote),
  component('trigger', 'base', 'interval', Interval),
  component('pipe', null, 'my_pipe', MyPipe),
]) {
  registry.add(known);
}

describe('ComponentRegistry', () => {
  it.each(['base:fetch_tickets', 'base:FetchTickets', 'otai_base:fetch_tickets', 'open_ticket_ai.base:FetchTickets'])('finds %s', (use) => {
    expect(registry.find('pipe', use)?.type).toBe(FetchTickets);
  });

  it('finds what belongs to the host without a prefix, and only so', () => {
    expect(registry.find('pipe', 'my_pipe')?.type).toBe(MyPipe);
    expect(registry.find('pipe', 'MyPipe')?.type).toBe(MyPipe);
    expect(registry.find('pipe', 'fetch_tickets')).toBeUndefined();
  });

  it('keeps the kinds apart', () => {
    expect(registry.find('pipe', 'base:interval')).toBeUndefined();
    expect(registry.all('trigger').map(({ name }) => name)).toEqual(['interval']);
  });

  it('hasPipe and its like take the bare name of a plugin’s component too', () => {
    expect(['fetch_tickets', 'FetchTickets', 'base:fetch_tickets', 'interval'].map((name) => registry.hasPipe(name))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect([registry.hasTrigger('interval'), registry.hasService('interval')]).toEqual([true, false]);
  });

  it('keeps the first of two classes that answer to one name, and says which it is', () => {
    class Other {}
    const first = registry.find('pipe', 'my_pipe');
    expect(registry.add(component('pipe', null, 'my_pipe', Other))).toBe(first);
    expect(registry.add(component('pipe', null, 'MyPipe', Other))).toBe(first);
    expect(registry.find('pipe', 'Other')).toBeUndefined();
  });

  it('lets one class have two names; its class name stays with the first', () => {
    const own = new ComponentRegistry();
    own.add(component('pipe', 'x', 'one', MyPipe));
    expect(own.add(component('pipe', 'x', 'two', MyPipe))).toBeUndefined();
    expect(['x:one', 'x:two', 'x:MyPipe'].map((use) => own.find('pipe', use)?.name)).toEqual(['one', 'two', 'one']);
  });

  it.each([
    ['base:interval', '"base:interval" is a trigger, and a trigger cannot stand here'],
    ['fetch_tickets', 'write it with its plugin: "base:fetch_tickets"'],
    ['base:fetch_ticket', 'did you mean "base:fetch_tickets"?'],
    ['base:FetchTicket', 'did you mean "base:FetchTickets"?'],
    ['my-pipe', 'did you mean "my_pipe"?'],
    [
      'hf_local:classify',
      'no plugin "hf-local" is loaded: install it (npm install otai-hf-local), and name it in `plugins:` if the config has that list',
    ],
    ['base:something_else_entirely', 'plugin "base" has base:fetch_tickets, base:add_note'],
    ['route_ticket_by_rules', 'the application itself has my_pipe; a pipe of a plugin is written with its prefix'],
  ])('explains that there is no pipe %s', (use, hint) => {
    expect(registry.explainUnknown('pipe', use)).toEqual({ message: `there is no pipe "${use}"`, hint });
  });
});
