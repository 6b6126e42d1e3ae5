import type { ParamsSource } from './params-binding.js';

/** A source without templates: every text is itself, and steps are what they are. */
export const PLAIN_SOURCE: ParamsSource<unknown> = {
  template: () => undefined,
  steps: (raw) => ({ render: () => raw }),
};
