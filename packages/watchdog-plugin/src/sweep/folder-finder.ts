import { basename, dirname, join } from "node:path";
import {
  inject,
  injectable,
  resolveFrom,
  type FindRequest,
  type FoundSession,
  type SessionFinder,
} from "@rigline/core";
import { mark } from "@rigline/foundation/marks";
import { isWithin } from "@rigline/foundation/paths";
import { readMoment, toZonedDate } from "@rigline/foundation/time";
import { MODALITIES } from "@rigline/manifest";
import { findWatchPlaces } from "../daemon/watch-places.js";
import { PluginParts } from "../parts.js";
import { destinationFolders } from "../transfer/create-manifest.js";
import { isLeftReceipt } from "../follow/is-left-receipt.js";
import { HandOffTraces } from "./hand-off-traces.js";
import { isDerivedName, readFolderName } from "./read-folder-name.js";
import { mayBeDocument, readSessionDocument, type DocumentedSession } from "./read-session-document.js";

/** A session lies at most so many folders below the one that is searched: `<project>/<subject>/<session>`. */
const DEEPEST_SESSION = 3;
/** A document lies at most so many folders below its session: `behavior/Logs/session_input.json`. */
const DEEPEST_DOCUMENT = 3;

const MODALITY_FOLDERS = new Set(Object.keys(MODALITIES).map((name) => name.toLowerCase()));

/** Clocks that have lost their time begin with the year 1970, 1980 or 2000. */
const FIRST_YEAR = 2001;
/** Zones are less apart. */
const TO_COME_MS = 24 * 60 * 60_000;

/** Of a time that can't be right, one phrase: under it the session would be kept for ever. `source`: what has said it. */
function doubtOf(moment: Date, now: Date, source: string): string | undefined {
  const isToCome = moment.getTime() > now.getTime() + TO_COME_MS;
  if (!isToCome && moment.getUTCFullYear() >= FIRST_YEAR) return undefined;
  const when = moment.toISOString().slice(0, 10);
  return `its ${source} says ${when}, ${isToCome ? "which is still to come" : "when nobody recorded it"}, as of a clock that was wrong: correct that first`;
}

interface Contents {
  readonly files: number;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly writtenAt: number;
  readonly document: DocumentedSession | undefined;
}

/** Finds what other launchers recorded: folders by whose name or documents it is known which animal was recorded and when. */
@injectable()
export class FolderFinder implements SessionFinder {
  readonly #parts: PluginParts;

  constructor(@inject(PluginParts) parts: PluginParts) {
    this.#parts = parts;
  }

  async find(folder: string, { signal, onProgress }: FindRequest): Promise<readonly FoundSession[]> {
    const { fileSystem } = this.#parts;
    const traces = new HandOffTraces(this.#parts);
    const others = this.#othersPlaces();
    const found: FoundSession[] = [];

    const visit = async (directory: string, depth: number): Promise<void> => {
      signal.throwIfAborted();
      if (others.some((place) => isWithin(place, directory))) return;
      const names = depth === 0 ? await fileSystem.listNames(directory) : await this.#list(directory);
      // What Rigline recorded knows itself what became of it; a data folder has one too.
      const isOurs = names.includes(".rigline");
      if (depth > 0 && isOurs) return;
      onProgress(`looking into ${directory}`);
      const session = isOurs ? undefined : await this.#recognise(directory, signal);
      if (session !== undefined) {
        const handedOff = await traces.find(session);
        found.push(handedOff === undefined ? session : { ...session, handedOff });
        return;
      }
      if (depth === DEEPEST_SESSION) return;
      for (const name of names) {
        const inner = join(directory, name);
        if (!name.startsWith(".") && (await this.#kindOf(inner)) === "folder") await visit(inner, depth + 1);
      }
    };

    await visit(folder, 0);
    return found;
  }

  /** Folders in which others than launchers write: the queue, and wherever data are handed off to. */
  #othersPlaces(): readonly string[] {
    const { flagFolder, completeFolder } = findWatchPlaces(this.#parts);
    const own = resolveFrom(this.#parts.config, this.#parts.config.values.data_dir);
    return [flagFolder, completeFolder, ...destinationFolders(this.#parts)].filter((place) => !isWithin(place, own));
  }

  /** Two things must speak for it: when and of which animal it is, and that it holds what a session holds. */
  async #recognise(directory: string, signal: AbortSignal): Promise<FoundSession | undefined> {
    const { clock } = this.#parts;
    const name = basename(directory);
    if (isDerivedName(name)) return undefined;
    const named = readFolderName(name);
    const modalities = (await this.#list(directory)).filter((inner) => MODALITY_FOLDERS.has(inner.toLowerCase()));
    if (named === undefined && modalities.length === 0) return undefined;
    const { document, ...contents } = await this.#look(directory, signal);
    // What was handed off and deleted has left a receipt at most.
    if (contents.files === 0) return undefined;
    if (named === undefined && document === undefined) return undefined;
    const subject = document?.subject ?? named?.subject ?? "";
    const evidence = [
      ...(named === undefined ? [] : ["its name says an animal and a time"]),
      ...(document === undefined ? [] : [`it holds a ${document.kind}`]),
      ...(modalities.length === 0 ? [] : [`folders named as modalities: ${modalities.join(", ")}`]),
      ...(basename(dirname(directory)) === subject ? ["it lies in its animal's folder"] : []),
    ];
    const moment = readMoment(document?.datetime ?? named?.datetime ?? "", clock.now(), clock.zone());
    if (evidence.length < 2 || moment === undefined) return undefined;
    const date = toZonedDate(moment, clock.zone());
    const base = {
      directory,
      name,
      subject,
      experimenters: document?.experimenters ?? [],
      date,
      evidence,
      ...contents,
    };
    const doubt =
      named === undefined || named.subject === subject
        ? doubtOf(moment, clock.now(), document?.kind ?? "name")
        : `its name says animal ${named.subject}, its ${document?.kind} says ${subject}`;
    return doubt === undefined ? base : { ...base, doubt };
  }

  /** Goes through all of it, and through no link. */
  async #look(directory: string, signal: AbortSignal): Promise<Contents> {
    const { fileSystem } = this.#parts;
    let [files, bytes, writtenNs] = [0, 0n, 0n];
    let document: DocumentedSession | undefined;
    const visit = async (folder: string, depth: number): Promise<void> => {
      for (const name of await this.#list(folder)) {
        signal.throwIfAborted();
        const path = join(folder, name);
        const entry = await fileSystem.inspect(path).catch(() => undefined);
        if (entry?.kind === "folder") await visit(path, depth + 1);
        if (entry?.kind !== "file" || isLeftReceipt(fileSystem, path)) continue;
        files += 1;
        bytes += entry.size;
        if (entry.modifiedNs > writtenNs) writtenNs = entry.modifiedNs;
        if (document === undefined && depth <= DEEPEST_DOCUMENT && mayBeDocument(name, entry.size))
          document = readSessionDocument(fileSystem, path);
      }
    };
    await visit(directory, 0);
    return { files, bytes: Number(bytes), writtenAt: Number(writtenNs / 1_000_000n), document };
  }

  async #kindOf(path: string): Promise<string | undefined> {
    return (await this.#parts.fileSystem.inspect(path).catch(() => undefined))?.kind;
  }

  /** By name; nothing of a folder that is closed to this user, or gone by now. */
  async #list(folder: string): Promise<readonly string[]> {
    try {
      return [...(await this.#parts.fileSystem.listNames(folder))].sort();
    } catch {
      mark("sweep: a folder that can't be listed holds no session");
      return [];
    }
  }
}
