import { MODALITIES } from "@rigline/manifest";

/**
 * Where a file of a session will probably be published: the session's folders are modalities by their names, as where nobody maps them.
 * Where a mapping says otherwise, the copy is moved when the job takes it over. `folders`: of the session, those at its top among them.
 */
export function guessPlace(path: string, folders: readonly string[]): string {
  const end = path.indexOf("/");
  if (end === -1) return path;
  const top = path.slice(0, end);
  const modality = Object.keys(MODALITIES).find((name) => name.toLowerCase() === top.toLowerCase());
  const isOnly = folders.filter((folder) => folder.toLowerCase() === top.toLowerCase()).length === 1;
  return modality === undefined || !isOnly ? path : `${modality}${path.slice(end)}`;
}
