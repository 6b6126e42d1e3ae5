import { performance } from 'node:perf_hooks';

/** Keeps what was checked and how long it took, and says so at the end. */
export class Report {
  #passed = 0;
  #failed = 0;
  #stages = [];

  /** Does one stage and tells how long it took. One that fails ends the proof: what comes after stands on it. */
  async stage(name, work) {
    const started = performance.now();
    const result = await work();
    const seconds = (performance.now() - started) / 1000;
    this.#stages.push({ name, seconds });
    console.log(`${seconds.toFixed(1).padStart(6)} s  ${name}`);
    return result;
  }

  /** Checks one thing. A failure is told, and the proof goes on. */
  async check(name, work) {
    try {
      await work();
      this.#passed += 1;
      console.log(`          ✓ ${name}`);
    } catch (error) {
      this.#failed += 1;
      console.log(`          ✗ ${name}\n${indent(String(error.message ?? error))}`);
    }
  }

  /** The seconds of all stages whose name begins so. */
  seconds(prefix) {
    return this.#stages.filter(({ name }) => name.startsWith(prefix)).reduce((sum, { seconds }) => sum + seconds, 0);
  }

  /** A stage broke, so that nothing after it could be checked. */
  broke(error) {
    this.#failed += 1;
    console.error(indent(error.stack ?? String(error)));
  }

  /** The closing line, and whether all is well. */
  finish() {
    const total = this.#stages.reduce((sum, { seconds }) => sum + seconds, 0);
    console.log(`${total.toFixed(1).padStart(6)} s  in all`);
    console.log(`${this.#passed} passed, ${this.#failed} failed`);
    return this.#failed === 0;
  }
}

function indent(text) {
  return text
    .split('\n')
    .map((line) => `            ${line}`)
    .join('\n');
}
