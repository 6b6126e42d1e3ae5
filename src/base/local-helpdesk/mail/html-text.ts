import { compile } from 'html-to-text';
import { cutText } from './clean-text.js';

// Both bound the parser: its time grows with the square of the tags in the worst case.
const MAX_HTML_LENGTH = 500_000;
const MAX_TAGS = 20_000;

const convert = compile({
  wordwrap: false,
  limits: { maxDepth: 100, ellipsis: '…' },
  selectors: [
    { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    { selector: 'img', format: 'skip' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, options: { uppercase: false } })),
  ],
});

/** The text of an HTML mail; scripts, styles and images leave no trace. Reads at most 500,000 characters or 20,000 tags. */
export function htmlToText(html: string): string {
  return convert(cutText(html, Math.min(MAX_HTML_LENGTH, endOfTag(html, MAX_TAGS)))).trim();
}

/** Where the tag of this number starts; the length of the text when it has fewer. */
function endOfTag(html: string, number: number): number {
  let position = html.indexOf('<');
  for (let count = 0; position !== -1 && count < number; count++) position = html.indexOf('<', position + 1);
  return position === -1 ? html.length : position;
}
