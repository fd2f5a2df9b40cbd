/**
 * Whether a request was made by a name of this computer itself. A page in a browser that has found out the address by a name of its own
 * (DNS rebinding) asks under that name. Any port: by ssh it is another one over there.
 */
export function isOwnHost(host: string | undefined): boolean {
  return /^(?:127\.0\.0\.1|localhost)(?::\d{1,5})?$/.test(host ?? "");
}
