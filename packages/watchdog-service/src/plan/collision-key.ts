/** Equal for paths that a file system blind to case or to Unicode forms takes for one. */
export function collisionKey(path: string): string {
  const key = path.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
  // Most paths are their own key, and of a hundred thousand of them there need not be two copies.
  return key === path ? path : key;
}
