/** The token of a one-time link, which comes after `#` so that it never reaches a server's log. */
export function tokenOf(hash: string): string | undefined {
  const text = hash.replace(/^#/, '').replace(/^token=/, '');
  return /^[A-Za-z0-9_-]{16,128}$/.test(text) ? text : undefined;
}

/** Reads the token and takes it out of the address, so that it stays in no history and no bookmark. */
export function takeToken(): string | undefined {
  const token = tokenOf(window.location.hash);
  if (token !== undefined) window.history.replaceState(window.history.state, '', window.location.pathname);
  return token;
}
