/*
 * A stub of OTOBO's generic interface in a process of its own, with one ticket that never runs out: `node demo-stub.mjs <delay in ms>`.
 * Prints its port. `GET /log` gives the requests since the last `GET /log`.
 */
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

const DELAY = Number(process.argv[2] ?? 0);
const TIME = '2026-11-22 20:51:49';
const TEXT = 'Hello,\n\nthe printer shows error 0x80070035.\nBest regards\nCarla';

// Beside what the connector reads, a server sends much that it does not: as many bytes as a real one, of JSON on one line each.
const firstArticle = JSON.parse(
  `{"ArticleID":3,"TicketID":3,"ArticleNumber":1,"SenderType":"customer","SenderTypeID":"3","CommunicationChannelID":1,"IsVisibleForCustomer":1,
    "Subject":"Printer","ContentType":"text/plain; charset=utf-8","CreateTime":"${TIME}","ChangeTime":"${TIME}","CreateBy":6,"ChangeBy":6}`,
);
firstArticle.Body = TEXT;
const ticket = JSON.parse(
  `{"TicketID":3,"TicketNumber":"2026112210000022","Title":"Printer on floor 3 is broken","Queue":"OpenTicketAI::Incoming","QueueID":9,
    "Priority":"3 normal","PriorityID":3,"State":"new","StateID":1,"StateType":"new","Type":"Unclassified","TypeID":1,"Lock":"unlock","LockID":1,
    "Owner":"open_ticket_ai","OwnerID":6,"Responsible":"root@localhost","ResponsibleID":1,"CustomerUserID":"carla","CustomerID":"ACME",
    "Created":"${TIME}","Changed":"${TIME}","CreateBy":6,"ChangeBy":6,"Age":158,"UntilTime":0,"RealTillTimeNotUsed":0,"ArchiveFlag":"n",
    "UnlockTimeout":1795380709,"GroupID":4,"EscalationTime":0,"EscalationResponseTime":0,"EscalationUpdateTime":0,"EscalationSolutionTime":0,
    "ServiceID":"","SLAID":"","DynamicField":[{"Name":"OtaiNote","Value":null},{"Name":"OtaiLabel","Value":null},{"Name":"OtaiTags","Value":null}]}`,
);

let articles = [firstArticle];
let now = ticket;

/** Each search finds the ticket as it came in. */
function answer(route, body) {
  if (route === 'ticket-search') {
    [now, articles] = [ticket, [firstArticle]];
    return { TicketID: ['3'] };
  }
  if (route === 'ticket-get') return { Ticket: [{ ...now, Article: articles }] };
  now = { ...now, ...body.Ticket };
  if (body.Article) {
    const number = articles.length + 1;
    articles = [...articles, { ...firstArticle, ...body.Article, ArticleID: 2 + number, ArticleNumber: number, SenderType: 'agent' }];
  }
  const last = articles.at(-1);
  return { TicketID: 3, TicketNumber: now.TicketNumber, ArticleID: last.ArticleID, Ticket: { ...now, Article: last } };
}

let log = [];
async function reply(request, response, text) {
  if (request.url === '/log') {
    response.end(JSON.stringify(log.splice(0)));
    return;
  }
  log.push({ path: request.url, body: text });
  if (log.length > 100) log = [];
  if (DELAY > 0) await sleep(DELAY);
  const json = JSON.stringify(answer(request.url.split('/').at(-1), JSON.parse(text)));
  response.writeHead(200, { 'content-type': 'application/json; charset=UTF-8', 'content-length': Buffer.byteLength(json) }).end(json);
}

const server = createServer((request, response) => {
  const chunks = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => void reply(request, response, Buffer.concat(chunks).toString()));
});
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => console.log(server.address().port));
