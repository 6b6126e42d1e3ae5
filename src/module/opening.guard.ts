/** A service that is opened by Nest. */
interface Opening {
  onModuleInit: () => unknown;
}

/**
 * Lets `abandon` run when a service cannot be opened.
 *
 * The start ends there, and Nest calls no hook of what never came up: the service's own hook is the one place where it can be seen.
 * The error goes on to Nest as it is.
 */
export function guardOpening(service: unknown, abandon: () => Promise<void>): void {
  if (!isOpening(service) || !Object.isExtensible(service)) return;
  const open = service.onModuleInit;
  const guarded = async (): Promise<void> => {
    try {
      await open.call(service);
    } catch (error) {
      await abandon();
      throw error;
    }
  };
  Object.defineProperty(service, 'onModuleInit', { value: guarded, configurable: true, writable: true });
}

function isOpening(service: unknown): service is Opening {
  return typeof (service as Partial<Opening> | null | undefined)?.onModuleInit === 'function';
}
