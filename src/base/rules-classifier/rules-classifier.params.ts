import { IsBoolean, IsInt, IsNotEmpty, IsNotEmptyObject, IsNumber, IsOptional, IsPositive, IsString, Max, Min } from 'class-validator';
import { Describe, Nested } from '../../api/params/param.decorators.js';
import { LabelRules } from './label-rules.params.js';

/** The params of `base:rules_classifier`. */
export class RulesClassifierParams {
  @IsNotEmptyObject({ nullable: true })
  @Nested(() => LabelRules, { container: 'map' })
  @Describe('The labels, each with what speaks for it.', { example: { Billing: { keywords: ['invoice*', 'payment'] } } })
  labels!: Record<string, LabelRules>;

  @IsNumber()
  @Min(0)
  @Max(1)
  @Describe('Below this confidence the classifier abstains (or gives `default_label`).')
  min_confidence: number = 0.5;

  @IsOptional()
  @IsString()
  @IsNotEmpty()
  @Describe('The label to give instead of abstaining. It need not be one of `labels`. Default: abstain.', {
    example: 'medium',
  })
  default_label?: string;

  @IsNumber()
  @IsPositive()
  @Describe('How much evidence (in keywords of weight 1) makes the classifier half sure when nothing speaks for another label.')
  doubt: number = 1;

  @IsBoolean()
  @Describe('Keeps upper and lower case apart.')
  case_sensitive: boolean = false;

  @IsInt()
  @Min(100)
  @Describe('Of a longer text, only so many characters are read.')
  max_text_length: number = 100_000;
}
