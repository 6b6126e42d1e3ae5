import { IsBoolean, IsInt, IsNotEmpty, IsString, Matches, Max, Min } from 'class-validator';
import { Describe, IsDuration, IsSecret, type Secret } from 'open-ticket-ai';

/** Params of {@link BullMqExecutor}. */
export class BullMqParams {
  @Describe(
    'Where Redis is; rediss:// for TLS, redis+sentinel://HOST:PORT,HOST:PORT/NAME by sentinels. All processes of the fleet name the same.',
    { example: 'redis://127.0.0.1:6379' },
  )
  @IsNotEmpty()
  @IsSecret()
  connection!: Secret;

  @Describe(
    'What the names of all keys in Redis begin with. Installations that share a Redis have one each; in braces for a Redis Cluster.',
  )
  @IsString()
  @Matches(/^[\w.{}-]{1,64}$/, { message: 'must be letters, digits, _ . - and braces only' })
  prefix: string = 'otai';

  @Describe('How many tickets of each pipeline this process works on at the same time.')
  @IsInt()
  @Min(1)
  @Max(1000)
  concurrency: number = 8;

  @Describe(
    'After how long without a sign of life a process has lost its jobs to others. It also has to be longer than it ever stands still.',
  )
  @IsDuration()
  lock: number = 30_000;

  @Describe('How often a job may be lost by processes that die before it is given up, and its ticket set aside.')
  @IsInt()
  @Min(1)
  @Max(1000)
  max_losses: number = 5;

  @Describe('How long a run that began with another version of its pipeline waits for a worker of that version, before it is given up.')
  @IsDuration()
  version_patience: number = 300_000;

  @Describe('Pauses between attempts that are longer give the place to other tickets meanwhile.')
  @IsDuration()
  longest_pause: number = 5000;

  @Describe('How many finished runs of each pipeline are kept in Redis, to look at. All of them are in the journal.')
  @IsInt()
  @Min(1)
  @Max(1_000_000)
  keep_runs: number = 200;

  @Describe('Starts although Redis may throw keys away when its memory is full, and jobs with them.')
  @IsBoolean()
  allow_eviction: boolean = false;
}
