import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ModelProblem } from '../model/model-problem.js';
import type { ModelInfo, ModelSpec, RunJob, TextOutcome, WorkerReply, WorkerRequest } from './protocol.js';

/** Always the built file: a process of its own cannot run TypeScript. From `src/worker` and from `dist/worker` the way is the same. */
const ENTRY = fileURLToPath(new URL('../../dist/worker/worker.main.js', import.meta.url));
/** How long a process may take to end by itself, milliseconds. */
const GRACE = 5_000;
/** Not for the model process: a secret it does not need, and options meant for the host. */
const WITHHELD = ['HF_TOKEN', 'HUGGING_FACE_HUB_TOKEN', 'NODE_OPTIONS'];

type Unnumbered<T> = T extends unknown ? Omit<T, 'id'> : never;

interface Waiting {
  readonly resolve: (reply: WorkerReply) => void;
  readonly reject: (error: Error) => void;
}

/**
 * The process that holds the models, seen from the host. It ends with its host, whatever happens to that.
 *
 * While nothing waits for an answer it does not keep the host alive.
 */
export class ModelProcess {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private readonly ended: Promise<void>;
  private count = 0;
  private alive = true;

  constructor() {
    this.child = fork(ENTRY, [], {
      serialization: 'advanced',
      execArgv: [],
      env: environment(),
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.child.on('message', (reply: WorkerReply) => this.settle(reply));
    this.child.on('error', () => this.child.kill('SIGKILL'));
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => resolve(this.end(code, signal)));
    });
    this.rest();
  }

  /** Whether it can still be asked. */
  get running(): boolean {
    return this.alive;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** @throws ModelProblem */
  async load(spec: ModelSpec, memoryLimit: number): Promise<ModelInfo> {
    const reply = await this.ask({ load: spec, memoryLimit });
    return (reply as Extract<WorkerReply, { loaded: ModelInfo }>).loaded;
  }

  /** @throws ModelProblem */
  async run(key: string, run: RunJob): Promise<readonly TextOutcome[]> {
    const reply = await this.ask({ key, run });
    return (reply as Extract<WorkerReply, { ran: readonly TextOutcome[] }>).ran;
  }

  /** Lets it end by itself once it has answered; ends it after 5 s. */
  async stop(): Promise<void> {
    if (!this.alive) return this.ended;
    const timer = setTimeout(() => this.kill(), GRACE);
    this.child.ref();
    if (this.child.connected) this.child.disconnect();
    await this.ended;
    clearTimeout(timer);
  }

  /** Ends it at once. What waits for an answer fails. */
  kill(): void {
    this.child.kill('SIGKILL');
  }

  private ask(request: Unnumbered<WorkerRequest>): Promise<WorkerReply> {
    const id = ++this.count;
    this.child.ref();
    this.child.channel?.ref();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      if (!this.alive) this.settle({ id, failed: DIED.report });
      else this.child.send({ ...request, id }, (error) => error && this.child.kill('SIGKILL'));
    });
  }

  private settle(reply: WorkerReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.rest();
    if ('failed' in reply) waiting?.reject(new ModelProblem(reply.failed));
    else waiting?.resolve(reply);
  }

  private rest(): void {
    this.child.unref();
    this.child.channel?.unref();
  }

  private end(code: number | null, signal: NodeJS.Signals | null): void {
    this.alive = false;
    const cause = signal === null ? `it ended with code ${code}` : `it was ended by ${signal}`;
    for (const { reject } of this.waiting.values()) reject(new ModelProblem({ ...DIED.report, cause }));
    this.waiting.clear();
  }
}

const DIED = new ModelProblem({
  problem: 'process_died',
  message: 'the model process ended while it was at work',
  hint: 'it is started again by itself; if this repeats, the machine may be short of memory: use dtype q8 or a smaller model',
  retryable: true,
});

function environment(): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !WITHHELD.includes(name)));
}
