import { articleRecord, ticketRecord, type FakeArticle, type FakeTicket } from '../fake-ticket.js';
import type { World } from '../world.js';
import { isObject, isTrue, listOf, Refused, type Caller, type Data } from './outcome.js';
import { text } from '../text.js';

/** TicketGet. One ticket that cannot be read fails the request. */
export function get(data: Data, caller: Caller, world: World): Data {
  return { Ticket: idsOf(data['TicketID']).map((id) => recordOf(readable(id, caller, world), data, world)) };
}

function idsOf(value: unknown): readonly string[] {
  if (!isTrue(value)) throw new Refused('TicketGet.MissingParameter', 'TicketGet: TicketID parameter is missing!');
  if (isObject(value) || (Array.isArray(value) && value.length === 0))
    throw new Refused('TicketGet.WrongStructure', 'TicketGet: Structure for TicketID is not correct!');
  return typeof value === 'string' ? value.split(',').map((id) => id.trim()) : listOf(value).map(text);
}

function readable(id: string, { agent, customer }: Caller, world: World): FakeTicket {
  const ticket = world.tickets.get(Number(id));
  const mayRead = agent === undefined ? ticket?.fields['CustomerUserID'] === customer : agent.rights.includes('ro');
  if (ticket !== undefined && ticket.deleted !== true && mayRead) return ticket;
  throw new Refused('TicketGet.AccessDenied', 'TicketGet: User does not have access to the ticket!');
}

function recordOf(ticket: FakeTicket, data: Data, world: World): Data {
  const view = {
    now: world.now() + world.zoneOffset,
    dynamicFields: isTrue(data['DynamicFields']),
    extended: isTrue(data['Extended']),
    timeUnits: true,
  };
  const record = ticketRecord(ticket, view);
  if (!isTrue(data['AllArticles'])) return record;
  const articles = articlesOf(ticket, data).map((article) => ({
    ...articleRecord(article, ticket, true),
    ...(isTrue(data['Attachments']) ? attachmentsOf(article, data) : {}),
  }));
  return articles.length === 0 ? record : { ...record, Article: articles };
}

/** The order is heeded only together with a limit. */
function articlesOf({ articles }: FakeTicket, { ArticleSenderType, ArticleOrder, ArticleLimit }: Data): readonly FakeArticle[] {
  const roles = ArticleSenderType === undefined ? undefined : listOf(ArticleSenderType);
  const chosen = articles
    .filter(({ fields }) => roles?.includes(fields['SenderType']) ?? true)
    .toSorted((a, b) => a.fields.ArticleID - b.fields.ArticleID);
  if (!isTrue(ArticleLimit)) return chosen;
  return (ArticleOrder === 'DESC' ? chosen.toReversed() : chosen).slice(0, Number(ArticleLimit));
}

function attachmentsOf({ attachments }: FakeArticle, data: Data): Data {
  const shown = attachments.filter((attachment) => isTrue(data['HTMLBodyAsAttachment']) || !isHtmlBody(attachment));
  if (shown.length === 0) return {};
  const withContent = data['GetAttachmentContents'] === undefined || isTrue(data['GetAttachmentContents']);
  return { Attachment: shown.map((attachment) => (withContent ? attachment : { ...attachment, Content: '' })) };
}

function isHtmlBody({ Disposition, Filename }: Data): boolean {
  return Disposition === 'inline' && /^file-\d$/.test(text(Filename));
}
