import { IsString } from 'class-validator';
import {
  Classifier,
  Pipe,
  PipeResult,
  Service,
  TicketSystem,
  Trigger,
  type PipeContext,
  type PipeHandler,
  type TriggerContext,
} from 'open-ticket-ai';

/*
 * Each @ts-expect-error below is a promise: that line must not compile. `npm run typecheck` breaks when one of them does.
 */

class RouteParams {
  @IsString()
  queue!: string;
}

class OtherParams {
  @IsString()
  colour!: string;
}

interface Services {
  readonly ticket_system: TicketSystem;
}

describe('the compiler accepts', () => {
  it('a pipe whose execute takes the params and services that @Pipe names', async () => {
    @Pipe('route', { params: RouteParams, injects: { ticket_system: TicketSystem } })
    class RoutePipe implements PipeHandler<RouteParams, Services> {
      async execute({ params, services }: PipeContext<RouteParams, Services>) {
        await services.ticket_system.updateTicket('1', { queue: { name: params.queue } });
        return PipeResult.succeeded({ queue: params.queue });
      }
    }
    expect(RoutePipe.name).toBe('RoutePipe');
  });

  it('a pipe that uses less than it is given', () => {
    @Pipe('lean', { params: RouteParams, injects: { ticket_system: TicketSystem } })
    class LeanPipe {
      execute() {
        return PipeResult.skipped('nothing to do');
      }
    }
    expect(LeanPipe.name).toBe('LeanPipe');
  });

  it('constructor injection of anything', () => {
    class Audit {}
    @Pipe('audited')
    class AuditedPipe {
      constructor(readonly audit: Audit) {}
      execute() {
        return PipeResult.succeeded();
      }
    }
    expect(AuditedPipe.name).toBe('AuditedPipe');
  });
});

describe('the compiler refuses', () => {
  it('a pipe without execute', () => {
    // @ts-expect-error a pipe needs execute
    @Pipe('no_execute')
    class NoExecute {}
    expect(NoExecute.name).toBe('NoExecute');
  });

  it('a pipe that returns something else than a PipeResult', () => {
    // @ts-expect-error a plain object is no PipeResult
    @Pipe('bad_result')
    class BadResult {
      execute() {
        return { value: 1 };
      }
    }
    expect(BadResult.name).toBe('BadResult');
  });

  it('a pipe whose execute wants other params than it declares', () => {
    // @ts-expect-error execute wants OtherParams
    @Pipe('wrong_params', { params: RouteParams })
    class WrongParams {
      execute({ params }: PipeContext<OtherParams>) {
        return PipeResult.succeeded({ colour: params.colour });
      }
    }
    expect(WrongParams.name).toBe('WrongParams');
  });

  it('a pipe that uses a service it did not declare', () => {
    // @ts-expect-error ticket_system is not among injects
    @Pipe('undeclared_service', { params: RouteParams })
    class UndeclaredService {
      async execute({ services }: PipeContext<RouteParams, Services>) {
        await services.ticket_system.getTicket('1');
        return PipeResult.succeeded();
      }
    }
    expect(UndeclaredService.name).toBe('UndeclaredService');
  });

  it('a pipe that takes a service for another kind than it declares', () => {
    // @ts-expect-error ticket_system is declared as a Classifier
    @Pipe('wrong_service', { injects: { ticket_system: Classifier } })
    class WrongService {
      async execute({ services }: PipeContext<object, Services>) {
        await services.ticket_system.getTicket('1');
        return PipeResult.succeeded();
      }
    }
    expect(WrongService.name).toBe('WrongService');
  });

  it('writing to what a pipe gets', () => {
    @Pipe('writer', { params: RouteParams })
    class Writer {
      execute(context: PipeContext<RouteParams>) {
        // @ts-expect-error the context is read-only
        context.dryRun = false;
        return PipeResult.succeeded();
      }
    }
    expect(Writer.name).toBe('Writer');
  });

  it('a trigger without start, or with other params', () => {
    // @ts-expect-error a trigger needs start
    @Trigger('no_start')
    class NoStart {}
    // @ts-expect-error start wants OtherParams
    @Trigger('wrong_params', { params: RouteParams })
    class WrongParams {
      start({ params }: TriggerContext<OtherParams>) {
        void params.colour;
      }
    }
    expect([NoStart.name, WrongParams.name]).toEqual(['NoStart', 'WrongParams']);
  });

  it('params or a service that is no class', () => {
    // @ts-expect-error params must be a class
    Service('a', { params: { queue: 'text' } });
    // @ts-expect-error a contract must be a class
    Service('b', { injects: { ticket_system: 'helpdesk' } });
    expect(Service).toBeInstanceOf(Function);
  });
});
