/** What the server of the recordings had: the catalogue of a fresh OTOBO 11, and a few things beside. */
export interface Named {
  readonly id: number;
  readonly name: string;
}

const named = (...names: readonly string[]): Named[] => names.map((name, i) => ({ id: i + 1, name }));

export interface Queue extends Named {
  readonly group: number;
  /** Nobody may move tickets there, or create some. */
  readonly forbidden?: boolean;
}

export interface State extends Named {
  readonly type: string;
}

/** What an agent may do, everywhere. */
export type Right = 'ro' | 'rw' | 'move_into' | 'priority' | 'note' | 'owner';

export interface Agent extends Named {
  readonly password: string;
  readonly fullName: string;
  readonly rights: readonly Right[];
}

export interface Customer {
  readonly login: string;
  readonly password: string;
  readonly company: string;
  readonly from: string;
}

/** A dynamic field: what it takes, and as what it gives it back. */
export interface DynamicField {
  readonly name: string;
  readonly kind: 'text' | 'number' | 'list' | 'choice';
  readonly options?: readonly string[];
}

/** The names and people of an installation. */
export interface Catalog {
  readonly queues: Queue[];
  readonly states: State[];
  readonly priorities: Named[];
  readonly types: Named[];
  readonly agents: Agent[];
  readonly customers: Customer[];
  readonly dynamicFields: DynamicField[];
}

const ALL_RIGHTS: readonly Right[] = ['ro', 'rw', 'move_into', 'priority', 'note', 'owner'];
const PASSWORD = 'otai-Demo-Pw-0001';

const QUEUES: readonly (readonly [string, number])[] = [
  ['Postmaster', 1],
  ['Raw', 1],
  ['Junk', 1],
  ['Misc', 1],
  ['IT', 4],
  ['IT::Hardware', 4],
  ['IT::Software', 4],
  ['OpenTicketAI', 4],
  ['OpenTicketAI::Incoming', 4],
  ['Billing', 4],
  ['Management', 5],
  ['Büro & Möbel', 4],
];

const STATES: readonly (readonly [string, string])[] = [
  ['new', 'new'],
  ['closed successful', 'closed'],
  ['closed unsuccessful', 'closed'],
  ['open', 'open'],
  ['removed', 'removed'],
  ['pending reminder', 'pending reminder'],
  ['pending auto close+', 'pending auto'],
  ['pending auto close-', 'pending auto'],
  ['merged', 'merged'],
];

function agent(id: number, name: string, rights: readonly Right[]): Agent {
  return { id, name, password: PASSWORD, fullName: name === 'open_ticket_ai' ? 'Open Ticket AI' : name, rights };
}

/** A fresh copy, for one server. */
export function recordedCatalog(): Catalog {
  return {
    queues: QUEUES.map(([name, group], i) => ({ id: i + 1, name, group, forbidden: name === 'Management' })),
    states: STATES.map(([name, type], i) => ({ id: i + 1, name, type })),
    priorities: named('1 very low', '2 low', '3 normal', '4 high', '5 very high'),
    types: named('Unclassified'),
    agents: [
      agent(1, 'root@localhost', ALL_RIGHTS),
      agent(4, 'anna_agent', ALL_RIGHTS),
      agent(6, 'open_ticket_ai', ALL_RIGHTS),
      { ...agent(7, 'min_agent', ['ro', 'move_into', 'priority', 'note']), fullName: 'Mini Mal', password: 'min-Demo-Pw-0001' },
      { ...agent(8, 'ro_agent', ['ro']), password: 'ro-Demo-Pw-0001' },
    ],
    customers: [
      { login: 'carla', password: 'carla-Demo-Pw-0001', company: 'ACME', from: '"Carla Customer" <carla@acme.example>' },
      { login: 'tina', password: 'tina', company: 'Quick Example Company', from: '"Tina Tester" <tina@quick.example>' },
    ],
    dynamicFields: [
      { name: 'OtaiCategory', kind: 'choice', options: ['hardware', 'software', 'network'] },
      { name: 'OtaiConfidence', kind: 'text' },
      { name: 'OtaiDue', kind: 'text' },
      { name: 'OtaiLabel', kind: 'text' },
      { name: 'OtaiNote', kind: 'text' },
      { name: 'OtaiProcessed', kind: 'number' },
      { name: 'OtaiTags', kind: 'list' },
      { name: 'ProcessManagementActivityID', kind: 'text' },
      { name: 'ProcessManagementProcessID', kind: 'text' },
    ],
  };
}
