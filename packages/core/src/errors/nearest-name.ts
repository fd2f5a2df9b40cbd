import { closestMatch } from "leven";

/** The candidate that a person most likely meant, or undefined when none is near: at most a third of the letters differ. */
export function nearestName(name: string, candidates: Iterable<string>): string | undefined {
  const known = [...candidates];
  const maxDistance = Math.max(2, Math.floor(name.length / 3));
  return closestMatch(name, known, { maxDistance }) ?? closestMatch(name.toLowerCase(), known, { maxDistance });
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
