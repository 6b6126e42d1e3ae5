import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CHILD = fileURLToPath(new URL('child.mjs', import.meta.url));

/** The processes of several systems. They are asked one at a time. */
export class Fleet {
  #members;

  constructor(members) {
    this.#members = members;
  }

  /** Starts one process a system; each has booted and proved that it does the whole work before anything is measured. */
  static async start(systems, flags) {
    const members = [];
    try {
      for (const system of systems) members.push(await Member.start(system, flags));
    } catch (error) {
      for (const member of members) member.stop();
      throw error;
    }
    return new Fleet(members);
  }

  /** Asks every member in turn, beginning with another one each round so that none always follows the same. */
  async round(index, command) {
    const order = this.#members.map((_, place) => this.#members[(place + index) % this.#members.length]);
    for (const member of order) member.answers.push(await member.ask(command));
  }

  /** What the members answered, by system, and the end of their processes. */
  stop() {
    for (const member of this.#members) member.stop();
    return new Map(this.#members.map(({ system, answers }) => [system.id, answers]));
  }
}

/** The process of one system. */
class Member {
  answers = [];

  constructor(system, process) {
    this.system = system;
    this.process = process;
  }

  static async start(system, flags) {
    const process = fork(CHILD, [system.id], { execArgv: flags });
    const member = new Member(system, process);
    await member.#next();
    await member.ask({ command: 'verify' });
    return member;
  }

  async ask(command) {
    const reply = this.#next();
    this.process.send(command);
    const { answer, error } = await reply;
    if (error !== undefined) throw new Error(`${this.system.title}: ${error}`);
    return answer;
  }

  stop() {
    this.process.disconnect();
  }

  #next() {
    return new Promise((resolve, reject) => {
      const failed = (code) => reject(new Error(`the process of "${this.system.title}" ended with ${code}`));
      this.process.once('exit', failed);
      this.process.once('message', (message) => {
        this.process.off('exit', failed);
        resolve(message);
      });
    });
  }
}
