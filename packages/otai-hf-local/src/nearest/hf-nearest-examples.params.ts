import { IsArray, IsIn, IsInt, IsNotEmpty, IsNumber, IsOptional, IsString, Max, Min } from 'class-validator';
import { Describe, Nested } from 'open-ticket-ai';
import { HfModelParams } from '../hf-model.params.js';
import { POOLINGS, type Pooling } from '../model/model-head.js';

/** A text whose label is known. */
export class ExampleParams {
  @Describe('A text like those of tickets.')
  @IsString()
  @IsNotEmpty()
  text!: string;

  @Describe('Its label.')
  @IsString()
  @IsNotEmpty()
  label!: string;
}

/** The params of `hf-local:hf_nearest_examples_service`. */
export class HfNearestExamplesParams extends HfModelParams {
  @Describe('Texts whose labels are known.', { example: [{ text: 'The VPN is down.', label: 'Network' }] })
  @IsArray()
  @Nested(() => ExampleParams, { container: 'list' })
  examples: ExampleParams[] = [];

  @Describe('A file with more of them: CSV with the columns text and label, JSON (a list of objects), or JSON Lines.')
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  examples_file?: string;

  @Describe('How many of the nearest examples vote, each by its similarity.')
  @IsInt()
  @Min(1)
  @Max(1000)
  k: number = 5;

  @Describe('Examples that are less similar do not vote; without any, the classifier abstains. 1 is the same, 0 has nothing in common.')
  @IsNumber()
  @Min(-1)
  @Max(1)
  min_similarity: number = 0;

  @Describe('How the tokens of a text become one embedding. Default: what the model says (1_Pooling/config.json), else mean.')
  @IsOptional()
  @IsIn(POOLINGS)
  pooling?: Pooling;

  @Describe('What the model wants before each text, tickets and examples alike.', { example: 'query: ' })
  @IsString()
  prefix: string = '';
}
