import { Allow, IsString } from 'class-validator';
import { OtaiError } from '../../../src/api/otai.error.js';
import type { PipeContext, PipeHandler } from '../../../src/api/pipe-context.js';
import { PipeResult } from '../../../src/api/pipe-result.js';
import { Pipe } from '../../../src/api/pipe.decorator.js';
import { PluginFactory } from '../../../src/api/plugin/plugin-factory.js';
import { Service } from '../../../src/api/service.decorator.js';
import { TicketSystem } from '../../../src/api/tickets/ticket-system.js';
import { TicketSystemError } from '../../../src/api/tickets/ticket-system.error.js';
import type { NewNote, Note, Ticket, TicketPage, TicketSearchCriteria, TicketUpdate } from '../../../src/api/tickets/ticket.js';
import { searchTickets } from '../../../src/testing/memory-search.js';
import { ConnectionLost, type SimulatedProcess } from './simulated-process.js';
import type { Deed } from './world.js';

export class StepParams {
  /** Empty: the step is outside of any ticket. */
  @IsString()
  ticket_id = '';

  /** What other steps gave: `id=value`. */
  @Allow()
  saw: string[] = [];
}

interface Services {
  readonly ticket_system: TicketSystem;
}

type Context = PipeContext<StepParams>;
type WriteContext = PipeContext<StepParams, Services>;

/** What the pipes below have in common: they do something that can be seen from outside, or fail as the world has planned. */
abstract class WorldPipe {
  constructor(protected readonly process: SimulatedProcess) {}

  /** Does it, at moments at which the process may die; fails before or after it. */
  protected async act(context: Context, what: Deed['what'], effect: () => unknown = () => undefined): Promise<PipeResult> {
    await this.process.at(`before ${what} ${context.step}`);
    const failure = await this.#failure(context);
    if (failure?.late === false) throw failure.error;
    const value = `${context.step}:${this.process.world.next()}`;
    this.process.world.do({ ...placeOf(context), by: this.process, what, value });
    await effect();
    await this.process.at(`after ${what} ${context.step}`);
    if (failure !== undefined) throw failure.error;
    return PipeResult.succeeded({ value });
  }

  /** The same over an interruption: it depends on the failures of the ticket, and on the attempt. */
  async #failure({ step, params, attempt }: Context): Promise<{ error: OtaiError; late: boolean } | undefined> {
    const { plan, memory } = this.process.world;
    const plannedly = plan.failures(params.ticket_id, step);
    if (plannedly === undefined) return undefined;
    const { runs, attempts, late } = plannedly;
    const [record] = await memory.records.tickets({ ticketId: params.ticket_id });
    if ((record?.failures ?? 0) < runs) return { error: new OtaiError('BROKEN', 'broken'), late };
    return attempt <= attempts ? { error: new OtaiError('AWAY', 'away', { retryable: true }), late } : undefined;
  }
}

function placeOf(context: Context): Pick<Deed, 'runId' | 'step' | 'path' | 'ticketId' | 'saw'> {
  const { runId, step, params } = context;
  const path = (context as unknown as { readonly path: string }).path;
  return { runId, step, path, ticketId: params.ticket_id, saw: params.saw };
}

/** Reads something that is another each time. */
@Pipe('look', { params: StepParams, effect: 'idempotent' })
export class LookPipe extends WorldPipe implements PipeHandler<StepParams> {
  execute(context: Context): Promise<PipeResult> {
    return this.act(context, 'look');
  }
}

/** Does what must not be done twice, and cannot find out whether it was done. */
@Pipe('once', { params: StepParams, effect: 'once' })
export class OncePipe extends WorldPipe implements PipeHandler<StepParams> {
  execute(context: Context): Promise<PipeResult> {
    return this.act(context, 'once');
  }
}

/** Does what must not be done twice, and finds out whether it was done. */
@Pipe('recovering', { params: StepParams, effect: 'once' })
export class RecoveringPipe extends WorldPipe implements PipeHandler<StepParams> {
  execute(context: Context): Promise<PipeResult> {
    return this.act(context, 'once');
  }

  async recover(context: Context): Promise<PipeResult | undefined> {
    await this.process.at(`recover ${context.step}`);
    const { runId, path } = placeOf(context);
    const done = this.process.world.deeds.findLast((deed) => deed.what === 'once' && deed.runId === runId && deed.path === path);
    return done && PipeResult.succeeded({ value: done.value });
  }
}

/** Adds a note that says which step of which run wrote it, and what that was told. */
@Pipe('note', { params: StepParams, effect: 'idempotent', injects: { ticket_system: TicketSystem } })
export class NotePipe extends WorldPipe implements PipeHandler<StepParams, Services> {
  execute(context: WriteContext): Promise<PipeResult> {
    const { params, step, runId, services } = context;
    const body = ['note', step, runId, ...params.saw].join(' ');
    return this.act(context, 'write', () => services.ticket_system.addNote(params.ticket_id, { body }));
  }
}

/** Sets the custom field that is named as the step, and moves the ticket to a queue of that name. */
@Pipe('update', { params: StepParams, effect: 'idempotent', injects: { ticket_system: TicketSystem } })
export class UpdatePipe extends WorldPipe implements PipeHandler<StepParams, Services> {
  execute(context: WriteContext): Promise<PipeResult> {
    const { params, step, services } = context;
    const update = { queue: { name: step }, custom_fields: { [step]: 'set' } };
    return this.act(context, 'write', () => services.ticket_system.updateTicket(params.ticket_id, update));
  }
}

/** The world's helpdesk, as a process reaches it. */
@Service('desk')
export class DeskService extends TicketSystem {
  constructor(private readonly process: SimulatedProcess) {
    super();
  }

  async findTickets(criteria: TicketSearchCriteria): Promise<TicketPage> {
    await this.process.at('a search');
    const page = searchTickets(this.#desk.tickets, criteria, { system: 'desk', operation: 'findTickets' });
    return { ...page, tickets: page.tickets.map((ticket) => ({ ...ticket, notes: [] })) };
  }

  async getTicket(id: string): Promise<Ticket> {
    await this.process.at('a read');
    this.process.world.read(id, this.process);
    return { ...this.#desk.get(id) };
  }

  updateTicket(id: string, update: TicketUpdate): Promise<Ticket> {
    return this.#write('updateTicket', id, () => ({ ...this.#desk.update(id, update) }));
  }

  addNote(id: string, note: NewNote): Promise<Note> {
    return this.#write('addNote', id, () => this.#desk.addNote(id, note));
  }

  createTicket(): Promise<Ticket> {
    return Promise.reject(new Error('no tickets are created here'));
  }

  async listValues(): Promise<null> {
    return null;
  }

  get #desk() {
    return this.process.world.desk;
  }

  async #write<T>(operation: string, id: string, write: () => T): Promise<T> {
    await this.process.at('before a write');
    const written = write();
    try {
      await this.process.at('after a write');
    } catch (cause) {
      if (!(cause instanceof ConnectionLost)) throw cause;
      this.process.world.answersLost.add(id);
      throw new TicketSystemError('the answer was lost', { kind: 'retryable', effect: 'unknown', system: 'desk', operation, cause });
    }
    return written;
  }
}

export class WorldPlugin extends PluginFactory {
  injectables() {
    return [LookPipe, OncePipe, RecoveringPipe, NotePipe, UpdatePipe, DeskService];
  }
}
