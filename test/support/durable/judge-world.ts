import { Evidence } from './evidence.js';
import { judgeRuns } from './judge-runs.js';
import { TicketJudge } from './judge-ticket.js';
import type { Scenario } from './play.js';
import { PlainModel } from './plain-model.js';
import type { World } from './world.js';

/** What is wrong with a world that was left, in sentences; none: all is as the plain model says. */
export async function judgeWorld(world: World, scenario: Scenario): Promise<readonly string[]> {
  const evidence = await Evidence.of(world, scenario);
  const judge = new TicketJudge(evidence, new PlainModel(scenario.steps, scenario.plan.failures));
  const problems = [...judgeRuns(evidence)];
  for (const [id, subject] of scenario.tickets) {
    for (const problem of judge.judge({ id, subject })) problems.push(`ticket ${id}: ${problem}`);
  }
  return problems;
}
