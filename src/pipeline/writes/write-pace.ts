const MINUTE = 60_000;

/** Waits that many milliseconds; rejects when nothing may be waited for any more. */
export type Wait = (milliseconds: number) => Promise<void>;

/**
 * Keeps the writes of one pipeline to so many within any minute. What comes beyond waits for its turn, in the order in which it came; who gives
 * up leaves the turn to nobody.
 */
export class WritePace {
  /** When the latest turns are, in a ring; some may be yet to come. */
  #turns: number[] = [];
  /** Where the next turn goes: where that of a minute before it is. */
  #next = 0;
  #seen = 0;

  /** @param perMinute - 1 or more */
  constructor(private readonly perMinute: number) {}

  /** Takes a turn. Gives a promise only where it has to be waited for. */
  take(now: () => number, wait: Wait): void | Promise<void> {
    const time = now();
    this.#follow(time);
    const before = this.#turns[this.#next];
    const turn = before === undefined ? time : Math.max(time, before + MINUTE);
    this.#turns[this.#next] = turn;
    this.#next = (this.#next + 1) % this.perMinute;
    if (turn > time) return waitUntil(turn, now, wait);
  }

  /** A clock that was set back must not make anybody wait for longer than the turns are apart. */
  #follow(time: number): void {
    const back = this.#seen - time;
    if (back > 0) this.#turns = this.#turns.map((turn) => turn - back);
    this.#seen = time;
  }
}

async function waitUntil(turn: number, now: () => number, wait: Wait): Promise<void> {
  const start = now();
  for (let time = start; time < turn && time >= start; time = now()) await wait(turn - time);
}
