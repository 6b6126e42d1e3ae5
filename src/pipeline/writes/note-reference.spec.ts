import * as fc from 'fast-check';
import type { NewNote } from '../../api/tickets/ticket.js';
import type { NoteReference } from '../../config/otai-config.js';
import { carriesReference, hasReference, referenceOf, withReference } from './note-reference.js';

const REFERENCE = referenceOf('work 1/note/0');
const OTHER = referenceOf('work 2/note/0');
const ZERO_WIDTH = /[\u200C\u200D]{50}/;

const text = (body: string): NewNote => ({ body });
const html = (body: string): NewNote => ({ body, content_type: 'text/html' });

function mark(note: NewNote, style: NoteReference = 'visible'): string {
  return withReference(note, REFERENCE, style).body;
}

describe('the reference of a note', () => {
  it('is short, easy to read aloud, and the same for the same write', () => {
    expect(REFERENCE).toMatch(/^otai-[0-9a-hjkmnp-tv-z]{10}$/);
    expect(referenceOf('work 1/note/0')).toBe(REFERENCE);
    expect(referenceOf('work 1/note/1')).not.toBe(REFERENCE);
  });

  it('stands at the end of a text on a line of its own', () => {
    expect(mark(text('Moved to IT.\n'))).toBe(`Moved to IT.\n\n[${REFERENCE}]`);
  });

  it.each([
    ['<p>Moved.</p>', `<p>Moved.</p><p>[${REFERENCE}]</p>`],
    ['<html><body><p>Moved.</p></body></html>\n', `<html><body><p>Moved.</p><p>[${REFERENCE}]</p></body></html>\n`],
    ['<body>Moved.</body>', `<body>Moved.<p>[${REFERENCE}]</p></body>`],
    ['Moved.', `Moved.<p>[${REFERENCE}]</p>`],
  ])('stands at the end of %s in a paragraph of its own', (before, after) => {
    expect(mark(html(before))).toBe(after);
  });

  it('is invisible when that is asked for: white space that nobody sees, and no helpdesk trims', () => {
    expect(mark(text('Moved.'), 'invisible')).toMatch(/^Moved\.\n[\u200C\u200D]{50}$/);
    expect(mark(html('<p>Moved.</p></body></html>'), 'invisible')).toMatch(/^<p>Moved\. [\u200C\u200D]{50}<\/p><\/body><\/html>$/);
    expect(mark(html('<p>Moved.</p><script>a()</script>'), 'invisible')).toMatch(/<\/script> [\u200C\u200D]{50}$/);
    expect(mark(text('Moved.'), 'invisible').trim()).toMatch(ZERO_WIDTH);
  });

  it('is left out when it is off', () => {
    expect(mark(text('Moved.'), 'off')).toBe('Moved.');
  });

  it('is put in once, and leaves subject and visibility alone', () => {
    const note: NewNote = { subject: 'Routing', body: 'Moved.', visibility: 'public' };
    const marked = withReference(note, REFERENCE, 'visible');
    expect(marked).toMatchObject({ subject: 'Routing', visibility: 'public' });
    expect(withReference(marked, REFERENCE, 'invisible')).toEqual(marked);
  });

  it('makes no note of one that has no text: the helpdesk says what it thinks of it', () => {
    expect(mark(text(' \n'))).toBe(' \n');
  });
});

/** What may become an entity. */
const SIGN = /[^\w\s<>/]/gu;

