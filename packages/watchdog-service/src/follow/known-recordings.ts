import { mark } from "@rigline/foundation/marks";
import type { Clock, FileSystem } from "@rigline/foundation/platform";
import { readRecordingSigns } from "@rigline/manifest/follow";

/** So long what was seen in the flag folder counts: the next session is noticed that late. */
const FRESH_MS = 2000;

interface RecordingsParts {
  readonly settings: { readonly flagFolder: string; readonly hostname: string };
  readonly fileSystem: FileSystem;
  readonly clock: Pick<Clock, "monotonic">;
  readonly isProcessThere: (pid: number) => boolean;
}

/** Sessions that are being recorded on this computer, by what their launchers say in the flag folder. */
export class KnownRecordings {
  readonly #parts: RecordingsParts;
  #folders: readonly string[] = [];
  #seenAt = -Infinity;

  constructor(parts: RecordingsParts) {
    this.#parts = parts;
  }

  /** The folders of their sessions, absolute. */
  get folders(): readonly string[] {
    const now = this.#parts.clock.monotonic();
    if (now - this.#seenAt < FRESH_MS) return this.#folders;
    this.#seenAt = now;
    return (this.#folders = this.#read());
  }

  #read(): readonly string[] {
    const { fileSystem, settings, isProcessThere } = this.#parts;
    try {
      return readRecordingSigns(fileSystem, settings.flagFolder)
        .filter(({ host, launcher }) => host === settings.hostname && isProcessThere(launcher))
        .map(({ directory }) => directory);
    } catch {
      mark("follow: a flag folder that is away says of no recording");
      return [];
    }
  }
}
