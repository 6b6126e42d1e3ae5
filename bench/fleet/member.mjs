import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));

/** A process that does as it is told: `tickets`, `ask`, `set`, `used`. */
export class Member {
  #process;

  /** @param options - `kind`: `bare` or `ours`, and what these need */
  static async start(options, flags = []) {
    const member = new Member();
    member.#process = fork(CHILD, [JSON.stringify(options)], { execArgv: flags });
    await member.#next();
    return member;
  }

  get pid() {
    return this.#process.pid;
  }

  ask(command, options = {}) {
    const reply = this.#next();
    this.#process.send({ command, ...options });
    return reply;
  }

  async stop() {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    this.#process.disconnect();
    await ended;
  }

  #next() {
    return new Promise((resolve, reject) => {
      const failed = (code) => reject(new Error(`a process ended with ${code}`));
      this.#process.once('exit', failed);
      this.#process.once('message', ({ answer, error }) => {
        this.#process.off('exit', failed);
        if (error === undefined) resolve(answer);
        else reject(new Error(error));
      });
    });
  }
}
