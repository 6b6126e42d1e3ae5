/** What plugin authors and applications test with. Needs `@nestjs/testing`. */
export { BootedOtai, bootOtai, type BootOptions } from './boot-otai.js';
export { describeTicketSystemContract, type TestRunner } from './contract/describe-contract.js';
export type {
  ContractStart,
  ContractWords,
  SeedNote,
  SeedTicket,
  StartedHelpdesk,
  TicketSystemHarness,
} from './contract/ticket-system.harness.js';
export { FakeClassifier, type FakeAnswer } from './fake-classifier.js';
export { FakeClock } from './fake-clock.js';
export { MemoryTicketSystem, type RecordedCall, type TicketSeed } from './memory-ticket-system.js';
export { FakeServer, type FakeHandler, type FakeRequest } from './server/fake-server.js';
export { HTML_PAGE, type ServerAnswer, type Fault, type FaultScope } from './server/fault.js';
export { runPipe, type RunPipeOptions } from './run-pipe.js';
export { TestingPlugin } from './testing.plugin.js';
