/* One process: a bare processor, or an application of ours. Its parent says when to work. */
import { bareProcess } from './bare.mjs';
import { ourProcess } from './ours.mjs';

/** Nobody waits longer for a process whose parent is gone. */
const GRACE_MS = 5000;

const options = JSON.parse(process.argv[2]);
const member = await (options.kind === 'bare' ? bareProcess : ourProcess)(options);

process.on('message', ({ command, ...asked }) => {
  member[command](asked).then(
    (answer) => process.send({ answer }),
    (error) => process.send({ error: error instanceof Error ? error.stack : String(error) }),
  );
});
process.on('disconnect', () => {
  setTimeout(() => process.exit(), GRACE_MS).unref();
  void member.close().finally(() => process.exit());
});
process.send({ answer: 'ready' });
