/** A class that can be constructed. */
export type Type<T = unknown> = new (...args: never[]) => T;

/** An abstract class (or a class) that says what a service can do, e.g. `TicketSystem` or `Classifier`. It is a value at run time, so it can be checked at boot. */
export type Contract<T = unknown> = abstract new (...args: never[]) => T;

/** Which services a component asks for: the name in YAML (`injects: { ticket_system: helpdesk }`) -> the contract the service must fulfil. */
export type InjectMap = Readonly<Record<string, Contract>>;

/** The services that an {@link InjectMap} gives at run time, under the same names. */
export type ServicesOf<I extends InjectMap> = { readonly [K in keyof I]: I[K] extends Contract<infer T> ? T : never };

/** The services of a component that injects none. */
export type NoServices = Readonly<Record<never, never>>;

/** The params of a component that declares none: any key is an error. */
export class NoParams {}
