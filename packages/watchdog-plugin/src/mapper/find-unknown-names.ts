import { messageOf } from "@rigline/foundation/errors";
import { findModality, findPlatform, isManifestError } from "@rigline/manifest";

/**
 * Modalities and a platform that the transfer service does not know, one sentence each. Where a job is submitted the request
 * is checked as a whole; of a session that is only copied nobody else would say that its folder is called `behaviour`.
 */
export function findUnknownNames(modalities: readonly string[], platform: string | null | undefined): string[] {
  const looks = [
    ...modalities.map((name) => () => findModality(name)),
    ...(platform == null ? [] : [() => findPlatform(platform)]),
  ];
  return looks.flatMap((look) => {
    try {
      look();
      return [];
    } catch (error) {
      if (isManifestError(error)) return [messageOf(error)];
      throw error;
    }
  });
}
