import { stop, STOPS, type StoppedProcess } from '../../scripts/faults/stop.mjs';

interface Ending {
  readonly code: number | null;
  /** How many signals it takes. */
  readonly signals?: number;
  readonly isDone?: boolean;
}

/** A process that ends with a code after so many signals; with `null` it does not end. */
function processThat({ code, signals = 1, isDone = false }: Ending): StoppedProcess & { readonly told: string[] } {
  const told: string[] = [];
  const isOver = () => code !== null && told.length >= signals;
  return {
    told,
    name: '001-a',
    logFile: '001-a.log',
    output: 'waiting',
    isDone,
    isExcused: false,
    ended: Promise.resolve(),
    child: { exitCode: code, signalCode: null },
    get isAlive() {
      return !isOver();
    },
    tell: (signal) => told.push(signal) > 0,
    goneWithin: () => Promise.resolve(isOver() ? 5 : undefined),
  };
}

async function kindsOf(ending: Ending, how: keyof typeof STOPS): Promise<readonly string[]> {
  return (await stop(processThat(ending), STOPS[how])).map(({ kind }) => kind);
}

describe('a process that is asked to stop', () => {
  it.each([
    ['a watching one ends well', 'sigterm', { code: 0 }],
    ['run --once says that it has left work', 'once_sigterm', { code: 130 }],
    ['run --once may have been done before', 'once_sigint', { code: 0, isDone: true }],
    ['a second SIGTERM ends it at once', 'sigterm_twice', { code: 143, signals: 2 }],
    ['a second SIGINT ends it at once', 'sigint_twice', { code: 130, signals: 2 }],
    ['the second may find it at its end', 'sigint_twice', { code: 0, signals: 2 }],
  ] as const)('%s', async (_, how, ending) => {
    expect(await kindsOf(ending, how)).toEqual([]);
  });

  it.each([
    ['a watching one does not say that all went wrong', 'sigterm', { code: 143 }],
    ['nor that work was left', 'sigterm', { code: 130 }],
    ['run --once does not say that all went well', 'once_sigterm', { code: 0 }],
    ['a code belongs to its signal', 'sigterm_twice', { code: 130, signals: 2 }],
    ['one signal is not two', 'sigterm_twice', { code: 143 }],
  ] as const)('%s', async (_, how, ending) => {
    expect(await kindsOf(ending, how)).toEqual(['wrong']);
  });

  it('is stuck when it does not end', async () => {
    expect(await kindsOf({ code: null }, 'sigterm')).toEqual(['stuck']);
  });

  it('may be ended by a second signal that it does not listen to any more', async () => {
    const otai = { ...processThat({ code: 0, signals: 2 }), isAlive: true, child: { exitCode: null, signalCode: 'SIGINT' as const } };
    expect(await stop(otai, STOPS.sigint_twice)).toEqual([]);
    expect(await stop(otai, STOPS.sigterm_twice)).toHaveLength(1);
  });

  it('may have ended for a reason that it cannot help', async () => {
    expect(await stop({ ...processThat({ code: 1 }), isExcused: true })).toEqual([]);
    expect(await kindsOf({ code: 1 }, 'sigterm')).toEqual(['wrong']);
  });

  it('gets no second signal when the first was enough', async () => {
    const otai = processThat({ code: 0 });
    await stop(otai, STOPS.sigterm_twice);
    expect(otai.told).toEqual(['SIGTERM']);
  });
});
