/**
 * Trains the model of the example and says how well it does. Takes about a minute: `npm run build && node examples/first-run-model/train/train.mjs`
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { TextEncoder } from '../../../packages/otai-hf-local/dist/model/tokenizer/text-encoder.js';
import { MAX_LENGTH, ROWS, rowsOf, TOKENIZER } from './features.mjs';
import { modelFile } from './graph.mjs';
import { textsOf } from './phrases.mjs';

const LABELS = ['network', 'billing', 'software', 'account', 'hardware', 'hr', 'sales', 'logistics', 'other'];
// Chosen on tickets whose templates were left out of training; the held-out texts had no say in anything.
const EPOCHS = 8;
const RATE = 0.3;
const DECAY = 1e-6;
/** How sure the target is: a model that need not be certain does not grow so sure of what it has never seen. */
const TARGET = 0.97;
/** The share of n-grams that are left out at each look. */
const DROPPED = 0.1;

const random = randomNumbers(20_240);
const encoder = new TextEncoder(TOKENIZER, { maxLength: MAX_LENGTH, truncationSide: 'right', padToken: '[PAD]', bert: undefined });
const tickets = read('tickets.jsonl');
const cut = Math.floor(tickets.length * 0.9);
const own = LABELS.slice(6).flatMap((label) => textsOf(label, random).map((text) => ({ text, label })));
const data = [...tickets.slice(0, cut).map(({ text, queue }) => ({ text, label: queue })), ...own].map(sample);

const rarity = raritiesOf(data);
const weights = new Float32Array(ROWS * LABELS.length);
const slopes = new Float32Array(weights.length).fill(0.1);
const bias = new Float32Array(LABELS.length);
for (let epoch = 0; epoch < EPOCHS; epoch++) learn(RATE * (1 - epoch / EPOCHS));
// What an n-gram counts by its rarity goes into its weights: the graph needs no second table.
weights.forEach((weight, at) => (weights[at] = weight * rarity[Math.floor(at / LABELS.length)]));
rarity.fill(1);

console.log('validation, same templates, 6 queues:', share(tickets.slice(cut)));
console.log('60 held-out texts in another style, all 9 labels to choose from:', share(read('heldout.jsonl')));
save();

function sample({ text, label }) {
  return { rows: rowsOf(encoder.sequenceOf(encoder.bodyOf(text).slice(0, MAX_LENGTH - 2))), label: LABELS.indexOf(label) };
}

function raritiesOf(samples) {
  const counts = new Float32Array(ROWS);
  for (const { rows } of samples) for (const row of new Set(rows)) counts[row]++;
  return counts.map((count) => Math.log((1 + samples.length) / (1 + count)) + 1);
}

function scores(rows) {
  const scale = 1 / Math.sqrt(Math.max(1, rows.length));
  const logits = Array.from(bias);
  for (const row of rows) for (let i = 0; i < logits.length; i++) logits[i] += weights[row * logits.length + i] * rarity[row] * scale;
  const highest = Math.max(...logits);
  const powers = logits.map((logit) => Math.exp(logit - highest));
  const sum = powers.reduce((total, power) => total + power, 0);
  return powers.map((power) => power / sum);
}

/** One look at all samples, in another order each time: logistic regression with a step of its own for each weight (Adagrad). */
function learn(rate) {
  for (const { rows, label } of shuffled(data)) {
    const errors = scores(rows).map((score, i) => score - (i === label ? TARGET : (1 - TARGET) / (LABELS.length - 1)));
    errors.forEach((error, i) => (bias[i] -= rate * 0.02 * error));
    const counts = new Map();
    for (const row of rows) counts.set(row, (counts.get(row) ?? 0) + 1);
    for (const [row, count] of counts) {
      if (random() < DROPPED) continue;
      const value = (count * rarity[row]) / Math.sqrt(rows.length);
      errors.forEach((error, i) => step(row * LABELS.length + i, error * value, rate));
    }
  }
}

function step(at, slope, rate) {
  const whole = slope + DECAY * weights[at];
  slopes[at] += whole * whole;
  weights[at] -= (rate * whole) / Math.sqrt(slopes[at]);
}

function share(rows) {
  const right = rows.filter(({ text, queue }) => {
    const found = scores(sample({ text }).rows);
    return LABELS[found.indexOf(Math.max(...found))] === queue;
  });
  return `${right.length}/${rows.length} = ${(right.length / rows.length).toFixed(3)}`;
}

function save() {
  const folder = new URL('../model/', import.meta.url);
  mkdirSync(new URL('onnx/', folder), { recursive: true });
  const id2label = Object.fromEntries(LABELS.map((label, id) => [id, label]));
  const label2id = Object.fromEntries(LABELS.map((label, id) => [label, id]));
  write(folder, 'config.json', {
    model_type: 'character-n-grams',
    architectures: ['CharacterNGramsForSequenceClassification'],
    problem_type: 'single_label_classification',
    id2label,
    label2id,
    pad_token_id: 0,
  });
  write(folder, 'tokenizer.json', TOKENIZER);
  write(folder, 'tokenizer_config.json', {
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: MAX_LENGTH,
    pad_token: '[PAD]',
    unk_token: '[UNK]',
    cls_token: '[CLS]',
    sep_token: '[SEP]',
  });
  writeFileSync(new URL('onnx/model.onnx', folder), modelFile(weights, bias));
}

function write(folder, name, content) {
  writeFileSync(new URL(name, folder), `${JSON.stringify(content, null, 1)}\n`);
}

function read(name) {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

function shuffled(list) {
  const copy = [...list];
  for (let i = copy.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [copy[i], copy[j]] = [copy[j], copy[i]];
  }
  return copy;
}

function randomNumbers(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
