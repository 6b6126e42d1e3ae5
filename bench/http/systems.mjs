import { otobo } from './systems/otobo.mjs';
import { requestTracker } from './systems/request-tracker.mjs';
import { zammad } from './systems/zammad.mjs';

/** The helpdesks that connectors are measured with, by the names of their stubs. */
export const SYSTEMS = { otobo, zammad, 'request-tracker': requestTracker };
