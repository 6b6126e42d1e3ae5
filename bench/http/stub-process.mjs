import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Starts a stub of `stubs/` in a process of its own. */
export async function startStub(name, ...args) {
  const file = new URL(`stubs/${name}.mjs`, import.meta.url).pathname;
  const child = spawn(process.execPath, [file, ...args.map(String)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const [port] = await once(child.stdout, 'data');
  const url = `http://127.0.0.1:${String(port).trim()}`;
  const ask = async (path) => (await fetch(url + path)).json();
  return {
    url,
    /** How many connections were opened, and how many are open, without the one that asks. */
    async connections() {
      const { opened, open } = await ask('/stub/connections');
      return { opened: opened - 1, open: open - 1 };
    },
    /** The requests that some work sends. */
    async requestsOf(work) {
      await ask('/stub/record');
      await work();
      return ask('/stub/recorded');
    },
    stop: () => child.kill(),
  };
}
