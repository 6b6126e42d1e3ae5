import { z } from 'zod';
import { Helpdesk } from '../helpdesk.mjs';
import { routeSteps } from './route-steps.mjs';

const Ticket = z.object({ id: z.string(), subject: z.string(), body: z.string() });
const Answer = z.object({ label: z.string(), confidence: z.number() });
const Nothing = z.object({});

/**
 * A workflow of ten steps with schemas that say as much as the params classes of the built-in pipes do.
 *
 * @param version - the package: two majors with the same front
 */
export async function createMastra({ version }) {
  const { createStep, createWorkflow } = await import(`${version}/workflows`);
  const helpdesk = new Helpdesk();
  let workflow = createWorkflow({ id: 'route', inputSchema: Nothing, outputSchema: Nothing });
  let inputSchema = Nothing;
  for (const step of stepsOf(routeSteps(helpdesk))) {
    workflow = workflow.then(createStep({ ...step, inputSchema }));
    inputSchema = step.outputSchema;
  }
  workflow.commit();
  const start = workflow.createRunAsync === undefined ? () => workflow.createRun() : () => workflow.createRunAsync();
  async function run() {
    const result = await (await start()).start({ inputData: {} });
    if (result.status !== 'success') throw result.error;
  }
  return { run, helpdesk };
}

const step = (id, outputSchema, execute) => ({ id, outputSchema, execute: ({ getStepResult }) => execute(getStepResult) });

async function done(work) {
  await work;
  return {};
}

function stepsOf(steps) {
  return [
    step('fetch', z.object({ tickets: z.array(Ticket) }), async () => ({ tickets: await steps.fetch() })),
    step('guard', Nothing, (of) => done(steps.guard(of('fetch').tickets))),
    step('pick', Ticket, (of) => steps.pick(of('fetch').tickets)),
    step('classify_queue', Answer, (of) => steps.classifyQueue(of('pick'))),
    step('select', z.object({ queue: z.string() }), async (of) => ({ queue: await steps.select(of('classify_queue')) })),
    step('update_queue', Nothing, (of) => done(steps.updateQueue(of('pick'), of('select').queue))),
    step('note_queue', Nothing, (of) => done(steps.noteQueue(of('pick'), of('select').queue, of('classify_queue')))),
    step('classify_priority', Answer, (of) => steps.classifyPriority(of('pick'))),
    step('update_priority', Nothing, (of) => done(steps.updatePriority(of('pick'), of('classify_priority')))),
    step('note_priority', Nothing, (of) => done(steps.notePriority(of('pick'), of('classify_priority')))),
  ];
}
