import { parseManifest, toPosixPath } from "@rigline/manifest";

/** Whether a manifest's text hands off something of this session's folder. One that can't be read is somebody else's. */
export function isSameSession(text: string, sessionFolder: string): boolean {
  const folder = toPosixPath(sessionFolder);
  try {
    const { modalities, schemas } = parseManifest(text).manifest;
    return [...Object.values(modalities).flat(), ...schemas].some(
      (path) => path === folder || path.startsWith(`${folder}/`),
    );
  } catch {
    return false;
  }
}
