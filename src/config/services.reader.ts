import { checkName, readInjects, readParams, readUse } from './entry-parts.js';
import type { ServiceEntry } from './otai-config.js';
import { at, checkKeys, isMap, readMap, wrongType, type KeyRules, type Raw } from './raw-checks.js';

const SERVICE_KEYS: KeyRules = {
  known: ['use', 'injects', 'params'],
  synonyms: { type: 'use', config: 'params' },
  misplaced: { id: 'the key above is the id', name: 'the key above is the name' },
};

const RENDERERS: ReadonlySet<string> = new Set(['base:JinjaRenderer', 'base:jinja_renderer']);

/** Reads `services:`, a mapping from ids to services. */
export function readServices(raw: Raw): readonly ServiceEntry[] {
  const ids = Object.keys(readMap(raw, 'write one service a key, e.g. helpdesk: { use: base:local_helpdesk }'));
  return ids.map((id) => readService(at(raw, id), id));
}

/** Rendering is the core's: the entry that Open Ticket AI 1.4 needs for it is accepted, and means nothing. */
export function isRenderer({ use }: ServiceEntry): boolean {
  return RENDERERS.has(use);
}

function readService(raw: Raw, id: string): ServiceEntry {
  checkName(raw, id);
  if (!isMap(raw.value)) {
    wrongType(raw, 'a service: a mapping with use');
    return { id, use: '', injects: {}, params: {}, path: raw.path };
  }
  checkKeys(raw, raw.value, SERVICE_KEYS);
  return { id, use: readUse(raw, 'base:local_helpdesk'), injects: readInjects(raw), params: readParams(raw), path: raw.path };
}
