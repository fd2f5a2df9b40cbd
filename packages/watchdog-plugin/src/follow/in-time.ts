import type { Clock, FileSystem } from "@rigline/core";

type Timer = Pick<Clock, "sleep">;

/** What some work gives, or undefined when it gives nothing in time or fails. Its signal says that nobody waits for it any more. */
export async function within<T>(
  work: (late: AbortSignal) => Promise<T>,
  clock: Timer,
  milliseconds: number,
): Promise<T | undefined> {
  const waiting = new AbortController();
  const late = clock.sleep(milliseconds, waiting.signal).then(
    () => undefined,
    () => undefined,
  );
  const given = work(waiting.signal).catch(() => undefined);
  const first = await Promise.race([given, late]);
  waiting.abort();
  return first;
}

/**
 * The first of these paths that gives no answer in time, be it that it is there or that it is not. Asked beside the event
 * loop, because on a share that is away a plain look would hold up the whole process.
 */
export async function findUnreachable(
  fileSystem: FileSystem,
  paths: readonly string[],
  clock: Timer,
  milliseconds: number,
): Promise<string | undefined> {
  const answers = await Promise.all(paths.map((path) => within(() => answer(fileSystem, path), clock, milliseconds)));
  return paths.find((_, index) => answers[index] !== true);
}

async function answer(fileSystem: FileSystem, path: string): Promise<true> {
  await fileSystem.inspect(path, { followLinks: true }).catch(() => undefined);
  return true;
}
