import { OwnerWatch, type OwnerBeat } from './owner-watch.js';

const owner = (beat: number): OwnerBeat => ({ ownerId: 'a', host: 'there', pid: 7, processStart: '', beat });

function watchFor(beats: readonly number[], find = () => 'unknown' as const): OwnerWatch {
  const watch = new OwnerWatch(find);
  for (const beat of beats) watch.observe([owner(beat)]);
  return watch;
}

describe('OwnerWatch', () => {
  it('takes the word of the machine for a process that is here', () => {
    const still = Array.from({ length: 20 }, () => 1);
    const alive = new OwnerWatch(() => 'alive');
    for (const beat of still) alive.observe([owner(beat)]);
    expect(alive.isDead(owner(1))).toBe(false);
    expect(new OwnerWatch(() => 'gone').isDead(owner(1))).toBe(true);
  });

  it('takes one elsewhere for dead after six beats of our own without one of it', () => {
    expect(watchFor([]).isDead(owner(4))).toBe(false);
    expect(watchFor([4, 4, 4, 4, 4, 4]).isDead(owner(4))).toBe(false);
    expect(watchFor([4, 4, 4, 4, 4, 4, 4]).isDead(owner(4))).toBe(true);
  });

  it('begins anew with each beat of it, the last moment included', () => {
    expect(watchFor([4, 4, 4, 4, 4, 5, 5, 5]).isDead(owner(5))).toBe(false);
    expect(watchFor([4, 4, 4, 4, 4, 4, 4]).isDead(owner(5))).toBe(false);
  });

  it('forgets one that has left', () => {
    const watch = watchFor([4, 4, 4, 4, 4, 4, 4]);
    watch.observe([]);
    expect(watch.isDead(owner(4))).toBe(false);
  });
});
