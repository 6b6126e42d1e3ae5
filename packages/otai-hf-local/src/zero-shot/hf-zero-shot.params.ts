import { ArrayNotEmpty, ArrayUnique, IsArray, IsBoolean, IsNotEmpty, IsString, Matches } from 'class-validator';
import { Describe } from 'open-ticket-ai';
import { HfModelParams } from '../hf-model.params.js';
import { IsMapOfTexts } from '../map-checks.js';

/** The params of `hf-local:hf_zero_shot_service`. */
export class HfZeroShotParams extends HfModelParams {
  @Describe('The labels to choose from. The model has to read each text once for each of them.', { example: ['Billing', 'Network'] })
  @IsArray()
  @ArrayNotEmpty()
  @ArrayUnique()
  @IsString({ each: true })
  @IsNotEmpty({ each: true })
  labels!: string[];

  @Describe('What the hypothesis says instead of the name of a label.', { example: { Billing: 'about invoices and payments' } })
  @IsMapOfTexts()
  phrases: Record<string, string> = {};

  @Describe('What the model is asked about the text, with {} where the label or its phrase stands.', { example: 'This ticket is {}.' })
  @IsString()
  @Matches(/\{\}/, { message: 'hypothesis_template must contain {}, where the label stands' })
  hypothesis_template: string = 'This example is {}.';

  @Describe('Whether several labels can hold: each gets a confidence of its own, instead of a share in a whole of 1.')
  @IsBoolean()
  multi_label: boolean = false;
}
