import { resolveFrom, type Session, sessionTraceparent } from "@rigline/core";
import { isRemotePlace, isWithin, placeIn, toRemotePlace } from "@rigline/foundation/paths";
import {
  buildSubmitRequest,
  findPlatform,
  type FurtherDestination,
  isOldForm,
  keepSources,
  mergeDestinations,
  toPosixPath,
  withAlsoTo,
  withLater,
  withParts,
  withPatterns,
  withRemote,
  withTraceparent,
  type JsonObject,
  type Later,
  type LegacyFields,
  type Manifest,
  type ManifestFlavour,
  type JsonValue,
} from "@rigline/manifest";
import { type Alteration, alterManifest } from "../change/alter-manifest.js";
import { extraSources } from "../mapper/add-extra-modalities.js";
import type { SessionMapping } from "../mapper/session-mapping.js";
import type { PluginParts } from "../parts.js";
import { flavourOfOptions } from "./flavour-choice.js";
import { nameRecipient } from "./recipient.js";

type Parts = Pick<PluginParts, "options" | "config" | "environment" | "addresses" | "fileSystem">;

/** The option `destination`: absolute, or a store that is no file system. */
export function destinationRoot({ options, config }: Pick<PluginParts, "options" | "config">): string {
  return rootOf(config, options.destination);
}

function rootOf(config: PluginParts["config"], destination: string): string {
  return isRemotePlace(destination) ? toRemotePlace(destination) : resolveFrom(config, destination);
}

/** The option `also_to`: absolute, or a store that is no file system. */
export function furtherRoots({
  options,
  config,
}: Pick<PluginParts, "options" | "config">): readonly FurtherDestination[] {
  return options.also_to.map(({ destination, needed }) => ({
    destination: rootOf(config, destination),
    needed,
  }));
}

/** Of all that are named, the folders. Absolute. */
export function destinationFolders(parts: Pick<PluginParts, "options" | "config">): readonly string[] {
  const all = [destinationRoot(parts), ...furtherRoots(parts).map(({ destination }) => destination)];
  return all.filter((destination) => !isRemotePlace(destination));
}

export interface ManifestChoices {
  /** Another one than the session's, where that is taken. */
  readonly name?: string;
  readonly flavour?: ManifestFlavour;
  /** Absolute, or a place in a store; the subject's folder in the option `destination` when absent. */
  readonly destination?: string;
  /** Added to the data's description. */
  readonly tags?: readonly string[];
  /** What a person has altered for this session. */
  readonly altered?: Alteration | undefined;
}

/**
 * A session's manifest, as clabe's build_runner makes it: the subject's folder is part of the destination, the session's
 * name is the manifest's. Throws ManifestErrors for unknown modalities and platforms.
 */
export function createManifest(
  parts: Parts,
  session: Session,
  mapping: SessionMapping,
  choices: ManifestChoices = {},
): Manifest {
  const manifest = createByOptions(parts, session, mapping, choices);
  return choices.altered === undefined ? manifest : alterManifest(manifest, choices.altered);
}

function createByOptions(parts: Parts, session: Session, mapping: SessionMapping, choices: ManifestChoices): Manifest {
  const { options } = parts;
  const { name = session.name, flavour = flavourOfOptions(options), tags = [] } = choices;
  const { destination = placeIn(destinationRoot(parts), session.subject) } = choices;
  const legacy = isOldForm(flavour) ? createLegacy(parts, mapping) : null;
  const email = nameRecipient(parts, mapping.experimenters);
  const plain: Manifest = {
    name,
    subjectId: subjectOf(session, mapping),
    acquisitionDatetime: mapping.acquisitionStart,
    scheduleTime: options.schedule_time,
    transferEndpoint: options.transfer_endpoint,
    platform: options.platform ?? (legacy === null ? null : "behavior"),
    projectName: options.project_name,
    uploadNotificationEmail: legacy === null ? email : null,
    destination: toPosixPath(destination),
    modalities: mapPaths(mapping.modalities),
    schemas: mapping.schemas.map(toPosixPath),
    transferServiceJobType: options.job_type,
    transferServiceArgs: null,
    deleteModalitiesSourceAfterSuccess: options.delete_modalities_source_after_success,
    extraIdentifyingInfo: withKeptSources(parts, session, mapping),
    checksumModeOverride: null,
    legacy,
  };
  const further = furtherRoots(parts).map(({ destination: root, needed }) => ({
    destination: toPosixPath(placeIn(root, session.subject)),
    needed,
  }));
  const placed = isRemotePlace(plain.destination) ? withRemote(plain, plain.destination) : plain;
  const noted = withLater(withParts(withPatterns(placed, options), options.parts), laterOfOptions(options));
  const manifest = withTraceparent(
    withAlsoTo(noted, mergeDestinations(plain.destination, further)),
    sessionTraceparent(parts.environment, session),
  );
  if (manifest.transferEndpoint === null) return manifest;
  // A job with one that nobody knows is posted without; whoever writes a config is told instead.
  if (manifest.platform !== null) findPlatform(manifest.platform, { path: "platform" });
  // Written out, so that it does not depend on the daemon's version what is submitted.
  const request = buildSubmitRequest(manifest, {
    userEmail: email,
    uploadTasks: (options.upload_tasks as JsonObject | null | undefined) ?? null,
    withPrefix: true,
    ...(options.s3_bucket === undefined ? {} : { bucket: options.s3_bucket }),
  });
  return {
    ...manifest,
    transferServiceArgs: addDescriptionTags(request, [
      ...(options.data_description_tags ?? []),
      ...(mapping.dataDescriptionTags ?? []),
      ...tags,
    ]),
  };
}

