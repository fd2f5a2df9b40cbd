import { basename } from "node:path";

/** `manifest_x.yaml` and 2: `manifest_x.also-2.yaml`, which has the form of a manifest's name for every watchdog. */
export function furtherFile(file: string, number: number): string {
  const dot = file.lastIndexOf(".");
  return `${file.slice(0, dot)}.also-${number}${file.slice(dot)}`;
}

const FURTHER = /^(.*)\.(also-\d+)(\.ya?ml)$/is;

/** The file name of the session's own manifest, of one that is named as derived from it; undefined: it is named as none. */
export function sessionFileOf(file: string): string | undefined {
  const [, stem, , ending] = FURTHER.exec(basename(file)) ?? [];
  return stem === undefined || ending === undefined ? undefined : `${stem}${ending}`;
}

/** What a job is called to people: its session's name, of a further copy with which one, or of one that nobody has read its file's. */
export function jobName(
  { name, copyOf }: { readonly name: string | undefined; readonly copyOf: unknown },
  manifest: string,
): string {
  if (name === undefined) return basename(manifest);
  return copyOf === undefined ? name : furtherName(name, manifest);
}

/** What the job of a derived manifest is called, so that two jobs of one session are told apart: `<name>.also-2`. */
export function furtherName(name: string, file: string): string {
  const [, , which] = FURTHER.exec(basename(file)) ?? [];
  return which === undefined ? name : `${name}.${which}`;
}
