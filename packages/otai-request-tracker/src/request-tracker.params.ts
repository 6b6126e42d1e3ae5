import { ArrayNotEmpty, IsArray, IsBoolean, IsInt, IsNotEmpty, IsObject, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Describe, IsDuration, IsSecret, type Secret } from 'open-ticket-ai';

/** The params of `request-tracker:request_tracker`. */
export class RequestTrackerParams {
  @Describe('The address of Request Tracker, with or without /REST/2.0.', { example: 'https://rt.example.org' })
  @IsUrl(
    { protocols: ['http', 'https'], require_protocol: true, require_tld: false },
    { message: 'must be an address such as https://rt.example.org' },
  )
  base_url!: string;

  @Describe('A token of the service user.', { example: "{{ get_env('RT_TOKEN') }}" })
  @IsSecret()
  @IsNotEmpty()
  access_token!: Secret;

  @Describe('The custom field that holds the tags of a ticket, of the type "Enter multiple values". Without it tickets have no tags.', {
    example: 'Labels',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  tags_field?: string;

  @Describe('The states of your lifecycles. Request Tracker tells them to nobody, and takes unknown ones in silence.')
  @IsArray()
  @ArrayNotEmpty()
  @IsString({ each: true })
  states: string[] = ['new', 'open', 'stalled', 'resolved', 'rejected'];

  @Describe('The names of priorities, each with its least number, as PriorityAsString in the configuration of Request Tracker has them.')
  @IsObject()
  priorities: Record<string, number> = { Low: 0, Medium: 50, High: 100 };

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

  @Describe('The longest wait before a try. When the server, or a proxy before it, asks for more, the step fails and says so.', {
    example: '30s',
  })
  @IsDuration()
  @Min(0)
  max_wait: number = 30_000;
}
