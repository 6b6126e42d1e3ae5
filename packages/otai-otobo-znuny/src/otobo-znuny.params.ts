import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateBy } from 'class-validator';
import { Describe, IsDuration, IsSecret, type Secret } from 'open-ticket-ai';
import { problemOfOperationUrls } from './interface/operations.js';

function IsOperationUrls(): PropertyDecorator {
  return ValidateBy({
    name: 'isOperationUrls',
    validator: {
      validate: (value) => problemOfOperationUrls(value) === undefined,
      defaultMessage: (given) => problemOfOperationUrls(given?.value) ?? '',
    },
  });
}

/** The time zones this machine knows, `UTC` among them. */
const TIME_ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** The params of `otobo-znuny:otobo_znuny_ticket_system`. The first five are those of Open Ticket AI 1.4. */
export class OtoboZnunyParams {
  @Describe('The address of the generic interface, up to and including nph-genericinterface.pl.', {
    example: 'https://desk.example.org/otobo/nph-genericinterface.pl',
  })
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be an address such as https://desk.example.org/otobo/nph-genericinterface.pl' },
  )
  base_url!: string;

  @Describe('The login of the agent that reads and writes.')
  @IsString()
  @IsNotEmpty()
  username: string = 'open_ticket_ai';

  @Describe("The agent's password.", { example: "{{ get_env('OTOBO_PASSWORD') }}" })
  @IsSecret()
  @IsNotEmpty()
  password!: Secret;

  @Describe('The name of the web service in OTOBO or Znuny. Upper and lower case matter.')
  @Matches(/^[^\s/?#]+$/, { message: 'must be the name of a web service' })
  webservice_name: string = 'OpenTicketAI';

  @Describe('The routes of the operations in the web service, where they are not the usual ones.', {
    example: { search: 'ticket-search', get: 'ticket-get', update: 'ticket-update' },
  })
  @IsOptional()
  @IsOperationUrls()
  operation_urls?: Record<string, string>;

  @Describe("The server's time zone (its setting OTOBOTimeZone). Default: found out from what it says of its articles.", {
    example: 'Europe/Berlin',
  })
  @IsOptional()
  @IsIn(TIME_ZONES, { message: 'must be a time zone such as Europe/Berlin or UTC' })
  time_zone?: string;

  @Describe('Whether to log in once for two hours instead of with every request. The web service must have SessionCreate.')
  @IsBoolean()
  use_session: boolean = false;

  @Describe('How long a ticket stays pending that is set to a pending state.', { example: '1d' })
  @IsDuration()
  @Min(60_000)
  pending_time: number = 86_400_000;

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

  @Describe(
    'The most connections at a time. The server has four workers unless it was given more, and an open connection holds one for a second.',
  )
  @IsInt()
  @Min(1)
  @Max(256)
  connections: number = 4;

  @Describe('How often a request is tried again, where that is safe.')
  @IsInt()
  @Min(0)
  @Max(10)
  retries: number = 2;

  @Describe('The longest wait before a try.', { example: '30s' })
  @IsDuration()
  @Min(0)
  max_wait: number = 30_000;
}
