import { jest } from '@jest/globals';
import { Deadlines, type Expiring } from './deadlines.js';

/** Notes when it was ended. */
function waiting(name: string, ended: string[]): Expiring {
  return { until: 0, expire: () => ended.push(`${name} at ${Math.round(performance.now())}`) };
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
    deadlines.add(waiting('first', ended));
    jest.advanceTimersByTime(30);
    deadlines.add(waiting('second', ended));
    deadlines.add(waiting('third', ended));
    jest.advanceTimersByTime(300);
    expect(ended).toEqual([`first at ${begun + 100}`, `second at ${begun + 130}`, `third at ${begun + 130}`]);
  });

  it('do not end what has ended in time, and have one timer for all', () => {
    const [first, second] = [waiting('first', ended), waiting('second', ended)];
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
    const one = waiting('one', ended);
    deadlines.add(one);
    deadlines.remove(one);
    jest.advanceTimersByTime(100);
    expect(jest.getTimerCount()).toBe(0);
    deadlines.add(one);
    jest.advanceTimersByTime(100);
    expect(ended).toHaveLength(1);
  });

  it('leave no timer behind once they are closed', () => {
    const one = waiting('one', ended);
    deadlines.add(one);
    deadlines.remove(one);
    deadlines.close();
    expect(jest.getTimerCount()).toBe(0);
  });

  it('of what was added while another one is ended are kept too', () => {
    const next = waiting('next', ended);
    deadlines.add({ until: 0, expire: () => deadlines.add(next) });
    jest.advanceTimersByTime(100);
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(100);
    expect(ended).toHaveLength(1);
  });
});
