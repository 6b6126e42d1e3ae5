/** What an operator sees, when all is over: the commands agree with what is in the journal, and have nothing to complain about. */
export async function askOperator(place, { runs } = { runs: 0 }) {
  const listed = await ask(place, ['runs', '--json', '--limit', '1000000']);
  const aside = await ask(place, ['quarantine', 'list', '--json']);
  return [
    ...listed.findings,
    ...aside.findings,
    ...(listed.answer ?? [])
      .filter(({ state }) => state === 'running' || state === 'suspended')
      .map(({ runId, state }) => ({ kind: 'stuck', what: `otai runs: run ${runId} is ${state}` })),
    ...(aside.answer ?? []).map(({ ticketId, pipeline }) => ({
      kind: 'stuck',
      what: `otai quarantine list: ticket ${ticketId} for ${pipeline}`,
    })),
    ...(listed.answer !== undefined && listed.answer.length !== runs
      ? [{ kind: 'wrong', what: `otai runs lists ${listed.answer.length} runs, and the journal has ${runs}` }]
      : []),
  ];
}

/** `{ answer, findings }`: what a command prints as JSON. */
async function ask(place, args) {
  const otai = await place.start('a', { title: args[0], args });
  await otai.ended;
  try {
    if (otai.child.exitCode !== 0) throw new Error(`code ${otai.child.exitCode}`);
    return { answer: JSON.parse(otai.output), findings: [] };
  } catch (error) {
    return { findings: [{ kind: 'wrong', what: `otai ${args.join(' ')}: ${error.message}`, log: otai.logFile }] };
  }
}