/** A mapping that was made before the session was relabelled names the animal that it was not. */
function subjectOf({ subject, formerSubjects = [] }: Session, { subjectId }: SessionMapping): string {
  return formerSubjects.includes(subjectId) ? subject : subjectId;
}

/**
 * What the manifest carries along, with the sources that lie outside of the session's folder: `extra_modality_data`, which is
 * configured once for every session, and what a mapper names elsewhere. That the session's source may be deleted says nothing about
 * them.
 */
function withKeptSources(parts: Parts, session: Session, { modalities }: SessionMapping): JsonObject | null {
  const { options } = parts;
  const given = (options.extra_identifying_info as JsonObject | null | undefined) ?? null;
  if (!options.delete_modalities_source_after_success) return given;
  const sources = [...Object.values(extraSources(parts, session)), ...Object.values(modalities)].flat();
  const kept = sources.filter((path) => !liesIn(parts, session.directory, path)).map(toPosixPath);
  return keepSources(given, [...new Set(kept)]);
}

/** By its name and, links resolved, in fact. */
function liesIn({ fileSystem }: Pick<PluginParts, "fileSystem">, folder: string, path: string): boolean {
  const real = (named: string): string => {
    try {
      return fileSystem.realPath(named);
    } catch {
      return named;
    }
  };
  return isWithin(folder, path) && isWithin(real(folder), real(path));
}

function laterOfOptions({ later }: Parts["options"]): Later | undefined {
  if (later === undefined || later.at === null) return undefined;
  return { patterns: later.files, at: later.at, publishFirst: later.publish_first };
}

function mapPaths(modalities: SessionMapping["modalities"]): Manifest["modalities"] {
  return Object.fromEntries(Object.entries(modalities).map(([name, sources]) => [name, sources.map(toPosixPath)]));
}

function createLegacy({ options, environment }: Parts, { experimenters }: SessionMapping): LegacyFields {
  const who = experimenters.length > 0 ? experimenters.join(",") : (environment["USERNAME"] ?? environment["USER"]);
  return {
    processorFullName: who ?? "unknown",
    capsuleId: options.capsule_id ?? null,
    mount: options.mount ?? null,
    s3Bucket: options.s3_bucket ?? "private",
    script: options.script ?? {},
    forceCloudSync: options.force_cloud_sync,
  };
}

/** The task that makes the data's description, in every request that is made here. */
const TASK = "gather_preliminary_metadata";

/** Adds tags to the data's description where clabe does: `data_description_settings.tags` of the task that gathers metadata. */
function addDescriptionTags(request: JsonObject, tags: readonly string[]): JsonObject {
  if (tags.length === 0) return request;
  const jobs = (request["upload_jobs"] as readonly JsonObject[]).map((job) => {
    const tasks = asObject(job["tasks"]);
    const task = asObject(tasks[TASK]);
    const settings = asObject(task["job_settings"]);
    const description = asObject(settings["data_description_settings"]);
    const known = Array.isArray(description["tags"]) ? (description["tags"] as readonly JsonValue[]) : [];
    const data_description_settings = { ...description, tags: [...new Set([...known, ...tags])] };
    return {
      ...job,
      tasks: { ...tasks, [TASK]: { ...task, job_settings: { ...settings, data_description_settings } } },
    };
  });
  return { ...request, upload_jobs: jobs };
}

function asObject(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
