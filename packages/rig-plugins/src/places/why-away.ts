import { type Clock, type FileSystem, messageOf, systemCodeOf } from "@rigline/core";

export interface PlaceParts {
  readonly fileSystem: Pick<FileSystem, "inspect">;
  readonly clock: Clock;
}

/** Why a folder can't be used, a phrase that follows its name; undefined: it is there, and has answered in time. */
export async function whyAway(
  { fileSystem, clock }: PlaceParts,
  folder: string,
  seconds: number,
  signal: AbortSignal,
): Promise<string | undefined> {
  const over = new AbortController();
  const silence = clock.sleep(seconds * 1000, AbortSignal.any([signal, over.signal])).then(
    () => `has not answered within ${seconds} s`,
    () => undefined,
  );
  const answer = fileSystem.inspect(folder, { followLinks: true }).then(
    ({ kind }) => (kind === "folder" ? undefined : "is no folder"),
    (error: unknown) => (systemCodeOf(error) === "ENOENT" ? "is not there" : `can't be read: ${messageOf(error)}`),
  );
  try {
    return await Promise.race([answer, silence]);
  } finally {
    over.abort();
  }
}
