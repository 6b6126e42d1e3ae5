import { Logger, type LoggerService } from '@nestjs/common';
import { Secret, ServiceContext } from 'open-ticket-ai';
import { ZammadParams, ZammadTicketsystemService } from '../../src/index.js';
import { TOKEN } from './fake-zammad.js';

/** A connector on an address, that does not wait between tries; all it logs goes to `lines`. */
export function connect(
  baseUrl: string,
  options: Partial<ZammadParams> & { readonly token?: string } = {},
  lines: string[] = [],
): ZammadTicketsystemService {
  const { token = TOKEN, ...params } = options;
  const write = (line: unknown): number => lines.push(String(line));
  const logger: LoggerService = Object.assign(new Logger(), { log: write, warn: write, error: write, debug: write, verbose: write });
  const base = { base_url: baseUrl, access_token: new Secret(token), max_wait: 0, timeout: 20_000 };
  return new ZammadTicketsystemService(
    Object.assign(new ZammadParams(), base, params),
    new ServiceContext('helpdesk', {}, logger, process.cwd()),
  );
}
