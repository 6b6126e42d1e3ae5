/* The process of one client: `child.mjs <system> <client> <address of the stub>`. Its parent says when to work. */
import { CLIENTS } from './clients.mjs';
import { round } from './rounds.mjs';
import { SYSTEMS } from './systems.mjs';

const CONNECTIONS = 96;
const [, , system, client, url] = process.argv;
const { ticket, close } = CLIENTS[client](SYSTEMS[system], url, CONNECTIONS);

process.on('message', ({ concurrency, count = Infinity, milliseconds = Infinity }) => {
  round(ticket, concurrency, (elapsed, done) => elapsed > milliseconds || done >= count).then(
    (answer) => process.send({ answer }),
    (error) => process.send({ error: error.stack }),
  );
});
process.on('disconnect', () => void close());
