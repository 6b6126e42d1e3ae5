export { createJournal } from './create-journal.js';
