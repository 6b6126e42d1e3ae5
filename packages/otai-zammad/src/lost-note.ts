import { htmlToText } from 'open-ticket-ai';
import { idOf, textOf, type ZammadRecord } from './records.js';
import type { ZammadBody } from './update.mapper.js';

/** How far the clocks of the two machines may be apart, milliseconds. */
const CLOCKS_APART = 60_000;

/**
 * The article that a write made whose answer got lost: of the same user, with the same text, not older than the attempt.
 *
 * @param me - the id of the user whose token writes
 * @param startedAt - when the attempt began, milliseconds since 1970
 */
export function findLostNote(
  articles: readonly ZammadRecord[],
  sent: ZammadBody,
  me: string | null,
  startedAt: number,
): ZammadRecord | undefined {
  return articles.findLast(
    (article) =>
      idOf(article, 'created_by_id') === me &&
      article['internal'] === sent['internal'] &&
      textKey(article) === textKey(sent) &&
      Date.parse(textOf(article, 'created_at') ?? '') >= startedAt - CLOCKS_APART,
  );
}

/** What a body says, however Zammad tidied its markup and its line ends. */
function textKey(article: ZammadRecord): string {
  const body = textOf(article, 'body') ?? '';
  const text = textOf(article, 'content_type') === 'text/html' ? htmlToText(body) : body;
  return text.replaceAll(/\s+/g, ' ').trim();
}
