import leven from "leven";

/**
 * The candidate that a person most likely meant, or undefined when none is near: at most a third of the longer one's letters
 * differ (`preflite`), in any case of letters.
 */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  return nearestTo(name, known) ?? nearestTo(name.toLowerCase(), known);
}

function nearestTo(name: string, candidates: readonly string[]): string | undefined {
  let nearest: string | undefined;
  let least = Infinity;
  for (const candidate of candidates) {
    const maxDistance = Math.max(2, Math.floor(Math.max(name.length, candidate.length) / 3));
    const distance = leven(name, candidate, { maxDistance: maxDistance + 1 });
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

/** `a, b, c`, or `none`. */
export function listNames(names: Iterable<string>): string {
  const listed = [...names];
  return listed.length === 0 ? "none" : listed.join(", ");
}
