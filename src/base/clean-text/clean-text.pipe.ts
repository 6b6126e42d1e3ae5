import { IsBoolean, IsIn, IsInt, IsString, Min } from 'class-validator';
import { Describe } from '../../api/params/param.decorators.js';
import type { PipeContext, PipeHandler } from '../../api/pipe-context.js';
import { PipeResult } from '../../api/pipe-result.js';
import { Pipe } from '../../api/pipe.decorator.js';
import { cleanMailText, TEXT_FORMATS, type TextFormat } from './clean-text.js';

/** Params of {@link CleanTextPipe}. */
export class CleanTextParams {
  @Describe('The text to clean.', { example: '{{ ticket.body }}' })
  @IsString()
  text!: string;

  @Describe('What the text is; auto takes it for HTML when it finds tags.')
  @IsIn(TEXT_FORMATS)
  format: TextFormat = 'auto';

  @Describe('Takes out what was quoted from earlier mails.')
  @IsBoolean()
  remove_quotes = true;

  @Describe('Takes out signatures, disclaimers, and warnings about senders outside.')
  @IsBoolean()
  remove_signature = true;

  @Describe('Of a longer text, only so many characters are kept.')
  @IsInt()
  @Min(1)
  max_length = 20_000;
}

/**
 * Prepares a mail's text for a classifier: HTML becomes text, quoted replies, signatures and disclaimers go.
 * A mail of which nothing would be left keeps what it has. Gives `text` and `truncated`.
 */
@Pipe('clean_text', {
  effect: 'none',
  params: CleanTextParams,
  description: 'HTML to text, without quoted replies, signatures and disclaimers; gives text and truncated.',
})
export class CleanTextPipe implements PipeHandler<CleanTextParams> {
  execute({ params }: PipeContext<CleanTextParams>): PipeResult {
    return PipeResult.succeeded({ ...cleanMailText(params.text, params) });
  }
}