/** What helpdesks, mail programs and people's editors do to a note. */
const MANGLED: Record<string, (body: string) => string> = {
  'other line ends': (body) => body.replaceAll('\n', '\r\n'),
  'trimmed lines': (body) => body.replaceAll(/\s+/g, ' ').trim(),
  'wrapped at the hyphen': (body) => body.replace('otai-', 'otai-\n'),
  'a hyphen of typographers': (body) => body.replace('otai-', 'otai\u2011'),
  'capital letters': (body) => body.toUpperCase(),
  entities: (body) => body.replaceAll(SIGN, (one) => `&#${one.codePointAt(0)};`),
  'hexadecimal entities': (body) => body.replaceAll(SIGN, (one) => `&#x${one.codePointAt(0)?.toString(16)};`),
  'named entities': (body) => body.replaceAll('\u200C', '&zwnj;').replaceAll('\u200D', '&zwj;').replaceAll('[', '&lbrack;'),
  'a link': (body) => body.replace(REFERENCE, `<a href="https://desk.example.org/${'x'.repeat(80)}">${REFERENCE}</a>`),
  'markup between letters': (body) => body.replace('otai-', '<b>otai</b><wbr>-<span class="x">'),
  'soft hyphens': (body) => body.replace('otai-', 'ot\u00ADai-'),
  'a quotation': (body) => `I disagree.\n\n${body.replaceAll(/^/gm, '> ')}`,
};

const ANY_BODY = fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'binary' }), fc.stringMatching(/^[<>/&;#a-z \n]{0,60}$/));

describe('a note is found by its reference', () => {
  it.each(Object.entries(MANGLED))('after %s', (_, mangle) => {
    for (const note of [text('Moved to IT, since < 3 rules fit & one > all.'), html('<p>Moved.</p>')]) {
      for (const style of ['visible', 'invisible'] as const)
        expect(hasReference({ body: mangle(mark(note, style)) }, REFERENCE)).toBe(true);
    }
  });

  it('whatever the note says', () => {
    const styles = fc.constantFrom('visible' as const, 'invisible' as const);
    const found = fc.property(ANY_BODY, fc.boolean(), styles, (body, isHtml, style) => {
      fc.pre(body.trim() !== '');
      const marked = { body: mark(isHtml ? html(body) : text(body), style) };
      return hasReference(marked, REFERENCE) && !hasReference(marked, OTHER) && !hasReference({ body }, REFERENCE);
    });
    expect(() => fc.assert(found)).not.toThrow();
  });

  it('in no time, however hostile the text is', () => {
    const hostile = ['<'.repeat(200_000), '&#'.repeat(100_000), '</p>'.repeat(50_000), `</p>${' '.repeat(200_000)}x`];
    const began = performance.now();
    for (const body of hostile) {
      expect(hasReference({ body }, REFERENCE)).toBe(false);
      expect(hasReference({ body: mark(html(body), 'invisible') }, REFERENCE)).toBe(true);
      expect(carriesReference({ body, author_role: 'agent' })).toBe(false);
    }
    expect(performance.now() - began).toBeLessThan(2000);
  });
});

function own(body: string): boolean {
  return carriesReference({ body, author_role: 'agent' });
}

describe('an own note is known', () => {
  it.each(['visible', 'invisible'] as const)('by a %s reference at its end, whichever it is', (style) => {
    expect(own(mark(text('Moved.'), style))).toBe(true);
    expect(own(mark(html('<p>Moved.</p>'), style))).toBe(true);
    expect(own(mark(html('<html><body><div><p>Moved.</p></div></body></html>'), style))).toBe(true);
    expect(own(`${mark(text('Moved.'), style)}\r\n`)).toBe(true);
  });

  it('and a customer’s answer that quotes one is none: it is news', () => {
    expect(carriesReference({ body: mark(text('Moved.')), author_role: 'customer' })).toBe(false);
  });

  it('nor is an agent’s note that quotes one, or says more after it', () => {
    expect(own(`No!\n\n${mark(text('Moved.')).replaceAll(/^/gm, '> ')}`)).toBe(false);
    expect(own(`<p>No!</p><blockquote>${mark(html('<p>Moved.</p>'))}</blockquote>`)).toBe(false);
    expect(own(`${mark(text('Moved.'))}\nAnd back.`)).toBe(false);
  });

  it('nor one without a reference', () => {
    expect(own('See [otai-request-tracker] and [otai-0000].')).toBe(false);
    expect(own('')).toBe(false);
  });
});
