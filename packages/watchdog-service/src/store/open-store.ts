import { messageOf } from "@rigline/foundation/errors";
import { readRemotePlace } from "@rigline/foundation/paths";
import type { FileSystem } from "@rigline/foundation/platform";
import { type RemoteStore, StoreError } from "@rigline/foundation/stores";
import type { StoreEntries } from "@rigline/manifest";
import { readCertificatesPlace } from "../config/environment.js";
import { openRcloneStore } from "./rclone-store.js";

/** Where a session lies, or is to lie, in a store that is no file system. */
export interface StorePlace {
  /** `s3://bucket/prefix/name`, `rclone:remote:path/name`. */
  readonly place: string;
  readonly entries: StoreEntries;
  /** How fast rclone may be, as it is told that; absent: there is no limit. What goes to S3 asks by itself, piece by piece. */
  readonly rcloneLimit?: string | undefined;
}

/** Reaches a store: over the network, or whatever stands for it. */
export type OpenStore = (place: StorePlace, fileSystem: Pick<FileSystem, "read">, pace?: Pace) => Promise<RemoteStore>;

/** Opens another place of the same store, for as long as it is used. */
export type WithinStore = <Answer>(place: string, use: (store: RemoteStore) => Promise<Answer>) => Promise<Answer>;

/** Waits until bytes that are sent or fetched are within the limit. */
type Pace = (bytes: number) => void | Promise<void>;

/** As @rigline/destination-s3 exports it. */
interface S3Package {
  readonly openS3Store: (
    place: { readonly bucket: string; readonly prefix: string },
    options: Partial<NonNullable<StoreEntries["s3"]>> & {
      readonly certificates?: string | undefined;
      readonly pace?: Pace | undefined;
    },
  ) => Promise<RemoteStore>;
}

/** By its name as a value, so that it is no part of any bundle: who has no such destination has no need of it. */
const S3_PACKAGE: string = "@rigline/destination-s3";

/** Throws StoreError where what is needed to reach it is not installed. */
export async function openStore(
  { place, entries, rcloneLimit }: StorePlace,
  fileSystem: Pick<FileSystem, "read">,
  pace?: Pace,
): Promise<RemoteStore> {
  const parsed = readRemotePlace(place);
  if (parsed.kind === "rclone")
    return openRcloneStore(place.slice("rclone:".length), { ...entries.rclone, limit: rcloneLimit });
  const { openS3Store } = await loadS3();
  return openS3Store(parsed, { ...entries.s3, certificates: readCertificates(fileSystem), pace });
}

async function loadS3(): Promise<S3Package> {
  try {
    return (await import(S3_PACKAGE)) as S3Package;
  } catch (cause) {
    throw new StoreError("missing", `${S3_PACKAGE} can't be loaded, which s3:// needs: ${messageOf(cause)}`, { cause });
  }
}

/** Those of an institute's own. Node itself takes them at its start alone, and workers start without. */
function readCertificates(fileSystem: Pick<FileSystem, "read">): string | undefined {
  const file = readCertificatesPlace();
  if (file === undefined) return undefined;
  try {
    return Buffer.from(fileSystem.read(file)).toString("utf8");
  } catch {
    return undefined;
  }
}
