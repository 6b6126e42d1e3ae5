import { Classifier } from '../api/classifier.js';
import type { Contract, InjectMap, Type } from '../api/contract.js';
import { TicketSystem } from '../api/tickets/ticket-system.js';
import { formatProblem } from '../config/config-problem.js';
import { ProblemList } from '../config/problem-list.js';
import type { Component } from '../discovery/component.js';
import { FakeClassifier } from '../testing/fake-classifier.js';
import { MemoryTicketSystem } from '../testing/memory-ticket-system.js';
import { ServiceCatalog } from './service.catalog.js';

function component(name: string, type: Type<object>, contracts: readonly Contract[] = [], injects: InjectMap = {}): Component {
  return { kind: 'service', plugin: 'test', name, type, params: type, injects, description: undefined, contracts };
}

class Plain {}

/** A catalog of a helpdesk, an archive, a classifier, and an entry that names nothing known. */
function setUp() {
  const problems = new ProblemList({ name: 'config.yml' });
  const catalog = new ServiceCatalog(problems, ['jinja']);
  const add = (id: string, of: Component) =>
    catalog.add({ id, use: `test:${of.name}`, injects: {}, params: {}, path: ['services', id] }, of);
  add('helpdesk', component('memory', MemoryTicketSystem));
  add('archive', component('memory', MemoryTicketSystem));
  add('labels', component('fake', FakeClassifier));
  catalog.addBroken('broken');
  return { catalog, problems, add };
}

function resolve(given: Readonly<Record<string, string>>, wanted: InjectMap = { ticket_system: TicketSystem }) {
  const { catalog, problems } = setUp();
  const resolved = catalog.resolve({ wanted, given, component: component('pipe', Plain), path: ['steps', 0] });
  return { ids: [...resolved].map(([name, { entry }]) => `${name}: ${entry.id}`), problems: Array.from(problems, formatProblem) };
}

describe('the catalog of services', () => {
  it('gives a component what it asks for, under the names it gives them', () => {
    const wanted = { source: TicketSystem, target: TicketSystem, classifier: Classifier };
    expect(resolve({ source: 'helpdesk', target: 'archive', classifier: 'labels' }, wanted)).toEqual({
      ids: ['source: helpdesk', 'target: archive', 'classifier: labels'],
      problems: [],
    });
  });

  it.each([
    [
      {},
      'steps[0].injects.ticket_system is missing: test:pipe needs a TicketSystem (write injects: { ticket_system: helpdesk }, or one of archive)',
    ],
    [
      { ticket_system: 'labels' },
      'steps[0].injects.ticket_system is "labels" (test:fake), which is no TicketSystem (there are helpdesk, archive)',
    ],
    [{ ticket_system: 'helpdsk' }, 'steps[0].injects.ticket_system is "helpdsk", but there is no such service (did you mean "helpdesk"?)'],
    [{ ticket_system: 'zammad' }, 'steps[0].injects.ticket_system is "zammad", but there is no such service (there are helpdesk, archive)'],
    [
      { ticket_system: 'jinja' },
      'steps[0].injects.ticket_system is "jinja", the template renderer, which is no TicketSystem (there are helpdesk, archive)',
    ],
    [{ ticket_sytem: 'helpdesk' }, 'steps[0].injects.ticket_sytem is no service that test:pipe takes (did you mean "ticket_system"?)'],
    [{ ticket_system: 'helpdesk', other: 'labels' }, 'steps[0].injects.other is no service that test:pipe takes (it takes ticket_system)'],
  ])('of %j says one thing, and what to do', (given, problem) => {
    expect(resolve(given).problems).toEqual([problem]);
  });

  it('does not blame a step for a service that is wrong itself, which is said already', () => {
    expect(resolve({ ticket_system: 'broken' })).toEqual({ ids: [], problems: [] });
  });

  it('says what to configure where nothing fits', () => {
    expect(resolve({}, { store: Plain }).problems).toEqual([
      'steps[0].injects.store is missing: test:pipe needs a Plain (configure a Plain under services:)',
    ]);
  });

  it('takes a service for what it was registered for, beside what it extends', () => {
    const { catalog, problems, add } = setUp();
    add('registered', component('registered', Plain, [TicketSystem]));
    const resolved = catalog.resolve({
      wanted: { ticket_system: TicketSystem },
      given: { ticket_system: 'registered' },
      component: component('pipe', Plain),
      path: [],
    });
    expect(resolved.get('ticket_system')?.entry.id).toBe('registered');
    expect(problems.isEmpty).toBe(true);
  });
});
