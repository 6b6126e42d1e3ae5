/** Token of the `Executor`: who runs a compiled pipeline. In-process unless the config names a fleet, or a test replaces it (`overrideProvider(EXECUTOR)`). */
export const EXECUTOR = 'otai:executor';
/** Token of the `Journal`: what is remembered of runs, steps, writes and tickets. What the config says, unless replaced. */
export const JOURNAL = 'otai:journal';
/** Token of the `WritePort`: the place every write to a ticket system passes. */
export const WRITE_PORT = 'otai:write-port';
