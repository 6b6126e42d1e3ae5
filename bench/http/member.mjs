import { fork } from 'node:child_process';

/** The process of one client. Compiled code that has seen the objects of several clients is slower: none is to pay for another. */
export class Member {
  #process;

  /** @param title - what tables call it */
  constructor(title, system, client, url) {
    this.name = title;
    this.#process = fork(new URL('child.mjs', import.meta.url).pathname, [system, client, url]);
  }

  /** Works on ticket 1 so many times. */
  tickets(count) {
    return this.#ask({ concurrency: 1, count });
  }

  /** Works for some time, so many tickets at a time. */
  round(concurrency, milliseconds) {
    return this.#ask({ concurrency, milliseconds });
  }

  stop() {
    this.#process.disconnect();
  }

  async #ask(command) {
    const reply = new Promise((resolve, reject) => {
      const failed = (code) => reject(new Error(`the process of "${this.name}" ended with ${code}`));
      this.#process.once('exit', failed);
      this.#process.once('message', (message) => {
        this.#process.off('exit', failed);
        resolve(message);
      });
    });
    this.#process.send(command);
    const { answer, error } = await reply;
    if (error !== undefined) throw new Error(`${this.name}: ${error}`);
    return answer;
  }
}
