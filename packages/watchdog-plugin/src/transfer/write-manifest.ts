import { isDeepStrictEqual } from "node:util";
import { messageOf, type RiglineError } from "@rigline/foundation/errors";
import {
  isManifestError,
  isOldForm,
  parseManifest,
  readerOf,
  refusalsByReader,
  renderManifest,
  type Manifest,
  type ManifestFlavour,
} from "@rigline/manifest";
import { transferError } from "./transfer-errors.js";

/**
 * A manifest's text, read back and compared before anybody else reads it. Throws MANIFEST_NOT_ACCEPTABLE when it is not read
 * as what was meant, or the version that it is written for would refuse it.
 */
export function writeManifest(manifest: Manifest, flavour: ManifestFlavour): string {
  if (written?.flavour !== flavour || !isDeepStrictEqual(written.manifest, manifest))
    written = { manifest, flavour, text: writeNew(manifest, flavour) };
  return written.text;
}

/** The last one: what is looked at for the forecast is often asked for again once the session is planned. */
let written: { readonly manifest: Manifest; readonly flavour: ManifestFlavour; readonly text: string } | undefined;

function writeNew(manifest: Manifest, flavour: ManifestFlavour): string {
  try {
    const text = renderManifest(manifest, { flavour });
    const read = parseManifest(text).manifest;
    const changed = findChange(manifest, read, flavour);
    if (changed === undefined) return acceptable(manifest.name, text, flavour);
    throw transferError("MANIFEST_NOT_ACCEPTABLE", {
      what: `the manifest ${manifest.name} would not be read as it was meant: ${changed}`,
      where: { path: changed },
    });
  } catch (error) {
    throw isManifestError(error) ? notAcceptable(manifest.name, error) : error;
  }
}

/** Throws what the one version for which it was written would refuse in it. */
function acceptable(name: string, text: string, flavour: ManifestFlavour): string {
  const refusals = refusalsByReader(flavour, text);
  const [first] = refusals;
  if (first === undefined) return text;
  const others = refusals.slice(1).map(({ message }) => message);
  throw transferError("MANIFEST_NOT_ACCEPTABLE", {
    what: `aind-watchdog-service ${readerOf(flavour)} would refuse the manifest ${name}: ${first.message}`,
    ...(first.where.path === undefined ? {} : { where: { path: first.where.path } }),
    ...(others.length === 0 ? {} : { why: `besides, ${others.join("\nand ")}` }),
    todo: "Correct the named value, or update the service. Then {resume}.",
  });
}

/** What the manifest package found, with the place of the option or the mapping rather than of a file that is not there. */
export function notAcceptable(name: string, cause: RiglineError): Error {
  const { path } = cause.where;
  return transferError("MANIFEST_NOT_ACCEPTABLE", {
    what: `the manifest ${name} would be refused: ${messageOf(cause)}`,
    ...(path === undefined ? {} : { where: { path } }),
    ...(cause.why === undefined ? {} : { why: cause.why }),
    todo: `${cause.todo} Then {resume}.`,
    cause,
  });
}

/** Keys that the old form has no place for; it carries them inside of the request. */
const NOT_IN_OLD_FORM = new Set<string>(["transferServiceJobType", "uploadNotificationEmail"]);

function findChange(meant: Manifest, read: Manifest, flavour: ManifestFlavour): keyof Manifest | undefined {
  const keys = Object.keys(meant) as (keyof Manifest)[];
  return keys.find((key) => {
    if (isOldForm(flavour) && NOT_IN_OLD_FORM.has(key)) return false;
    // The same moment may be written with and without a fraction.
    if (key === "acquisitionDatetime") return Date.parse(meant[key]) !== Date.parse(read[key]);
    return !isDeepStrictEqual(asJson(meant[key]), asJson(read[key]));
  });
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}
