import { Gate } from '../../../test/support/gate.js';
import type { Durability } from '../journal.js';
import { GroupCommit } from './group-commit.js';

describe('GroupCommit', () => {
  let committed: (readonly string[])[];
  let durabilities: Durability[];
  let fails: boolean;
  let gate: Gate | undefined;
  let atWork: () => void;
  let atWorkNow: Promise<void>;
  let group: GroupCommit<string>;

  beforeEach(() => {
    committed = [];
    durabilities = [];
    fails = false;
    gate = undefined;
    atWorkNow = new Promise((resolve) => {
      atWork = resolve;
    });
    group = new GroupCommit({
      commit: async (batch, durability) => {
        atWork();
        await gate?.opened;
        if (fails) throw new Error('the disk is full');
        committed.push(batch);
        durabilities.push(durability);
      },
      shorten: (batch) => [...new Set(batch)],
    });
  });
  afterEach(() => group.stop());

  function add(...entries: string[]): void {
    for (const entry of entries) group.add(entry);
  }

  it('commits together what was added together', async () => {
    add('a', 'b');
    await Promise.all([group.flush(), group.flush()]);
    expect(committed).toEqual([['a', 'b']]);
  });

  it('has nothing to do when nothing waits', async () => {
    await group.flush();
    expect(committed).toEqual([]);
  });

  it('commits by itself, soon, what nobody waits for, and as safe as it has to be', async () => {
    const done = new Promise<unknown>((resolve) => {
      const commit = async (...batch: unknown[]): Promise<void> => resolve(batch);
      group = new GroupCommit({ commit, shorten: (batch) => [...batch], unasked: 'soon' });
    });
    add('a');
    expect(await done).toEqual([['a'], 'soon']);
  });

  it('makes safe what was committed without being so', async () => {
    add('a');
    await group.join('soon', async () => undefined);
    await group.flush();
    await group.flush();
    expect(committed).toEqual([[]]);
    expect(durabilities).toEqual(['safe']);
  });

  it('has a commit be safe when somebody waits for that behind it', async () => {
    const joined = group.join('soon', async (batch, durability) => {
      committed.push(batch);
      durabilities.push(durability);
    });
    add('a');
    await Promise.all([group.flush(), joined]);
    expect(committed).toEqual([['a']]);
    expect(durabilities).toEqual(['safe']);
  });

  it('lets all who come while a commit is at work share the next', async () => {
    gate = new Gate();
    add('a');
    const first = group.flush();
    await atWorkNow;
    add('b');
    const second = group.flush();
    add('c');
    const third = group.flush();
    gate.open();
    await Promise.all([first, second, third]);
    expect(committed).toEqual([['a'], ['b', 'c']]);
  });

  it('tells everybody who waits that it failed, and keeps what could not be committed in its order', async () => {
    fails = true;
    add('a', 'b');
    const both = [group.flush(), group.flush()];
    for (const each of both) await expect(each).rejects.toThrow('the disk is full');
    add('c', 'a');
    await expect(group.flush()).rejects.toThrow('the disk is full');
    expect(group.size).toBe(3);
    fails = false;
    await group.flush();
    expect(committed).toEqual([['a', 'b', 'c']]);
  });

  it('has something else done with the commit, alone', async () => {
    gate = new Gate();
    add('a');
    const flushed = group.flush();
    await atWorkNow;
    add('b');
    const joined = group.join('safe', async (batch) => {
      committed.push([...batch, 'joined']);
      return 7;
    });
    add('c');
    gate.open();
    await flushed;
    expect(await joined).toBe(7);
    await group.flush();
    expect(committed).toEqual([['a'], ['b', 'c', 'joined']]);
  });

  it('keeps what was to be committed with something that failed', async () => {
    add('a');
    await expect(group.join('safe', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    await group.flush();
    expect(committed).toEqual([['a']]);
  });
});
