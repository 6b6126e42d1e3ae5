/*
 * A stub of OTOBO's generic interface whose tickets never run out, each like the one before: `node demo.mjs <milliseconds>` answers after so
 * long, `node demo.mjs otobo` after as long as a real OTOBO 11 took.
 */
import { serve } from './serve.mjs';

const [, , delay = '0'] = process.argv;
const DELAYS = delay === 'otobo' ? { search: 32, get: 39, update: 70 } : { search: delay, get: delay, update: delay };

const TIME = '2026-11-22 20:51:49';
const TEXT = 'Hello,\n\nthe printer shows error 0x80070035.\nBest regards\nCarla';

// Beside what the connector reads, a server sends much that it does not: as many bytes as a real one, of JSON on one line each.
const firstArticle = JSON.parse(
  `{"ArticleID":3,"ArticleNumber":1,"SenderType":"customer","SenderTypeID":"3","CommunicationChannelID":1,"IsVisibleForCustomer":1,
    "Subject":"Printer","ContentType":"text/plain; charset=utf-8","CreateTime":"${TIME}","ChangeTime":"${TIME}","CreateBy":6,"ChangeBy":6}`,
);
firstArticle.Body = TEXT;
const ticket = JSON.parse(
  `{"TicketNumber":"2026112210000022","Title":"Printer on floor 3 is broken","Queue":"OpenTicketAI::Incoming","QueueID":9,
    "Priority":"3 normal","PriorityID":3,"State":"new","StateID":1,"StateType":"new","Type":"Unclassified","TypeID":1,"Lock":"unlock","LockID":1,
    "Owner":"open_ticket_ai","OwnerID":6,"Responsible":"root@localhost","ResponsibleID":1,"CustomerUserID":"carla","CustomerID":"ACME",
    "Created":"${TIME}","Changed":"${TIME}","CreateBy":6,"ChangeBy":6,"Age":158,"UntilTime":0,"RealTillTimeNotUsed":0,"ArchiveFlag":"n",
    "UnlockTimeout":1795380709,"GroupID":4,"EscalationTime":0,"EscalationResponseTime":0,"EscalationUpdateTime":0,"EscalationSolutionTime":0,
    "ServiceID":"","SLAID":"","DynamicField":[{"Name":"OtaiNote","Value":null},{"Name":"OtaiLabel","Value":null},{"Name":"OtaiTags","Value":null}]}`,
);

let last = 3;
let articles = [];
let now = ticket;

/** Each search finds the next ticket, as it came in. */
function search() {
  last += 1;
  [now, articles] = [ticket, [firstArticle]];
  return { TicketID: [String(last)] };
}

function update({ TicketID, Ticket, Article }) {
  now = { ...now, ...Ticket };
  if (Article) {
    const number = articles.length + 1;
    articles = [...articles, { ...firstArticle, ...Article, ArticleID: 2 + number, ArticleNumber: number, SenderType: 'agent' }];
  }
  const article = { ...articles.at(-1), TicketID };
  return { TicketID, TicketNumber: now.TicketNumber, ArticleID: article.ArticleID, Ticket: { ...now, TicketID, Article: article } };
}

function get({ TicketID }) {
  return { Ticket: [{ ...now, TicketID, Article: articles.map((article) => ({ ...article, TicketID })) }] };
}

const OPERATIONS = { search, get, update };
const operationOf = (path) => path.slice(path.lastIndexOf('-') + 1);

serve(
  (_, path, text) => ({ body: OPERATIONS[operationOf(path)](JSON.parse(text)) }),
  (path) => Number(DELAYS[operationOf(path)]),
);
