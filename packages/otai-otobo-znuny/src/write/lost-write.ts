import { idOf, type WireRecord } from '../interface/wire.js';
import { articlesOf } from '../tickets/ticket.mapper.js';
import { isSameArticle } from './article.mapper.js';

/** How far the clocks of the two machines may be apart, milliseconds. */
const CLOCKS_APART = 60_000;

/**
 * The article that a write made whose outcome is not known.
 *
 * @param before - the ticket as it was known before, if it was: only articles that are new since can be it
 * @param startedAt - when the attempt began, milliseconds since 1970
 */
export function findWritten(
  current: WireRecord,
  sent: WireRecord,
  before: WireRecord | undefined,
  startedAt: number,
): WireRecord | undefined {
  const known = before === undefined ? undefined : new Set(articlesOf(before).map(({ ArticleID }) => idOf(ArticleID)));
  const isNew = (article: WireRecord): boolean =>
    known === undefined ? Number(article['IncomingTime']) * 1000 >= startedAt - CLOCKS_APART : !known.has(idOf(article['ArticleID']));
  return articlesOf(current).findLast((article) => isNew(article) && isSameArticle(article, sent));
}
