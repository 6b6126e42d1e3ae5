import { jest } from '@jest/globals';
import { Deadlines, Expiring } from './deadlines.js';

/** Notes when it was ended. */
class Waiting extends Expiring {
  constructor(
    private readonly name: string,
    private readonly ended: string[],
  ) {
    super();
  }

  expire(): void {
    this.ended.push(`${this.name} at ${Math.round(performance.now())}`);
  }
}

describe('deadlines', () => {
  let ended: string[];
  let deadlines: Deadlines;

  beforeEach(() => {
    jest.useFakeTimers({ now: 0, doNotFake: ['nextTick', 'queueMicrotask'] });
    ended = [];
    deadlines = new Deadlines(100);
  });
  afterEach(() => jest.useRealTimers());

  it('end each one when its own time is over, however many there are', () => {
    const begun = performance.now();
    deadlines.add(new Waiting('first', ended));
    jest.advanceTimersByTime(30);
    deadlines.add(new Waiting('second', ended));
    deadlines.add(new Waiting('third', ended));
    jest.advanceTimersByTime(300);
    expect(ended).toEqual([`first at ${begun + 100}`, `second at ${begun + 130}`, `third at ${begun + 130}`]);
  });

  it('do not end what has ended in time, and have one timer for all', () => {
    const [first, second] = [new Waiting('first', ended), new Waiting('second', ended)];
    deadlines.add(first);
    deadlines.remove(first);
    jest.advanceTimersByTime(50);
    deadlines.add(second);
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(99);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(1);
    expect(ended).toHaveLength(1);
  });

  it('rest when nothing waits, and begin again with the next one', () => {
    const one = new Waiting('one', ended);
    deadlines.add(one);
    deadlines.remove(one);
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
    deadlines.add(one);
    jest.advanceTimersByTime(100);
    expect(ended).toHaveLength(1);
  });

  it('leave no timer behind once they are closed', () => {
    const one = new Waiting('one', ended);
    deadlines.add(one);
    deadlines.remove(one);
    deadlines.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('of what was added while another one is ended are kept too', () => {
    const next = new Waiting('next', ended);
    const last = new Waiting('last', ended);
    jest.spyOn(last, 'expire').mockImplementation(() => deadlines.add(next));
    deadlines.add(last);
    jest.advanceTimersByTime(100);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(ended).toHaveLength(1);
  });

  it('hold on to nothing that has ended, in whatever order it did', () => {
    const all = ['a', 'b', 'c', 'd', 'e'].map((name) => new Waiting(name, ended));
    for (const one of all) deadlines.add(one);
    const [a, , c, , e] = all as [Waiting, Waiting, Waiting, Waiting, Waiting];
    for (const one of [c, a, e, a]) deadlines.remove(one);
    for (const { before, after } of [a, c, e]) expect([before, after]).toEqual([undefined, undefined]);
    jest.advanceTimersByTime(100);
    expect(ended.map((line) => line[0])).toEqual(['b', 'd']);
    expect(all.every(({ before, after }) => before === undefined && after === undefined)).toBe(true);
  });
});
