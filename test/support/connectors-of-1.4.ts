import { IsObject, IsOptional, IsString, IsUrl } from 'class-validator';
import {
  Classifier,
  IsSecret,
  PluginFactory,
  Service,
  TicketSystemError,
  type Classification,
  type ClassificationRequest,
  type NewNote,
  type Secret,
  type TicketSearchCriteria,
  type TicketUpdate,
} from 'open-ticket-ai';
import { MemoryTicketSystem } from 'open-ticket-ai/testing';

/** The params that the OTOBO service has in the published configs. */
class OtoboParams {
  @IsUrl({ require_tld: false })
  base_url!: string;

  @IsSecret()
  password!: Secret;

  @IsString()
  username = 'open_ticket_ai';

  @IsString()
  webservice_name = 'OpenTicketAI';

  @IsOptional()
  @IsObject()
  operation_urls?: Record<string, string>;
}

/** Stands in for the connector to OTOBO and Znuny: takes its place in a config of 1.4, and keeps its tickets in memory. */
@Service('otobo_znuny_ticket_system', { params: OtoboParams })
export class OTOBOZnunyTicketSystemService extends MemoryTicketSystem {
  /** What it was asked for, as the recordings of 1.4 have it: a search gets every ticket it found with a call of its own. */
  readonly log: object[] = [];
  /** Queues that this helpdesk does not have. */
  readonly missingQueues = new Set<string>();

  constructor(readonly params: OtoboParams) {
    super();
  }

  override async findTickets(criteria: TicketSearchCriteria) {
    const page = await super.findTickets(criteria);
    this.log.push({ call: 'search', Limit: criteria.limit, Queues: [criteria.queue?.name] });
    for (const { id } of page.tickets) this.log.push({ call: 'get', TicketID: Number(id) });
    return page;
  }

  override async updateTicket(id: string, update: TicketUpdate) {
    const Ticket = withoutUndefined({ Queue: update.queue?.name, Priority: update.priority?.name, Title: update.subject });
    this.log.push({ call: 'update', Ticket, TicketID: Number(id) });
    if (!this.missingQueues.has(update.queue?.name ?? '')) return super.updateTicket(id, update);
    throw new TicketSystemError('there is no such queue', { kind: 'permanent', system: 'otobo', operation: 'updateTicket', ticketId: id });
  }

  override async addNote(id: string, note: NewNote) {
    const Article = { Body: note.body, ContentType: `${note.content_type}; charset=utf-8`, Subject: note.subject };
    this.log.push({ call: 'update', Article, TicketID: Number(id) });
    return super.addNote(id, note);
  }
}

function withoutUndefined(object: Record<string, unknown>): object {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}

/** Brings `otobo-znuny:OTOBOZnunyTicketSystemService`. */
export class OtoboZnunyPlugin extends PluginFactory {
  injectables() {
    return [OTOBOZnunyTicketSystemService];
  }
}

/** One answer of the model for texts that contain a word. */
export interface PreparedAnswer {
  /** A part of the model's name. */
  readonly model: string;
  readonly word: string;
  readonly label: string;
  readonly confidence: number;
}

/** Stands in for the local models: several under one service, told apart by the name in the request. */
@Service('hf_classification_service')
export class HFClassificationService extends Classifier {
  readonly answers: PreparedAnswer[] = [];

  async classify({ text, model_name = '' }: ClassificationRequest): Promise<Classification> {
    const answer = this.answers.find(({ model, word }) => model_name.includes(model) && text.includes(word));
    if (answer === undefined) throw new Error(`no answer of ${model_name} was prepared for "${text}"`);
    const { label, confidence } = answer;
    return { label, confidence, labels: [{ label, confidence }], abstained: null };
  }
}

/** Brings `hf-local:HFClassificationService`. */
export class HfLocalPlugin extends PluginFactory {
  injectables() {
    return [HFClassificationService];
  }
}

/** What the demo's two models said of the recorded tickets, with more digits than the notes have. */
export const DEMO_ANSWERS: readonly PreparedAnswer[] = [
  { model: 'queue', word: 'Drucker', label: 'IT::Hardware', confidence: 0.9692406058311462 },
  { model: 'queue', word: 'Rechnung', label: 'Billing', confidence: 0.9711 },
  { model: 'queue', word: 'Login', label: 'IT::Software', confidence: 0.9698 },
  { model: 'queue', word: 'qwertz', label: 'Billing', confidence: 0.3339891731739044 },
  { model: 'priority', word: 'dringend', label: 'high', confidence: 0.9781 },
  { model: 'priority', word: 'kritisch', label: 'critical', confidence: 0.9702 },
  { model: 'priority', word: 'unwichtig', label: 'low', confidence: 0.9691 },
  { model: 'priority', word: '', label: 'low', confidence: 0.3812 },
];
