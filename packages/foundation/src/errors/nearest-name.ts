import leven from "leven";

/**
 * The candidate that a person most likely meant, or undefined when none is near: at most a third of the longer one's letters
 * differ (`preflite`). In any case of letters (`smartspim`), but one that is near as it is written comes first.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  return nearestTo(name, known, (text) => text) ?? nearestTo(name, known, (text) => text.toLowerCase());
}

function nearestTo(name: string, candidates: readonly string[], fold: (text: string) => string): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const maxDistance = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3));
    const distance = leven(fold(name), fold(candidate), { maxDistance: maxDistance + 1 });
    if (distance > maxDistance || distance >= least) continue;
    [nearest, least] = [candidate, distance];
  }
  return nearest;
}

/** ` Did you mean "x"?`, or nothing; goes at the end of a sentence. */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const nearest = nearestName(name, candidates);
  return nearest === undefined ? "" : ` Did you mean "${nearest}"?`;
}

/** `; there is "x": did you mean "key"?` when one of the names that nobody knows was probably meant for a missing key. */
export function meantFor(key: string, unknown: readonly string[]): string {
  const written = unknown.find((name) => nearestName(name, [key]) !== undefined);
  return written === undefined ? "" : `; there is "${written}": did you mean "${key}"?`;
}

/** `a, b, c`, or `none`. */
export function listNames(names: Iterable<string>): string {
  const listed = [...names];
  return listed.length === 0 ? "none" : listed.join(", ");
}
