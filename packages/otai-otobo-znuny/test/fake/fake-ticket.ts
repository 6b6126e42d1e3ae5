/** A ticket as the fake keeps it: the fields as the interface gives them, and beside them what only some answers have. */
export interface FakeTicket {
  /** By the interface's names, `Age` and the like left out: they depend on when one asks. */
  readonly fields: Record<string, unknown> & { TicketID: number; Created: string; Changed: string; Title: string; TicketNumber: string };
  readonly dynamicFields: Record<string, unknown>;
  readonly articles: FakeArticle[];
  /** Fields of `Extended: 1`. */
  extended?: Record<string, unknown>;
  deleted?: boolean;
}

export interface FakeArticle {
  readonly fields: Record<string, unknown> & { ArticleID: number; Body: string; CreateTime: string };
  readonly attachments: readonly Record<string, unknown>[];
  /** How an article was stored that was written as HTML. */
  readonly html?: string;
  /** Its id comes as a text, as that of articles of some channels does in the answer that creates them. */
  readonly isMail: boolean;
}

/** How OTOBO shows an article that is HTML: as plain text, always. */
export function renderHtml(html: string): string {
  return html
    .replaceAll(/<style[\s\S]*?<\/style>/gi, '')
    .replaceAll(/<p[^>]*>/gi, '\n')
    .replaceAll(/<\/p>/gi, '\n\n')
    .replaceAll(/<br\s*\/?>|<\/ul>/gi, '\n')
    .replaceAll(/<li>/gi, '\n - ')
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replaceAll(/\n{3,}/g, '\n\n');
}

/** The number of an article within its ticket: by time, and backwards among those of one second. */
export function articleNumber(article: FakeArticle, ticket: FakeTicket): number {
  const before = ticket.articles.filter(({ fields }) =>
    fields.CreateTime === article.fields.CreateTime
      ? fields.ArticleID > article.fields.ArticleID
      : fields.CreateTime < article.fields.CreateTime,
  );
  return before.length + 1;
}

/** What an answer shows of a ticket. */
export interface View {
  readonly now: number;
  readonly dynamicFields: boolean;
  readonly extended: boolean;
  /** `TimeUnit` is in the answers of TicketGet only. */
  readonly timeUnits: boolean;
}

export function ticketRecord(ticket: FakeTicket, view: View): Record<string, unknown> {
  const { fields, dynamicFields, extended = {} } = ticket;
  const pendingUntil = Number(fields['RealTillTimeNotUsed'] ?? 0);
  return {
    ...fields,
    Age: Math.floor(view.now / 1000) - Math.floor(Date.parse(`${fields.Created.replace(' ', 'T')}Z`) / 1000),
    UntilTime: pendingUntil === 0 ? 0 : pendingUntil - Math.floor(view.now / 1000),
    ...(view.timeUnits ? { TimeUnit: ticket.articles.reduce((sum, { fields: f }) => sum + Number(f['TimeUnit'] ?? 0), 0) } : {}),
    ...(view.extended ? extended : {}),
    ...(view.dynamicFields ? { DynamicField: Object.entries(dynamicFields).map(([Name, Value]) => ({ Name, Value })) } : {}),
  };
}

export function articleRecord(article: FakeArticle, ticket: FakeTicket, timeUnits: boolean): Record<string, unknown> {
  const { TimeUnit = 0, ...fields } = article.fields;
  return { ...fields, ArticleNumber: articleNumber(article, ticket), ...(timeUnits ? { TimeUnit } : {}) };
}
