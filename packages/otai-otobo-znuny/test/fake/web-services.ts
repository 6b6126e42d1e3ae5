/** The operations that the fake performs. */
export type OperationName = 'TicketSearch' | 'TicketGet' | 'TicketUpdate' | 'TicketCreate' | 'TicketHistoryGet' | 'SessionCreate';

export interface RouteSpec {
  readonly operation: OperationName;
  /** Default: any method. */
  readonly methods?: readonly string[];
}

/** A web service of the installation. */
export interface WebService {
  /** By path. A `:TicketID` in it becomes part of what is asked for. */
  readonly routes: Readonly<Record<string, RouteSpec>>;
  /** Takes every login for this one. */
  readonly rewritesLoginTo?: string;
  readonly includeTicketData: Readonly<Record<'TicketCreate' | 'TicketUpdate', boolean>>;
  /** The most bytes of a request. */
  readonly maxLength: number;
}

const OPERATIONS: Readonly<Record<string, RouteSpec>> = {
  '/ticket-search': { operation: 'TicketSearch' },
  '/ticket-get': { operation: 'TicketGet' },
  '/ticket-update': { operation: 'TicketUpdate' },
  '/ticket-create': { operation: 'TicketCreate' },
  '/ticket-history-get': { operation: 'TicketHistoryGet' },
  '/session-create': { operation: 'SessionCreate' },
};

/** The web service that Open Ticket AI 1.4 shipped. */
export const SHIPPED_SERVICE: WebService = {
  routes: OPERATIONS,
  rewritesLoginTo: 'open_ticket_ai',
  includeTicketData: { TicketCreate: false, TicketUpdate: true },
  maxLength: 10_000_000,
};

/** The web services of the recordings. */
export const RECORDED_SERVICES: Readonly<Record<string, WebService>> = {
  OpenTicketAI: SHIPPED_SERVICE,
  OpenTicketAIPlain: {
    routes: { ...OPERATIONS, '/ticket-search': { operation: 'TicketSearch', methods: ['POST'] } },
    includeTicketData: { TicketCreate: true, TicketUpdate: false },
    maxLength: 100_000,
  },
  GenericTicketConnectorREST: {
    routes: {
      '/Session': { operation: 'SessionCreate', methods: ['POST'] },
      '/Ticket': { operation: 'TicketSearch', methods: ['GET'] },
      '/Ticket/:TicketID': { operation: 'TicketGet', methods: ['GET'] },
      '/Ticket/:TicketID#update': { operation: 'TicketUpdate', methods: ['PATCH'] },
    },
    includeTicketData: { TicketCreate: false, TicketUpdate: false },
    maxLength: 10_000_000,
  },
};
