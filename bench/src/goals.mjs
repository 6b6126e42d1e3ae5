/** What the project set itself: each reads a figure from the report and says whether it is good enough. */
const GOALS = [
  {
    title: 'a step, all features on',
    limit: '≤ 3 µs',
    value: ({ stepMicros }) => stepMicros('otai-watched'),
    reached: (value) => value <= 3,
    unit: 'µs',
  },
  {
    title: 'against the hand-written list',
    limit: '≤ 14x',
    value: ({ ratio }) => ratio('otai-watched', 'list'),
    reached: (value) => value <= 14,
    unit: 'x',
  },
  {
    title: 'faster than Mastra 0.24',
    limit: '≥ 8x',
    value: ({ ratio }) => ratio('mastra-0', 'otai-watched'),
    reached: (value) => value >= 8,
    unit: 'x',
  },
  {
    title: 'faster than Mastra 1',
    limit: '≥ 25x',
    value: ({ ratio }) => ratio('mastra-1', 'otai-watched'),
    reached: (value) => value >= 25,
    unit: 'x',
  },
  {
    title: 'faster than LangGraph StateGraph',
    limit: '≥ 100x',
    value: ({ ratio }) => ratio('langgraph-graph', 'otai-watched'),
    reached: (value) => value >= 100,
    unit: 'x',
  },
  {
    title: 'allocated by a run',
    limit: '≤ 30 KB',
    value: ({ heap }) => heap?.get('otai')?.allocated / 1024,
    reached: (value) => value <= 30,
    unit: 'KB',
  },
  {
    title: 'kept on the heap by a run',
    limit: 'flat: ≤ 16 bytes',
    value: ({ heap }) => heap?.get('otai')?.retained,
    reached: (value) => value <= 16,
    unit: 'bytes',
  },
  {
    title: 'cold start against the lower bound',
    limit: '≤ 1.15x',
    value: ({ coldRatio }) => coldRatio('otai', 'bound'),
    reached: (value) => value <= 1.15,
    unit: 'x',
  },
  {
    title: 'otai --version against an empty program',
    limit: '≤ 1.5x',
    value: ({ coldRatio }) => coldRatio('version', 'empty'),
    reached: (value) => value <= 1.5,
    unit: 'x',
  },
  {
    title: 'what SQLite adds to a step, one ticket after the other',
    limit: '≤ 150 µs',
    value: ({ stepMicros }) => stepMicros('otai-durable') - stepMicros('otai'),
    reached: (value) => value <= 150,
    unit: 'µs',
  },
  {
    title: 'what SQLite adds to a step, 32 tickets at once',
    limit: '≤ 150 µs',
    value: ({ stepMicros }) => stepMicros('otai-durable-each-32') - stepMicros('otai-each-32'),
    reached: (value) => value <= 150,
    unit: 'µs',
  },
  {
    title: 'renders of one expression, compiled once',
    limit: '≥ 300,000/s',
    value: ({ parts }) => 1e6 / parts.templates.find(({ title }) => title === 'a value of a step').cpu.median,
    reached: (value) => value >= 300_000,
    unit: '/s',
  },
];

/** Every goal beside what was measured. A goal whose figure is not there (a quick run) is left out. */
export function judgeGoals(report) {
  return GOALS.map((goal) => ({ ...goal, measured: goal.value(report) }))
    .filter(({ measured }) => measured !== undefined && !Number.isNaN(measured))
    .map(({ title, limit, measured, reached, unit }) => ({ title, limit, measured, unit, isReached: reached(measured) }));
}
