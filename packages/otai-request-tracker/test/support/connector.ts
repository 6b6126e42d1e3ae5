import { inspect } from 'node:util';
import { Secret, ServiceContext } from 'open-ticket-ai';
import type { FakeRequest } from 'open-ticket-ai/testing';
import { RequestTrackerParams } from '../../src/request-tracker.params.js';
import { RequestTrackerTicketSystem } from '../../src/request-tracker.ticket-system.js';
import { TAGS_FIELD } from './words.js';

/** A connector as a test made it. */
export interface TestConnector {
  readonly system: RequestTrackerTicketSystem;
  /** Every line it logged, debug included. */
  readonly log: readonly string[];
}

/** Connects to a Request Tracker. It does not wait between tries. */
export function connect(url: string, token: string, params: Partial<RequestTrackerParams> = {}): TestConnector {
  const log: string[] = [];
  const write = (...values: unknown[]): void => void log.push(values.map((value) => inspect(value)).join(' '));
  const logger = { log: write, error: write, warn: write, debug: write };
  const usual = { base_url: url, access_token: new Secret(token), max_wait: 0, tags_field: TAGS_FIELD };
  const all = Object.assign(new RequestTrackerParams(), usual, params);
  return { system: new RequestTrackerTicketSystem(all, new ServiceContext('rt', {}, logger, process.cwd())), log };
}

/** Requests that write: lists are asked for by POST, too. */
export function isWrite({ method, url }: FakeRequest): boolean {
  return method === 'PUT' || method === 'DELETE' || (method === 'POST' && /\/(ticket|comment|correspond)$/.test(url.pathname));
}
