import { Injectable } from '@nestjs/common';
import { ArrayNotEmpty, IsArray, IsString } from 'class-validator';
import { Describe } from 'open-ticket-ai';
import type { CustomerDirectory } from '../customer-directory.js';

export class DomainListParams {
  @Describe('Mail domains of important customers.', { example: ['example.com'] })
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  domains!: string[];
}

/** Customers are important when their mail domain is listed. One entry under `services:` is one list. */
@Injectable()
export class DomainList implements CustomerDirectory {
  constructor(private readonly params: DomainListParams) {}

  async isImportant(email: string): Promise<boolean> {
    return this.params.domains.includes(email.slice(email.lastIndexOf('@') + 1).toLowerCase());
  }
}
