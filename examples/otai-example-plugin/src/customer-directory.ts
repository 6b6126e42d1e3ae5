/** Knows the customers who are served first. A class, not an interface: it exists at run time, so it is checked at the start. */
export abstract class CustomerDirectory {
  abstract isImportant(email: string): Promise<boolean>;
}
