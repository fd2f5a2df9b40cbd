/** Why nothing can be posted to this address, as a sentence without its subject, or undefined. */
export function endpointObjection(endpoint: string): string | undefined {
  if (!/^https?:\/\//i.test(endpoint.trim())) return "it does not begin with http:// or https://";
  if (!URL.canParse(endpoint)) return "it can't be read as an address";
  const { username, password } = new URL(endpoint);
  try {
    decodeURIComponent(username + password);
  } catch {
    return "its user or password has a % that must be written as %25";
  }
  return undefined;
}
