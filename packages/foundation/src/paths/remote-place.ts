import { dirname, join } from "node:path";
import { isWithin } from "./is-within.js";

/** `s3://bucket/prefix`, or `rclone:remote:path`: what no program can open as a folder. */
const REMOTE = /^(?:s3:\/|rclone:)/i;

/** Options of rclone's remotes that nobody should find in a manifest or a log. */
const SECRET = /,(?:\w*pass\w*|\w*secret\w*|\w*token\w*|\w*key\w*|credentials?)=/i;

/** A store that is no file system, by what a person writes for it. */
export type RemotePlace =
  /** `prefix`: without slashes around it; empty: the bucket itself. */
  | { readonly kind: "s3"; readonly bucket: string; readonly prefix: string }
  /** `remote`: as rclone's configuration calls it, or `:sftp,host=…` for one that has no name there. */
  | { readonly kind: "rclone"; readonly remote: string; readonly prefix: string };

/** Whether a text names a store that is no file system. */
export function isRemotePlace(text: string): boolean {
  return REMOTE.test(text);
}

/** Why such a text can't be meant, as a sentence without its subject, or undefined. */
export function remoteObjection(text: string): string | undefined {
  if (text.trim() !== text || /\p{Cc}/u.test(text)) return "it holds a space at an end, or a control character";
  const place = parse(text);
  if (place === undefined)
    return /^s3:/i.test(text)
      ? "it names no bucket: write s3://BUCKET/PREFIX"
      : "it names no remote: write rclone:REMOTE:PATH, as rclone itself is given it";
  if (place.kind === "rclone" && SECRET.test(place.remote))
    return "it holds a password or a key: name the remote in rclone's configuration, and that name here";
  if (place.prefix === "") return "it names no place in it: write one, such as a folder of the lab's own";
  // rclone's remotes may have a root, such as that of a server.
  if (
    place.prefix
      .replace(/^\//, "")
      .split("/")
      .some((part) => part === "" || part === "." || part === "..")
  )
    return "its path has an empty part, . or ..: write it in its shortest form";
  if (place.kind === "s3" && !/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(place.bucket))
    return `${place.bucket} is no name that a bucket may have`;
  return undefined;
}

/** What such a text names. Throws RangeError of what has an objection. */
export function readRemotePlace(text: string): RemotePlace {
  const place = parse(text);
  if (place === undefined) throw new RangeError(`${text} names no store`);
  return place;
}

function parse(text: string): RemotePlace | undefined {
  const [, bucket, prefix = ""] = /^s3:\/\/([^/]+)(?:\/(.*))?$/is.exec(text) ?? [];
  if (bucket !== undefined) return { kind: "s3", bucket, prefix: withoutEnd(prefix) };
  const [, remote, path = ""] = /^rclone:(:?(?:[^:"'/]|"[^"]*"|'[^']*')+):(.*)$/is.exec(text) ?? [];
  return remote === undefined ? undefined : { kind: "rclone", remote, prefix: withoutEnd(path) };
}

/** In its one form: without a slash at its end. */
export function toRemotePlace(text: string): string {
  const scheme = /^(?:s3|rclone):/i.exec(text)?.[0] ?? "";
  return withoutEnd(`${scheme.toLowerCase()}${text.slice(scheme.length)}`);
}

function withoutEnd(path: string): string {
  return path.replace(/\/+$/, "");
}

/** What holds it, for whoever asks which of several places are one: the bucket, or the remote. */
export function remoteRoot(text: string): string {
  const place = readRemotePlace(text);
  return place.kind === "s3" ? `s3://${place.bucket}` : `rclone:${place.remote}:`;
}

/** A name in a folder, or in a store. */
export function placeIn(folder: string, name: string): string {
  return isRemotePlace(folder) ? `${withoutEnd(folder)}${folder.endsWith(":") ? "" : "/"}${name}` : join(folder, name);
}

/** The folder, or the place in a store, that a name lies in; of what lies in no folder of a store, the bucket or the remote. */
export function placeAbove(place: string): string {
  if (!isRemotePlace(place)) return dirname(place);
  const [root, end] = [remoteRoot(place), place.lastIndexOf("/")];
  return end < root.length ? root : place.slice(0, end);
}

/** Whether a place is a folder, or a place in a store, or lies in it. Folders absolute. */
export function isPlaceWithin(folder: string, place: string): boolean {
  if (!isRemotePlace(folder)) return !isRemotePlace(place) && isWithin(folder, place);
  return place === folder || place.startsWith(folder.endsWith(":") ? folder : `${folder}/`);
}
