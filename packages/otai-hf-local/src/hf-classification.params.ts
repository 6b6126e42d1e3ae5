import { IsArray, IsIn, IsOptional, IsString } from 'class-validator';
import { Describe } from 'open-ticket-ai';
import { HfModelParams } from './hf-model.params.js';
import { IsMapOfTexts } from './map-checks.js';
import { FUNCTIONS, type ScoreFunction } from './model/model-config.js';

/** The params of `hf-local:hf_classification_service`. */
export class HfClassificationParams extends HfModelParams {
  @Describe('What turns the outputs of the model into scores; auto does what its config.json asks for.')
  @IsIn(['auto', ...FUNCTIONS])
  function: ScoreFunction | 'auto' = 'auto';

  @Describe('What to call the labels of the model. Several labels can become one.', { example: { network: 'IT Support', hr: 'People' } })
  @IsMapOfTexts()
  label_map: Record<string, string> = {};

  @Describe('The labels the helpdesk knows. A model that can give another one is refused when it is loaded.')
  @IsOptional()
  @IsArray()
  @IsString({ each: true })
  expected_labels?: string[];
}
