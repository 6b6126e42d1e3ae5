import { IsNumber, IsOptional, IsPositive } from 'class-validator';
import { Describe } from '../../api/params/param.decorators.js';
import { AreKeywords, ArePatterns } from './rule-checks.js';

/** Texts to look for: a list, each of weight 1, or a map from text to weight. A negative weight speaks against the label. */
export type WeightedTexts = readonly string[] | Readonly<Record<string, number>>;

/** What speaks for one label of `base:rules_classifier`. */
export class LabelRules {
  @IsOptional()
  @AreKeywords()
  @Describe(
    'Words and phrases, whole and in any spelling (ä or ae, ß or ss). "invoice*" is the start of a word, "*rechnung" its end. Several of one weight can stand in one text, with commas between.',
    {
      example: { 'invoice*, *rechnung, payment reminder': 2, booked: 1 },
    },
  )
  keywords?: WeightedTexts;

  @IsOptional()
  @ArePatterns()
  @Describe('Regular expressions without look-around and back references. ^ and $ are the ends of a line.', {
    example: { 'RE-\\d{4,}': 2 },
  })
  patterns?: WeightedTexts;

  @IsNumber({ allowNaN: false, allowInfinity: false })
  @IsPositive()
  @Describe('What the evidence for this label is multiplied by.')
  weight: number = 1;
}

/** The texts with their weights. */
export function weighted(texts: WeightedTexts | undefined): [text: string, weight: number][] {
  return Array.isArray(texts) ? texts.map((text: string) => [text, 1]) : Object.entries(texts ?? {});
}
