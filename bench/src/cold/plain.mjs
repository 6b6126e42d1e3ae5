/* Plain node: a hand-written pipeline, run once. */
import { createStraightLine } from '../systems/hand-written.mjs';

await createStraightLine().run();
