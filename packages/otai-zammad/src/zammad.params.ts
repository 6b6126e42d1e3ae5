import { IsBoolean, IsInt, IsNotEmpty, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Describe, IsDuration, IsSecret, type Secret } from 'open-ticket-ai';

/** The params of `zammad:zammad_ticketsystem`. */
export class ZammadParams {
  @Describe('The address of Zammad, with or without /api/v1.', { example: 'https://desk.example.org' })
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be an address such as https://desk.example.org' },
  )
  base_url!: string;

  @Describe('A token of a user with the permission ticket.agent.', { example: "{{ get_env('ZAMMAD_TOKEN') }}" })
  @IsSecret()
  @IsNotEmpty()
  access_token!: Secret;

  @Describe('How long one request may take.', { example: '30s' })
  @IsDuration()
  @Min(1)
  timeout: number = 30_000;

  @Describe("Whether to check the server's certificate. false is for tests only.")
  @IsBoolean()
  verify: boolean = true;

  @Describe('A file with the certificates (PEM) to trust, beside the config. Default: those Node.js trusts.')
  @IsOptional()
  @IsString()
  ca?: string;

  @Describe('The address of a proxy. Default: what HTTPS_PROXY, HTTP_PROXY and NO_PROXY say.')
  @IsOptional()
  @IsString()
  proxy?: string;

  @Describe('The most connections at a time.')
  @IsInt()
  @Min(1)
  @Max(256)
  connections: number = 16;

  @Describe('How often a request is tried again, where that is safe.')
  @IsInt()
  @Min(0)
  @Max(10)
  retries: number = 2;

  @Describe('The longest wait before a try. When Zammad, or a proxy before it, asks for more, the step fails and says so.', {
    example: '30s',
  })
  @IsDuration()
  @Min(0)
  max_wait: number = 30_000;
}
