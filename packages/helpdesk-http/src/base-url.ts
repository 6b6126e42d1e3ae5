/** A base URL that requests can be put behind. Throws a `TypeError` that says what is wrong with it. */
export function readBaseUrl(text: string): { readonly origin: URL; readonly prefix: string } {
  if (!URL.canParse(text)) throw new TypeError(`the base URL is no address: write it like https://desk.example.org`);
  const url = new URL(text);
  const { protocol, username, password, search, hash, pathname } = url;
  if (protocol !== 'http:' && protocol !== 'https:') throw new TypeError('the base URL must begin with https:// or http://');
  if (username !== '' || password !== '')
    throw new TypeError('the base URL must not hold a user name or password: give them by themselves');
  if (search !== '' || hash !== '') throw new TypeError('the base URL must end with its path: take away what follows ? or #');
  return { origin: new URL(url.origin), prefix: pathname.replace(/\/+$/, '') };
}
