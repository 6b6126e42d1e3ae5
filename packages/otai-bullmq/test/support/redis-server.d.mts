/** Whether Redis is installed. */
export function hasRedis(): boolean;
/** A port that nobody listens on. */
export function freePort(): Promise<number>;

/** A server that can be ended and started again on the same data and port. */
export class RedisServer {
  static start(flags?: readonly string[], port?: number): Promise<RedisServer>;
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  readonly folder: string;
  begin(): Promise<void>;
  signal(signal: NodeJS.Signals): void;
  end(signal?: NodeJS.Signals): Promise<void>;
  stop(): Promise<void>;
}
