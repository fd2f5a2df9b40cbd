/** What a file of the flag folder is by its name. */
export type NameVerdict =
  | { readonly kind: "manifest" }
  /** It would be one, but for its name. */
  | { readonly kind: "strange"; readonly why: string }
  /** A copy, backup or half written file: rightly left alone. */
  | { readonly kind: "aside"; readonly why: string; readonly copy: boolean }
  | { readonly kind: "other" };

const MANIFEST: NameVerdict = { kind: "manifest" };
const COPY_PREFIX = /^copy of /i;
/** What Explorer, Finder, GNOME, Dropbox, ownCloud and Syncthing put behind the name of a second one. */
const COPY_SUFFIX =
  /( - copy( ?\(\d+\))?| copy( \d+)?| \(copy\)| \(another copy\)| ?\(\d+\)| ?\([^()]*conflict[^()]*\)|\.sync-conflict-[\w-]+)$/i;

/**
 * aind-watchdog-service 0.1.9 takes `*manifest*.*` when it starts, and later what has `manifest` in its name and ends in
 * `.yml` or `.yaml`. So do we with the latter, in any case, as Windows takes names; but nothing hidden or temporary.
 */
export function judgeName(name: string): NameVerdict {
  if (!/manifest.*\./is.test(name)) return { kind: "other" };
  if (/^[.~]/.test(name)) return aside("hidden and temporary files are no manifests");
  if (/\.(json|ya?ml\.txt)$/i.test(name))
    return { kind: "strange", why: "the name of a manifest ends in .yml or .yaml" };
  if (!/\.ya?ml$/i.test(name)) return aside("the name of a manifest ends in .yml or .yaml");
  if (/\p{Cc}/u.test(name)) return { kind: "strange", why: "its name holds a line break or another control character" };
  return MANIFEST;
}

function aside(why: string): NameVerdict {
  return { kind: "aside", why, copy: false };
}

/** The name that this one is the second of, by what programs call a copy; undefined when it is called like none. */
export function copiedFrom(name: string): string | undefined {
  const dot = name.lastIndexOf(".");
  const [stem, ending] = [name.slice(0, dot), name.slice(dot)];
  const original = stem.replace(COPY_PREFIX, "").replace(COPY_SUFFIX, "");
  return original === stem || original === "" ? undefined : `${original}${ending}`;
}
