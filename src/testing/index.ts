/** What plugin authors and applications test with. Needs `@nestjs/testing`. */
export { BootedOtai, bootOtai, type BootOptions } from './boot-otai.js';
export { FakeClassifier, type FakeAnswer } from './fake-classifier.js';
export { FakeClock } from './fake-clock.js';
export { MemoryTicketSystem, type RecordedCall, type TicketSeed } from './memory-ticket-system.js';
export { runPipe, type RunPipeOptions } from './run-pipe.js';
export { TestingPlugin } from './testing.plugin.js';
