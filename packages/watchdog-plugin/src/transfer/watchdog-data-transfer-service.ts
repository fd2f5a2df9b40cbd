import { resolve } from "node:path";
import type { RunnerDefinition, RunnerHandle } from "@rigline/core";
import type { RiglineError } from "@rigline/foundation/errors";
import { placeIn } from "@rigline/foundation/paths";
import { dataPlaceOf, isManifestError, type Manifest } from "@rigline/manifest";
import { readAlteration } from "../change/kept-alteration.js";
import { RUNNER } from "../commands.js";
import { HandOffSchema, type HandOff, type OutboxHandOff } from "../follow/hand-off.js";
import type { SessionMapping } from "../mapper/session-mapping.js";
import { publishKept } from "../outbox/publish-kept.js";
import type { WatchdogOptions } from "../options/watchdog-options.js";
import { runHandOff, type HandOffContext } from "../run-hand-off.js";
import { createManifest } from "./create-manifest.js";
import { askForTransfer } from "./decide-hand-off.js";
import { dumpManifest, type DumpOptions } from "./dump-manifest.js";
import { flavourOfOptions, type ChosenFlavour } from "./flavour-choice.js";
import { publishManifest } from "./publish-manifest.js";
import { isSameSession } from "./published-record.js";
import { rememberPublished, type PublishedTransfer } from "./published-transfer.js";
import { openForScript, requireTransferOptions, type WatchdogTransferOptions } from "./script-transfer.js";
import { findObjections, isKnownProject, requireRunnable } from "./service-checks.js";
import { isHandle, toMappingSource, type MappingSource, type SessionMapper } from "./session-mapper.js";
import { notPublished, transferError } from "./transfer-errors.js";
import type { TransferInside } from "./transfer-inside.js";
import { notAcceptable, writeManifest } from "./write-manifest.js";

/**
 * Takes one session's data to where the daemon finds them; clabe's WatchdogDataTransferService, member by member. The plugin
 * `watchdog` uses one for each session, and a script can make one by itself. Making it writes and starts nothing; it throws
 * TRANSFER_OPTIONS_INVALID, WATCH_CONFIG_UNREADABLE and WATCH_CONFIG_CONTRADICTS.
 */
export class WatchdogDataTransferService {
  /** The folders whose data are handed off, absolute; the first is the session's own. */
  readonly source: readonly string[];
  /** @internal */
  readonly inside: TransferInside;
  readonly #validates: boolean;
  #mapper: SessionMapper | undefined;
  #tags: readonly string[] = [];
  #flavour;
  /** What was checked is what is published. */
  #made: { readonly mapping: SessionMapping; readonly manifest: Manifest } | undefined;

  constructor(options: WatchdogTransferOptions);
  /** Of a launcher, which has its own. @internal */
  constructor(options: WatchdogTransferOptions, inside: TransferInside);
  constructor(options: WatchdogTransferOptions, inside?: TransferInside) {
    requireTransferOptions(options);
    const { source, validate = true } = options;
    this.source = [source].flat().map((folder) => resolve(folder));
    this.#validates = validate;
    this.inside = inside ?? openForScript(options, this.source);
    this.#flavour = flavourOfOptions(this.settings);
  }

  /**
   * A runner for a plugin of your own: `runners.add(WatchdogDataTransferService.buildRunner(settings, handle))`. As in clabe the
   * subject's folder becomes part of the destination. The plugin `watchdog` does that by itself, with the launcher's logs.
   */
  static buildRunner(
    settings: WatchdogTransferOptions["settings"],
    mapper: SessionMapper | RunnerHandle<SessionMapping>,
    options: Omit<WatchdogTransferOptions, "settings" | "source" | "sessionName"> = {},
  ): RunnerDefinition<HandOff> {
    return {
      name: RUNNER,
      phase: "postSession",
      result: HandOffSchema,
      ...(isHandle(mapper) ? { needs: { mapper } } : {}),
      run: (context) => {
        const { name, subject, directory } = context.session;
        const destination = placeIn(settings.destination, subject);
        const own = { ...options, settings: { ...settings, destination }, source: directory, sessionName: name };
        const inside = { ...openForScript(own, [directory]), session: context.session, isScript: false };
        return new WatchdogDataTransferService(own, inside).withSessionMapper(mapper).transfer(context);
      },
    };
  }

