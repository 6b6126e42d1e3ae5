import { renderHtml } from '../fake-ticket.js';
import type { NewArticle, World } from '../world.js';
import { isObject, isTrue, listOf, Refused, trimmed, type Data } from './outcome.js';
import { text } from '../text.js';

const CHANNELS: Readonly<Record<string, number>> = { Email: 1, Phone: 2, Internal: 3, Chat: 4 };
const ROLES: Readonly<Record<string, string>> = { agent: '1', system: '2', customer: '3' };

/** Checks an article before anything is written. */
export function checkArticle(value: unknown, operation: string): Data | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value) || Object.keys(value).length === 0)
    throw new Refused(`${operation}.InvalidParameter`, `${operation}: Article parameter is not valid!`);
  const missing = (what: string): never => {
    throw new Refused(`${operation}.MissingParameter`, `${operation}: ${what}`);
  };
  const invalid = (what: string): never => {
    throw new Refused(`${operation}.InvalidParameter`, `${operation}: Article->${what}`);
  };
  for (const needed of ['Subject', 'Body']) if (!isTrue(trimmed(value[needed]))) missing(`Article->${needed} parameter is missing!`);
  const { ContentType, MimeType, Charset, CommunicationChannel = 'Internal', SenderType = 'agent', From } = value;
  if (!Object.hasOwn(CHANNELS, text(CommunicationChannel)))
    invalid('CommunicationChannel or Article->CommunicationChannelID parameter is invalid or not supported!');
  if (!Object.hasOwn(ROLES, text(SenderType))) invalid('SenderTypeID or Ticket->SenderType parameter is invalid!');
  if (text(From).includes('@example.')) invalid('From parameter is invalid!');
  if (!isTrue(ContentType) && !isTrue(MimeType))
    missing('Article->ContentType or Ticket->MimeType and Article->Charset parameters are required!');
  if (isTrue(ContentType) && !/^[a-z]+\/[a-z]+/i.test(text(ContentType))) invalid('ContentType is invalid!');
  if (isTrue(MimeType) && !isTrue(Charset)) missing('Article->Charset is required!');
  return value;
}

/** An article as it is stored. `from` and `to` are what it has unless it says so itself. */
export function toArticle(
  data: Data,
  attachments: unknown,
  defaults: { readonly from: string; readonly to: string },
  world: World,
): NewArticle {
  const { CommunicationChannel = 'Internal', SenderType = 'agent', IsVisibleForCustomer = 1, TimeUnit = 0 } = data;
  const [mime, charset] = contentOf(data);
  const isHtml = mime === 'text/html';
  const body = trimmed(data['Body']);
  const isMail = CommunicationChannel === 'Email';
  const html = {
    Content: Buffer.from(body).toString('base64'),
    ContentAlternative: '',
    ContentID: '',
    ContentType: `text/html; charset="${charset}"`,
    Disposition: 'inline',
    FileID: '2',
    Filename: 'file-2',
    FilesizeRaw: text(Buffer.byteLength(body)),
  };
  return {
    isMail,
    attachments: [
      ...(isHtml ? [html] : []),
      ...listOf(attachments ?? [])
        .filter(isObject)
        .map(storedAttachment),
    ],
    ...(isHtml ? { html: body } : {}),
    fields: {
      ArticleID: world.nextArticle,
      Subject: trimmed(data['Subject']).replaceAll('\n', ''),
      Body: isHtml ? renderHtml(body) : body,
      From: isTrue(data['From']) ? data['From'] : defaults.from,
      To: isTrue(data['To']) ? data['To'] : defaults.to,
      ContentType: charset === '' ? mime : `text/plain; charset=${charset}`,
      MimeType: 'text/plain',
      Charset: charset,
      ContentCharset: charset,
      SenderType,
      SenderTypeID: ROLES[text(SenderType)],
      CommunicationChannelID: CHANNELS[text(CommunicationChannel)],
      IsVisibleForCustomer: isTrue(IsVisibleForCustomer) ? 1 : 0,
      TimeUnit: Number(TimeUnit),
    },
  };
}

function contentOf({ ContentType, MimeType, Charset }: Data): readonly [string, string] {
  if (!isTrue(ContentType)) return [text(MimeType), text(Charset).toLowerCase()];
  const [mime = '', ...rest] = text(ContentType).toLowerCase().split(';');
  return [mime.trim(), /charset="?([^"\s;]+)/.exec(rest.join(';'))?.[1] ?? ''];
}

function storedAttachment({ Content, ContentType, Filename }: Data, index: number): Data {
  const size = text(Buffer.from(text(Content), 'base64').length);
  return {
    Content,
    ContentAlternative: '',
    ContentID: '',
    ContentType,
    Disposition: 'attachment',
    FileID: text(index + 1),
    Filename,
    FilesizeRaw: size,
  };
}
