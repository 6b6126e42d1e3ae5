/** What goes wrong with one request. */
export interface DoorFault {
  readonly kind: string;
  readonly status?: number;
  readonly retryAfter?: number;
}

/** A write as the door remembers it. */
export interface DoorWrite {
  readonly by: string;
  readonly ticket: string;
  readonly does: string;
  readonly fault: string | undefined;
  readonly outcome: string;
  readonly status?: number;
}

/** How to open a door. */
export interface DoorOptions {
  readonly target: string;
  readonly plan: { next(): DoorFault | undefined };
  readonly by: string;
  readonly patienceMs: number;
  readonly describe: (request: { method: string; path: string; body: string }) => { ticket: string; does: string } | undefined;
}

/** The way from one otai process to the helpdesk. */
export class Door {
  static open(options: DoorOptions): Promise<Door>;
  readonly url: string;
  readonly writes: readonly DoorWrite[];
  readonly faults: ReadonlyMap<string, number>;
  onWrite: (point: string, write: DoorWrite) => 'lost' | undefined | void;
  settled(): Promise<void>;
  close(): Promise<void>;
}