  /** As they were understood, with every default. */
  get settings(): WatchdogOptions {
    return this.inside.parts.options;
  }

  /** Throws SESSION_MAPPER_UNSET. */
  get sessionMapper(): SessionMapper {
    if (this.#mapper !== undefined) return this.#mapper;
    throw transferError("SESSION_MAPPER_UNSET", { what: "this transfer service was given no session mapper" });
  }

  /** Who says what of the session is what: the facts, a runner's handle, or, as in Python, what has `isMapped()` and `mapped`. */
  withSessionMapper(mapper: SessionMapper): this {
    this.#mapper = mapper;
    return this;
  }

  /** Added to the data's description, beside those of the settings and of the mapper. */
  addDataDescriptionTags(...tags: readonly string[]): this {
    this.#tags = [...this.#tags, ...tags];
    this.#made = undefined;
    return this;
  }

  /** Asks a person whether to hand the session off; key `transfer`. Throws INPUT_NEEDED where there is nobody to ask. */
  promptInput(): Promise<boolean> {
    return askForTransfer(this.inside.parts.ui);
  }

  /**
   * Whether somebody watches, and the project is known where `project_names_url` says by whom. Throws WATCHDOG_EXE_MISSING,
   * DAEMON_PROGRAM_MISSING and PROJECT_NAMES_UNAVAILABLE.
   */
  async validate(): Promise<boolean> {
    const { parts } = this.inside;
    requireRunnable(parts);
    const isRunning = await this.isRunning();
    if (!isRunning) parts.log.info("nobody watches the flag folder; a daemon is started by the transfer");
    const isKnown = this.settings.project_names_url === undefined || (await this.isValidProjectName());
    return isRunning && isKnown;
  }

  /** Whether the project is known at `project_names_url`, or at clabe's address. Throws PROJECT_NAMES_UNAVAILABLE. */
  isValidProjectName(): Promise<boolean> {
    return isKnownProject(this.inside.parts, this.inside.control.places.flagFolder);
  }

  /** Whether somebody watches the flag folder, by the best evidence there is: its lock, the process that we started, the list. */
  async isRunning(): Promise<boolean> {
    return (await this.inside.control.findWatcher()) !== undefined;
  }

  /**
   * Starts the daemon. `kill` (true when absent, as in clabe) first ends the one that runs, also while it copies: Rigline's own
   * goes on where it was. `false` leaves what runs alone. Returns who watches. Throws DAEMON_START_FAILED, DAEMON_NOT_OURS and
   * DAEMON_STOP_FAILED.
   */
  async forceRestart({ kill = true }: { readonly kill?: boolean } = {}): Promise<string> {
    this.#prepare();
    return this.inside.control.restart({ kill });
  }

  /**
   * Writes the manifest and returns its absolute path. Without a path it is published, as `<flag_dir>/manifest_<name>.yaml`. Throws
   * SESSION_MAPPER_UNSET, MANIFEST_NOT_ACCEPTABLE and MANIFEST_NOT_PUBLISHED.
   */
  async dumpManifestConfig({ path, makeDir = true }: DumpOptions = {}): Promise<string> {
    const mapping = await this.mappingSource().take();
    await this.chooseFlavour();
    await this.#lookUpAddresses(mapping);
    if (path === undefined) return (await this.publishManifest(mapping)).manifest;
    return dumpManifest(this.inside.parts, path, makeDir, writeManifest(this.#create(mapping), this.#flavour));
  }

  /**
   * Hands the session off: the manifest first, then the daemon, then it looks on for `wait_seconds`. What was handed off before
   * is not handed off again. Throws SESSION_MAPPER_UNSET, and whatever keeps it from that, with what to do.
   */
  async transfer(context: Partial<HandOffContext> = {}): Promise<HandOff> {
    const { log } = this.inside.parts;
    if (this.#validates) await this.validate();
    return runHandOff(this, {
      outcome: "success",
      signal: new AbortController().signal,
      progress: (text) => log.info(text),
      report: (label, value) => log.info(`${label}: ${value}`),
      tell: ({ message }) => log.warning(message),
      ...context,
    });
  }

  /** Throws SESSION_MAPPER_UNSET. @internal */
  mappingSource(): MappingSource {
    const { fileSystem } = this.inside.parts;
    return toMappingSource(this.sessionMapper, { fileSystem, sources: this.source });
  }

  /** For whom the manifest is written; `current` where nobody has asked. @internal */
  async chooseFlavour(): Promise<ChosenFlavour> {
    const chosen = await this.inside.flavours.choose();
    this.#flavour = chosen.flavour;
    return chosen;
  }

  /** What the transfer service would refuse, one sentence each; it does not keep the data from being copied. @internal */
  async findObjections(mapping: SessionMapping): Promise<readonly string[]> {
    await this.#lookUpAddresses(mapping);
    const { parts } = this.inside;
    return findObjections(parts, this.#create(mapping), mapping.experimenters).map(({ message }) => message);
  }

  /** The commit point: from here on the data will arrive, or somebody is told why not. @internal */
  async publishManifest(mapping: SessionMapping, unknown?: RiglineError): Promise<PublishedTransfer | OutboxHandOff> {
    const { outbox } = this.inside;
    if (outbox === undefined) return this.#publish(mapping);
    const made = this.#create(mapping);
    const text = writeManifest(made, this.#flavour);
    return outbox.alone(() => publishKept(outbox, { made, text, unknown, publish: () => this.#publish(mapping) }));
  }

  #publish(mapping: SessionMapping): PublishedTransfer {
    const { parts, control, session } = this.inside;
    const { fileSystem, log } = parts;
    this.#prepare();
    const { path, name, digest, already } = publishManifest(fileSystem, control.places, {
      name: session.name,
      render: (candidate) => writeManifest(this.#create(mapping, candidate), this.#flavour),
      isSameSession: (text) => isSameSession(text, session.directory),
    });
    log.info(`published ${path}${already ? " before" : ""}, sha256 ${digest}`);
    const made = this.#create(mapping, name);
    const { completeFolder } = control.places;
    const record = { manifest: path, name, digest, destination: placeIn(dataPlaceOf(made), name), completeFolder };
    return { ...record, already, made, ...rememberPublished(fileSystem, session, record) };
  }

  async #lookUpAddresses({ experimenters }: SessionMapping): Promise<void> {
    const { addresses } = this.inside.parts;
    if (this.settings.user_email === undefined) await addresses?.lookUp(experimenters);
  }

  #create(mapping: SessionMapping, name = this.inside.session.name): Manifest {
    if (this.#made?.mapping === mapping && this.#made.manifest.name === name) return this.#made.manifest;
    const { parts, session, destination } = this.inside;
    const altered = readAlteration(parts.fileSystem, session);
    const choices = { name, flavour: this.#flavour, tags: this.#tags, altered };
    try {
      const manifest = createManifest(parts, session, mapping, { ...choices, ...(destination && { destination }) });
      this.#made = { mapping, manifest };
      return manifest;
    } catch (error) {
      throw isManifestError(error) ? notAcceptable(name, error) : error;
    }
  }

  #prepare(): void {
    const { flagFolder } = this.inside.control.places;
    try {
      this.inside.control.prepare();
    } catch (cause) {
      throw notPublished(`the flag folder ${flagFolder} can't be made ready`, flagFolder, cause);
    }
  }
}
