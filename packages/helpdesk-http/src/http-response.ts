import { HttpFailure } from './http-failure.js';
import type { HttpRequest } from './http-options.js';
import { lostEffect, nameOf } from './request-name.js';

const TITLE = /<title[^>]{0,200}>([^<]{0,200})/i;

/** An answer with a status that means success. */
export class HttpResponse {
  constructor(
    private readonly request: HttpRequest,
    readonly status: number,
    /** Names in small letters. */
    readonly headers: Readonly<Record<string, string | string[] | undefined>>,
    /** The body, read as UTF-8. */
    readonly text: string,
  ) {}

  /** The body as JSON; `undefined` when it is empty. Fails with kind `permanent` when it is something else, e.g. the page of a login. */
  json(): unknown {
    if (isHtmlType(this.headers['content-type'])) return this.#withoutJson();
    try {
      return JSON.parse(this.text);
    } catch {
      return this.#withoutJson();
    }
  }

  #withoutJson(): undefined {
    if (this.text.trim() === '') return undefined;
    const isPage = isHtml(this.headers['content-type'], this.text);
    throw this.#unreadable(isPage ? `a page of HTML${titleOf(this.text)}` : 'something that is not JSON');
  }

  #unreadable(what: string): HttpFailure {
    const message = `the server answered ${this.status} to ${nameOf(this.request)} with ${what}\n  -> check the base URL: a login page, a proxy or another program may be answering there`;
    return new HttpFailure(message, { kind: 'permanent', effect: lostEffect(this.request), status: this.status, body: this.text });
  }
}

/** Whether a body is a page for people. */
export function isHtml(contentType: string | string[] | undefined, text: string): boolean {
  return isHtmlType(contentType) || /^\s*<(!doctype|html)/i.test(text.slice(0, 200));
}

function isHtmlType(contentType: string | string[] | undefined): boolean {
  return contentType !== undefined && String(contentType).startsWith('text/html');
}

/** The title of a page in quotes, to be put behind other words; empty when it has none. */
export function titleOf(html: string): string {
  const title = TITLE.exec(html.slice(0, 10_000))?.[1]?.replaceAll(/\s+/g, ' ').trim() ?? '';
  return title === '' ? '' : ` ("${title}")`;
}
