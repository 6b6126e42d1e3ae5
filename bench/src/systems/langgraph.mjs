import { Annotation, END, entrypoint, START, StateGraph, task } from '@langchain/langgraph';
import { Helpdesk } from '../helpdesk.mjs';
import { routeSteps } from './route-steps.mjs';

const State = Annotation.Root({
  fetched: Annotation(),
  ticket: Annotation(),
  queue: Annotation(),
  selected: Annotation(),
  priority: Annotation(),
});

/** A graph of ten nodes in a row, without a checkpointer. */
export function createStateGraph() {
  const helpdesk = new Helpdesk();
  const steps = routeSteps(helpdesk);
  const nodes = Object.entries(nodesOf(steps));
  const graph = new StateGraph(State);
  for (const [name, node] of nodes) graph.addNode(name, node);
  const names = [START, ...nodes.map(([name]) => name), END];
  for (const [index, name] of names.slice(0, -1).entries()) graph.addEdge(name, names[index + 1]);
  const compiled = graph.compile();
  return { run: () => compiled.invoke({}), helpdesk };
}

/** A node is named with a verb, for it must not bear the name of a part of the state. */
function nodesOf(steps) {
  return {
    fetch: async () => ({ fetched: await steps.fetch() }),
    guard: async ({ fetched }) => {
      await steps.guard(fetched);
      return {};
    },
    pick: async ({ fetched }) => ({ ticket: await steps.pick(fetched) }),
    classify_queue: async ({ ticket }) => ({ queue: await steps.classifyQueue(ticket) }),
    select: async ({ queue }) => ({ selected: await steps.select(queue) }),
    update_queue: async ({ ticket, selected }) => {
      await steps.updateQueue(ticket, selected);
      return {};
    },
    note_queue: async ({ ticket, selected, queue }) => {
      await steps.noteQueue(ticket, selected, queue);
      return {};
    },
    classify_priority: async ({ ticket }) => ({ priority: await steps.classifyPriority(ticket) }),
    update_priority: async ({ ticket, priority }) => {
      await steps.updatePriority(ticket, priority);
      return {};
    },
    note_priority: async ({ ticket, priority }) => {
      await steps.notePriority(ticket, priority);
      return {};
    },
  };
}

/** The functional front: ten tasks, called one after the other from an entrypoint. */
export function createFunctional() {
  const helpdesk = new Helpdesk();
  const tasks = Object.fromEntries(Object.entries(routeSteps(helpdesk)).map(([name, step]) => [name, task(name, step)]));
  const route = entrypoint('route', async () => {
    const fetched = await tasks.fetch();
    await tasks.guard(fetched);
    const ticket = await tasks.pick(fetched);
    const queue = await tasks.classifyQueue(ticket);
    const selected = await tasks.select(queue);
    await tasks.updateQueue(ticket, selected);
    await tasks.noteQueue(ticket, selected, queue);
    const priority = await tasks.classifyPriority(ticket);
    await tasks.updatePriority(ticket, priority);
    await tasks.notePriority(ticket, priority);
    return null;
  });
  return { run: () => route.invoke({}), helpdesk };
}
