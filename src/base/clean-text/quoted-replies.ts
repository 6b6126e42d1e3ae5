import { findLine, headOf } from './lines.js';

const QUOTE = /^>/;
// "On Monday, Anna wrote:" in the languages of common mail programs; it may take two lines.
const ATTRIBUTION =
  /^(?:(?:on|am|le|el|il|op|em|den)\b.{0,250}\b(?:wrote|schrieb|a écrit|escribió|ha scritto|schreef|escreveu|skrev)\b.{0,60}:|.{1,200}\b(?:wrote|schrieb|a écrit)\s?:)$/i;
const DIVIDER =
  /^[-_ ]{2,}\s*(?:original message|ursprüngliche nachricht|original-nachricht|message d'origine|mensaje original)\s*[-_ ]{2,}$/i;
const HEADER = /^(?:\*?)(?:from|sent|date|to|cc|subject|von|gesendet|datum|an|betreff|de|envoyé|à|objet)\s?:\*?\s/i;
/** So many header lines in a row are the top of a quoted mail. */
const HEADERS_OF_A_MAIL = 3;

/** Takes out what was quoted from earlier mails. What stands below a quote marked with ">" stays: that is where some people answer. */
export function withoutQuotes(lines: readonly string[]): readonly string[] {
  const end = findLine(lines, (head, place) => DIVIDER.test(head) || isMailHeader(lines, place) || isOpenAttribution(lines, place));
  const own = end === -1 ? lines : lines.slice(0, end);
  return own.filter((line, place) => !QUOTE.test(headOf(line)) && attributionAt(own, place) === 0 && attributionAt(own, place - 1) < 2);
}

/** How many lines the attribution that starts here takes: 0, 1 or 2. */
function attributionAt(lines: readonly string[], place: number): number {
  const head = headOf(lines[place]);
  if (head === '' || QUOTE.test(head)) return 0;
  if (ATTRIBUTION.test(head)) return 1;
  const next = headOf(lines[place + 1]);
  return next !== '' && head.length < 100 && !ATTRIBUTION.test(next) && ATTRIBUTION.test(`${head} ${next}`) ? 2 : 0;
}

/** An attribution whose quote bears no marks: all below it is quoted. */
function isOpenAttribution(lines: readonly string[], place: number): boolean {
  const length = attributionAt(lines, place);
  if (length === 0) return false;
  const next = findLine(lines, (head) => head !== '', place + length);
  return next === -1 || !QUOTE.test(headOf(lines[next]));
}

/** Outlook's way: the headers of the earlier mail, then its text. */
function isMailHeader(lines: readonly string[], place: number): boolean {
  if (!HEADER.test(`${headOf(lines[place])} `)) return false;
  for (let i = 1; i < HEADERS_OF_A_MAIL; i++) if (!HEADER.test(`${headOf(lines[place + i])} `)) return false;
  return true;
}
