import { join } from "node:path";
import { type Logger, type Session, type Ui, writeDurably } from "@rigline/core";
import { toJsonText } from "../places/replace-with-history.js";
import { findRecords, type LibraryRecord, type LibraryScope } from "./find-records.js";
import { libraryError } from "./library-errors.js";
import type { LibraryOptions } from "./library-options.js";
import { putAt } from "./put-at.js";
import { readRecord, validateRecord, type ValidationParts } from "./validate-record.js";

export interface PickParts extends ValidationParts {
  readonly ui: Ui;
  readonly log: Logger;
}

/** Which file of the library each kind was taken from. */
export type Picked = Readonly<Record<string, string>>;

/** Picks what a session needs, checks it, and writes it where the experiment reads it. Throws what is wrong with the library. */
export async function pickRecords(
  parts: PickParts,
  options: LibraryOptions,
  scope: LibraryScope,
  { session, signal }: { readonly session: Session; readonly signal: AbortSignal },
): Promise<Picked> {
  const picked: Record<string, string> = {};
  for (const kind of options.kinds) {
    const { path } = await pickOne(parts, kind, scope);
    const found = readRecord(parts.fileSystem, path);
    const value = kind === "rig" ? withAnimal(parts, options, scope, found) : found;
    // As it is used: with what belongs to the animal in it.
    const place = write(parts, session, kind, value);
    await validateRecord(parts, options, { kind, path: place, value }, signal);
    picked[kind] = path;
  }
  return picked;
}

async function pickOne({ fileSystem, ui }: PickParts, kind: string, scope: LibraryScope): Promise<LibraryRecord> {
  const records = findRecords(fileSystem, kind, scope);
  const [first] = records;
  if (first === undefined) throw missing(kind, scope);
  if (records.length === 1) return first;
  const label = await ui.pick({
    key: `library.${kind}`,
    message: `Which ${kind.replaceAll("_", " ")}`,
    choices: records.map(({ label, isOwn }) => ({ value: label, ...(isOwn ? { label: `${label}'s own` } : {}) })),
    // A rig is the same for all; a task the subject's.
    remember: kind === "rig" ? "key" : "subject",
    ...(first.isOwn ? { initial: first.label, fallback: first.label } : {}),
  });
  return records.find((record) => record.label === label) ?? first;
}

function withAnimal(
  { fileSystem, log }: PickParts,
  options: LibraryOptions,
  scope: LibraryScope,
  rig: unknown,
): unknown {
  let changed = rig;
  for (const { kind, path } of options.by_animal) {
    const [own] = findRecords(fileSystem, kind, scope);
    if (own === undefined) log.warning(`the library has no ${kind} of ${scope.subject}: the rig's own is used`);
    else changed = putAt(changed, path, readRecord(fileSystem, own.path));
  }
  return changed;
}

/** Returns where. */
function write({ fileSystem }: PickParts, session: Session, kind: string, value: unknown): string {
  const folder = join(session.directory, ".rigline", "library");
  fileSystem.makeFolder(folder);
  const path = join(folder, `${kind}.json`);
  writeDurably(path, toJsonText(value), { fileSystem });
  return path;
}

function missing(kind: string, { root, computer, subject }: LibraryScope): Error {
  const places: Readonly<Record<string, string>> = {
    rig: join(root, "Rig", computer),
    task: `${join(root, "Task")} or ${join(root, "Subjects", subject, "task.json")}`,
  };
  const place = places[kind] ?? join(root, "Subjects", subject, `${kind}.json`);
  return libraryError("LIBRARY_RECORD_MISSING", { what: `the library has no ${kind.replaceAll("_", " ")}: ${place}` });
}
