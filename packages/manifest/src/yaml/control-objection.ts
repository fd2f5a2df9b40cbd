import { escapedBackslash } from "@rigline/foundation/documents";

/** Why a path can't have been meant so, as the end of a sentence that begins with it. */
export function controlObjection(path: string): string | undefined {
  const why = escapedBackslash(path);
  return why === undefined ? undefined : `holds a control character: ${why}: write the path with / or in single quotes`;
}
