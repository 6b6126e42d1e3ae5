import { BasePlugin } from '../../../src/base/base.plugin.js';
import { loadConfig } from '../../../src/config/config.loader.js';
import type { ComponentRegistry } from '../../../src/discovery/component.registry.js';
import { discoverPlugins } from '../../../src/discovery/plugin.discovery.js';
import { compileApplication, type CompiledApplication } from '../../../src/pipeline/application.compiler.js';
import { configOf, type PipelineShape, type RandomStep } from './random-pipeline.js';
import { SimulatedProcess } from './simulated-process.js';
import { World, type WorldPlan } from './world.js';
import { WorldPlugin } from './world.plugin.js';

/** A pipeline, its tickets, and what goes wrong. */
export interface Scenario {
  readonly steps: readonly RandomStep[];
  readonly shape: PipelineShape;
  /** Their subjects, by id. */
  readonly tickets: ReadonlyMap<string, string>;
  readonly plan: WorldPlan;
  /** How many processes work at the same time. */
  readonly processes: number;
  /** Whether a person sets free what was set aside, once nothing goes wrong any more. */
  readonly isReleased: boolean;
  /** From which restart on the pipeline is another; `Infinity`: never. */
  readonly changedIn: number;
}

/** Far more restarts than there are faults. */
const MOST_ROUNDS = 20;

let registry: Promise<ComponentRegistry> | undefined;

/** Lets processes work until nothing is left to do, starts them again when they have died, and gives the world they leave. */
export async function play({ steps, shape, tickets, plan, processes, changedIn, isReleased }: Scenario): Promise<World> {
  const world = new World(plan);
  for (const [id, subject] of tickets) world.desk.add(id, subject);
  registry ??= discoverPlugins({ factories: [BasePlugin, WorldPlugin], packages: [], hostDir: '.' }).then((set) => set.registry);
  const components = await registry;
  let config = configOf(steps, shape);
  const all: SimulatedProcess[] = [];
  for (let round = 1; round < MOST_ROUNDS && world.isStormy; round += 1) {
    if (round >= changedIn) config = configOf(steps, shape, 2);
    const crew = Array.from({ length: processes }, (_, i) => new SimulatedProcess(`${round}.${i + 1}`, world, compile(config, components)));
    all.push(...crew);
    await world.clock.until(Promise.all(crew.map((process) => process.live())));
    if (crew.every((process) => process.isDone)) break;
  }
  world.calm();
  world.wakeAll();
  await world.clock.until(Promise.all(all.map(({ gone }) => gone)));
  await world.clock.until(new SimulatedProcess('last', world, compile(config, components)).live());
  if (!isReleased) return world;
  await release(world);
  await world.clock.until(new SimulatedProcess('after the release', world, compile(config, components)).live());
  return world;
}

async function release({ memory, released }: World): Promise<void> {
  const quarantined = await memory.records.tickets({ states: ['quarantined'] });
  for (const { ticketId } of quarantined) released.add(ticketId);
  await memory.records.release(quarantined, 'retry');
}

function compile(config: object, components: ComponentRegistry): CompiledApplication {
  const loaded = loadConfig({ config, env: {}, dotenv: false });
  const application = compileApplication(loaded, components, () => undefined);
  loaded.problems.throwIfAny();
  return application;
}
