import type { OperationOptions } from './tickets/ticket-system.js';

/**
 * What a service may have beside its contract: the answer to "can what you stand for be reached?"
 * `otai doctor` asks it, and a host's health endpoint can.
 *
 * @example
 *     export class ZammadTicketSystem extends TicketSystem implements HealthCheck { … }
 */
export interface HealthCheck {
  /**
   * Asks for something small that needs the network, the address and the credentials to be right. Changes nothing.
   * Rejects with an error that says what is wrong and, as its hint, what to do. The service is open when it is called.
   */
  checkHealth(options?: OperationOptions): Promise<void>;
}

/** Whether a service can be asked. */
export function hasHealthCheck(service: object): service is HealthCheck {
  return typeof (service as Partial<HealthCheck>).checkHealth === 'function';
}
