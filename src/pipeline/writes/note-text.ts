/** The elements at whose end text may stand. A script is none: there it would be lost. */
const CLOSING = /^<\/(?:html|body|p|div|span|ul|ol|li|table|tbody|tr|td|b|i|em|strong|u|small|font|pre|blockquote)\s*>$/i;

const ENTITIES: Readonly<Record<string, string>> = {
  amp: '&',
  nbsp: ' ',
  shy: '',
  hyphen: '-',
  dash: '-',
  lbrack: '[',
  lsqb: '[',
  rbrack: ']',
  rsqb: ']',
  zwnj: '\u200C',
  zwj: '\u200D',
};

/** What an HTML text says, roughly: without tags, entities resolved. A plain text stays nearly as it is. */
export function plainOf(body: string): string {
  return decodeEntities(body.replaceAll(/<[^<>]*>/g, ''));
}

/** A text without anything that a helpdesk may have put in or taken away between its letters, so that wrapped words are found too. */
export function withoutSpace(text: string): string {
  return decodeEntities(text)
    .replaceAll(/[\s\u00AD\u200B\u2060\uFEFF]+/g, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .toLowerCase();
}

/** An HTML text and the closing tags at its end, apart. */
export interface TrimmedHtml {
  readonly text: string;
  readonly closing: string;
  /** Whether the text ends in a quotation. */
  readonly isQuoted: boolean;
}

/** Takes the closing tags from the end of an HTML text. */
export function trimClosingTags(html: string): TrimmedHtml {
  let end = html.trimEnd().length;
  for (let start = startOfClosingTag(html, end); start !== -1; start = startOfClosingTag(html, end)) {
    end = html.slice(0, start).trimEnd().length;
  }
  const closing = html.slice(end);
  return { text: html.slice(0, end), closing, isQuoted: /<\/blockquote/i.test(closing) };
}

/** Where the closing tag starts that ends at `end`; -1 when none does. */
function startOfClosingTag(html: string, end: number): number {
  const start = html.lastIndexOf('</', end - 1);
  return start !== -1 && end - start < 20 && CLOSING.test(html.slice(start, end)) ? start : -1;
}

function decodeEntities(text: string): string {
  if (!text.includes('&')) return text;
  return text.replaceAll(
    /&(?:#(\d{1,7})|#[xX]([0-9a-fA-F]{1,6})|([a-zA-Z]{2,8}));/g,
    (entity, decimal?: string, hex?: string, name = '') => {
      const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
      if (code <= 0x10ffff) return String.fromCodePoint(code);
      return ENTITIES[name] ?? entity;
    },
  );
}
