/** One exchange with a real Request Tracker 5.0.3. They follow each other: each finds what those before it left. */
export interface Recording {
  readonly number: number;
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly as?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly status: number;
  readonly answerHeaders?: Readonly<Record<string, string>>;
  readonly answer?: unknown;
}

/** The numbers of transactions: those that were recorded, and those that the fake gave in their place. */
export class Numbers {
  private readonly known = new Map<string, string>();

  know(recorded: string, own: string): void {
    this.known.set(recorded, own);
  }

  /** Finds the same transactions in two answers. */
  learn(recorded: unknown, own: unknown): void {
    if (typeof recorded !== 'object' || recorded === null || typeof own !== 'object' || own === null) return;
    const [theirs, ours] = [recorded, own] as Readonly<Record<string, unknown>>[] as [
      Readonly<Record<string, unknown>>,
      Readonly<Record<string, unknown>>,
    ];
    for (const [name, value] of Object.entries(theirs)) {
      const isNumber = (name === 'id' && theirs['type'] === 'transaction') || name === 'etag' || name === 'location';
      if (isNumber) this.know(numberIn(value), numberIn(ours[name]));
      else this.learn(value, ours[name]);
    }
  }

  /** A request with the fake's numbers in place of the recorded ones. */
  rewritten(recording: Recording): Recording {
    const { path, headers = {}, body } = recording;
    const own = (text: string): string => text.replace(/\d+/, (number) => this.known.get(number) ?? number);
    const changed = Object.entries(headers).map(([name, value]) => [name, /^if-(none-)?match$/.test(name) ? own(value) : value]);
    const filters = Array.isArray(body) ? (body as readonly Readonly<Record<string, string>>[]) : undefined;
    return {
      ...recording,
      path: path.replace(/\/transaction\/\d+/, own),
      headers: Object.fromEntries(changed) as Record<string, string>,
      body:
        filters?.map((filter) => (filter['field'] === 'TransactionId' ? { ...filter, value: own(filter['value'] ?? '') } : filter)) ?? body,
    };
  }
}

function numberIn(value: unknown): string {
  return /(\d+)\D*$/.exec(String(value))?.[1] ?? '';
}
