import { register } from '../registry.js';
import { GENERAL_FILTERS } from './general.js';
import { HTML_FILTERS } from './html.js';
import { JSON_FILTERS } from './json.js';
import { LAYOUT_FILTERS } from './layout.js';
import { LIST_FILTERS } from './lists.js';
import { NUMBER_FILTERS } from './numbers.js';
import { SELECTION_FILTERS } from './selection.js';
import { TEXT_FILTERS } from './text.js';

/** Every standard filter by name. */
export const FILTERS = register(
  [
    ...TEXT_FILTERS,
    ...LAYOUT_FILTERS,
    ...NUMBER_FILTERS,
    ...LIST_FILTERS,
    ...SELECTION_FILTERS,
    ...GENERAL_FILTERS,
    ...JSON_FILTERS,
    ...HTML_FILTERS,
  ],
  { d: 'default', e: 'escape', count: 'length' },
);
