/**
 * Whether a file in the flag folder is a manifest by its name: `manifest_….yml` or `….yaml`, in any case, as Windows takes
 * names. Not `manifest_x.yml.tmp`, `.bak` and the like.
 */
export function isManifestName(name: string): boolean {
  return /^manifest_.+\.ya?ml$/i.test(name);
}
