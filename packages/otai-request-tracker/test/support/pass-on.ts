import type { FakeRequest, ServerAnswer } from 'open-ticket-ai/testing';

const OWN_TO_A_CONNECTION = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

/** Sends a request on to another server and gives its answer as it is. */
export async function passOn(target: string, { method, url, headers, body }: FakeRequest): Promise<ServerAnswer> {
  const sent = Object.entries(headers).filter(([name]) => name !== 'host' && !OWN_TO_A_CONNECTION.has(name));
  const answer = await fetch(target + url.pathname + url.search, {
    method,
    headers: Object.fromEntries(sent) as Record<string, string>,
    body: method === 'GET' ? null : body,
    redirect: 'manual',
  });
  const kept = [...answer.headers].filter(([name]) => !OWN_TO_A_CONNECTION.has(name));
  return { status: answer.status, headers: Object.fromEntries(kept), body: new Uint8Array(await answer.arrayBuffer()) };
}
