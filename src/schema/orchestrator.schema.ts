import { BOOLEAN, closed, nullable, TEMPLATE, type JsonSchema } from './json-schema.js';
import { refer } from './params.definitions.js';
import { NOT_A_NAME } from './steps.schema.js';
import { basePattern } from './use.schema.js';

const PAUSE = nullable({ anyOf: [{ type: 'number', minimum: 0 }, { type: 'string', pattern: String.raw`^\s*[\dpP]` }, TEMPLATE] });

/** `orchestrator:`, the grammar of Open Ticket AI 1.4. */
export function orchestratorSchema(): JsonSchema {
  const params = closed(
    { orchestrator_sleep: PAUSE, exception_sleep: PAUSE, always_retry: BOOLEAN, steps: { type: 'array', items: runnerSchema() } },
    ['steps'],
  );
  return closed({ id: {}, use: { type: 'string', pattern: basePattern('SimpleSequentialOrchestrator') }, injects: {}, params }, [
    'use',
    'params',
  ]);
}

function runnerSchema(): JsonSchema {
  const params = closed({ on: refer('trigger_1_4'), run: refer('step_1_4') }, ['on', 'run']);
  return closed(
    {
      id: nullable({ allOf: [{ type: 'string' }, NOT_A_NAME] }),
      use: { type: 'string', pattern: basePattern('SimpleSequentialRunner') },
      injects: {},
      params,
    },
    ['use', 'params'],
  );
}
