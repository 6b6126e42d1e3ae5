import { IsBoolean, IsIn, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, IsUrl, Max, Min } from 'class-validator';
import { Describe, IsDuration, IsSecret, Nested, type Secret } from 'open-ticket-ai';
import { DTYPES, type Dtype } from './hub/model-layout.js';
import { IsMapOfNumbers } from './map-checks.js';
import { STRATEGIES, type LongTextStrategy } from './model/text-fitting.js';
import { JOINS, type WindowJoin } from './scoring/scores.js';

/** How texts that wait are put together. */
export class BatchParams {
  @Describe('The most texts in one call of the model. Default: 16; 1 for dtype q8, where neighbours change the last digits.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(1024)
  max_size?: number;

  @Describe('The most tokens in one call of the model, padding included.')
  @IsInt()
  @Min(1)
  max_tokens: number = 2048;

  @Describe('How long a text may wait for others while several are under way. A text on its own never waits.')
  @IsDuration()
  max_wait: number = 2;
}

/** How texts beyond the length of the model are read with `strategy: windows`. */
export class WindowParams {
  @Describe('By how many tokens a window overlaps the one before.')
  @IsInt()
  @Min(0)
  overlap: number = 64;

  @Describe('Of a longer text, only so many windows are read.')
  @IsInt()
  @Min(1)
  @Max(256)
  max_windows: number = 8;

  @Describe('How the scores of the windows become one: their mean, or for each label the highest.')
  @IsIn(JOINS)
  join: WindowJoin = 'mean';
}

/** The params that all services of this plugin have. Paths are relative to the config file. */
export class HfModelParams {
  @Describe('The model for requests that name none: organisation/model on the Hub, or a folder.', { example: './models/queue' })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  model?: string;

  @Describe('A token of the Hub, for private and gated models. Default: the environment variable HF_TOKEN.')
  @IsOptional()
  @IsSecret()
  api_token?: Secret;

  @Describe('The branch, the tag, or (recommended in production) the commit of models of the Hub.')
  @IsString()
  @IsNotEmpty()
  revision: string = 'main';

  @Describe('The precision of the weights: fp32 is exact, q8 is about three times as fast and a fourth the size.')
  @IsIn(DTYPES)
  dtype: Dtype = 'fp32';

  @Describe('Where models of the Hub are kept. Default: the folder all Hugging Face tools share (HF_HUB_CACHE, HF_HOME).')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  cache_dir?: string;

  @Describe('Never asks the Hub: models are in the cache or in a folder. Also: the environment variable HF_HUB_OFFLINE=1.')
  @IsBoolean()
  offline: boolean = false;

  @Describe('The address of the Hub. Default: the environment variable HF_ENDPOINT, else https://huggingface.co.')
  @IsOptional()
  @IsUrl({ require_tld: false, require_protocol: true, protocols: ['http', 'https'] })
  hub_url?: string;

  @Describe('Loads the model at the start, so that a wrong name stops it and the first ticket does not wait. Needs `model`.')
  @IsBoolean()
  warm_up: boolean = true;

  @Describe('How many labels to give, best first. Default: all.')
  @IsOptional()
  @IsInt()
  @Min(1)
  top_k?: number;

  @Describe('Below this confidence the classifier abstains, for labels without a threshold of their own.')
  @IsNumber()
  min_confidence: number = 0;

  @Describe('The confidence that a label needs, by label.', { example: { Billing: 0.8 } })
  @IsMapOfNumbers()
  thresholds: Record<string, number> = {};

  @Describe(
    'What becomes of texts beyond the length of the model: head cuts the end off, head_tail the middle, windows reads all in parts.',
  )
  @IsIn(STRATEGIES)
  strategy: LongTextStrategy = 'head';

  @Describe('The longest text in tokens. Default: what the model allows.')
  @IsOptional()
  @IsInt()
  @Min(4)
  max_length?: number;

  @Describe('For `strategy: windows`.')
  @Nested(() => WindowParams)
  windows: WindowParams = new WindowParams();

  @Describe('How texts that wait are put together.')
  @Nested(() => BatchParams)
  batch: BatchParams = new BatchParams();

  @Describe('How many texts may wait; one more fails.')
  @IsInt()
  @Min(1)
  max_queue: number = 1000;

  @Describe('How long one call of the model may take; then its process is ended and started again.')
  @IsDuration()
  timeout: number = 120_000;

  @Describe('The threads of one inference. Default: half of the processor cores, shared among the workers, at most 4 each.')
  @IsOptional()
  @IsInt()
  @Min(1)
  @Max(256)
  threads?: number;

  @Describe('How many processes share the work. Each holds the models, so that memory grows with them, and each uses `threads`.')
  @IsInt()
  @Min(1)
  @Max(64)
  workers: number = 1;

  @Describe(
    'The most megabytes the weights of all loaded models may take, in all workers together; those not used for longest are put away first.',
  )
  @IsInt()
  @Min(1)
  memory_limit_mb: number = 4096;

  @Describe('After so long without work the model process ends and gives its memory back. 0: never.')
  @IsDuration()
  idle_unload: number = 600_000;

  @Describe('How many answers are kept, so that an equal text is not classified twice. 0: none.')
  @IsInt()
  @Min(0)
  result_cache: number = 0;
}
