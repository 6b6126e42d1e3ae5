/** Random numbers that a seed repeats. */
export class Random {
  constructor(seed: string | number);
  readonly seed: string;
  /** The stream of this name: the same for the same seed and name. */
  fork(name: string): Random;
  /** From 0 to below 1. */
  next(): number;
  /** A whole number, both ends included. */
  integer(from: number, to: number): number;
  chance(probability: number): boolean;
  pick<T>(list: readonly T[]): T;
  /** One of the keys, each as often as its weight says. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
}
