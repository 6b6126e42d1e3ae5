import { Injectable } from '@nestjs/common';

/** What the application wants to know afterwards. An ordinary Nest service, as a database would be. */
@Injectable()
export class AuditService {
  readonly #entries: string[] = [];

  get entries(): readonly string[] {
    return this.#entries;
  }

  record(entry: string): void {
    this.#entries.push(entry);
  }
}
