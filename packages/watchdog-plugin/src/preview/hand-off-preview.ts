import { join } from "node:path";
import { inject, injectable, type HandOffPreview, type HandOffPreviewer, type PreviewRequest } from "@rigline/core";
import { messageOf, RiglineError } from "@rigline/foundation/errors";
import { manifestFileName } from "@rigline/manifest";
import { readAlteration } from "../change/kept-alteration.js";
import { findWatchPlaces } from "../daemon/watch-places.js";
import { partsFor } from "../follow/parts-for.js";
import { readJob } from "../follow/read-job.js";
import { addExtraModalities } from "../mapper/add-extra-modalities.js";
import { checkMapping } from "../mapper/check-mapping.js";
import { findCoverage } from "../mapper/coverage.js";
import { deriveMapping } from "../mapper/derive-mapping.js";
import { isNothingRecorded } from "../mapper/is-nothing-recorded.js";
import { MappingHandles } from "../mapper/mapping-handles.js";
import { mergeAdditions } from "../mapper/read-mapping.js";
import { MappingAdditionsSchema, SessionMappingSchema, type SessionMapping } from "../mapper/session-mapping.js";
import { PluginParts } from "../parts.js";
import { foreseenModalities, predictMapping } from "../preflight/check-plan.js";
import { createManifest } from "../transfer/create-manifest.js";
import { FlavourChoice, readersOf } from "../transfer/flavour-choice.js";
import { readRemembered } from "../transfer/published-record.js";
import { findObjections } from "../transfer/service-checks.js";
import { writeManifest } from "../transfer/write-manifest.js";

type Told = Pick<HandOffPreview, "notes" | "problems">;

/** Says what would be written for a session, by the code that writes it. No runner is run and nothing is written. */
@injectable()
export class Previewer implements HandOffPreviewer {
  readonly #parts: PluginParts;
  readonly #flavours: FlavourChoice;
  readonly #handles: MappingHandles;

  constructor(
    @inject(PluginParts) parts: PluginParts,
    @inject(FlavourChoice) flavours: FlavourChoice,
    @inject(MappingHandles) handles: MappingHandles,
  ) {
    this.#parts = parts;
    this.#flavours = flavours;
    this.#handles = handles;
  }

  async preview(request: PreviewRequest): Promise<HandOffPreview> {
    const { fileSystem } = this.#parts;
    const { session, isPlanned, outcome } = request;
    const queue = findWatchPlaces(this.#parts).flagFolder;
    if (!isPlanned) {
      const known = this.#readPublished(request);
      if (known !== undefined) return { queue, ...known };
    }
    const { mapping: found, notes } = this.#mapping(request);
    const wanted = addExtraModalities(found, this.#parts, session);
    if (!isPlanned && isNothingRecorded(fileSystem, wanted, session, outcome)) {
      const note = "nothing was recorded, so there is nothing to hand off";
      return { queue, file: null, text: null, notes: [note], problems: [] };
    }
    const {
      mapping,
      notes: more,
      problems,
    } = isPlanned ? { mapping: wanted, notes: [], problems: [] } : this.#check(request, wanted);
    const file = join(queue, manifestFileName(session.name));
    const written = await this.#write(request, mapping);
    return {
      queue,
      file,
      text: written.text,
      notes: [...notes, ...more, ...written.notes],
      problems: [...problems, ...written.problems],
    };
  }

  /** What was published stands there, and is what counts. */
  #readPublished({ session }: PreviewRequest): Omit<HandOffPreview, "queue"> | undefined {
    const { fileSystem } = this.#parts;
    const { nothing, published: record } = readRemembered(fileSystem, session);
    if (nothing !== undefined) return { file: null, text: null, notes: [nothing.nothing], problems: [] };
    if (record === undefined) return undefined;
    const job = readJob(fileSystem, findWatchPlaces(partsFor(this.#parts, record)), record.manifest);
    if (job.manifest === "gone") return undefined;
    const file = job.manifest === "queued" ? record.manifest : job.archivePath;
    const text = Buffer.from(fileSystem.read(file)).toString("utf8");
    return { file, text, notes: ["published before: this is what stands there"], problems: [] };
  }

  /** By the kept results of the mapper and of those who add to it; else by what can be told without them. */
  #mapping(request: PreviewRequest): { readonly mapping: SessionMapping; readonly notes: readonly string[] } {
    const { additions } = this.#handles;
    const { mapping, note } = this.#base(request);
    const kept = additions.map(({ name }) => ({
      name,
      parsed: MappingAdditionsSchema.safeParse(request.resultOf(name)),
    }));
    const absent = kept.filter(({ parsed }) => !parsed.success).map(({ name }) => name);
    const without = absent.length === 0 ? [] : [`without what ${absent.join(", ")} would add, not run`];
    return {
      mapping: mergeAdditions(
        mapping,
        kept.flatMap(({ parsed }) => parsed.data ?? []),
      ),
      notes: [note, ...without],
    };
  }

  #base({ session, isPlanned, resultOf }: PreviewRequest): { readonly mapping: SessionMapping; readonly note: string } {
    const { mapper } = this.#handles;
    if (isPlanned) {
      const note =
        mapper === undefined
          ? "the folders are known after the session; behavior stands for them"
          : `the mapper ${mapper.name} was not run: what it says is known after the session; behavior stands for it`;
      return { mapping: predictMapping(session, foreseenModalities(this.#parts.options)), note };
    }
    const kept = mapper === undefined ? undefined : SessionMappingSchema.safeParse(resultOf(mapper.name)).data;
    if (mapper !== undefined && kept !== undefined)
      return { mapping: kept, note: `the mapping is what ${mapper.name} gave in the session; it was not run again` };
    const mapping = deriveMapping(this.#parts.fileSystem, session);
    const by = "folders were taken by their names";
    const note = mapper === undefined ? by : `the mapper ${mapper.name} was not run, and gave nothing yet: ${by}`;
    return { mapping, note };
  }

  #check({ session, outcome }: PreviewRequest, wanted: SessionMapping): Told & { readonly mapping: SessionMapping } {
    const { fileSystem } = this.#parts;
    try {
      const { mapping, warnings } = checkMapping(fileSystem, wanted, session, outcome);
      const left = findCoverage(fileSystem, session, mapping).map(({ message }) => message);
      return { mapping, notes: [...warnings, ...left], problems: [] };
    } catch (error) {
      return { mapping: wanted, notes: [], problems: [sayProblem(error)] };
    }
  }

  async #write({ session }: PreviewRequest, mapping: SessionMapping): Promise<Told & { readonly text: string | null }> {
    const { flavour, why } = await this.#flavours.choose();
    if (this.#parts.options.user_email === undefined) await this.#parts.addresses?.lookUp(mapping.experimenters);
    const notes = [`written for ${readersOf(flavour)}: ${why}`];
    try {
      const altered = readAlteration(this.#parts.fileSystem, session);
      const manifest = createManifest(this.#parts, session, mapping, { flavour, altered });
      const problems = findObjections(this.#parts, manifest, mapping.experimenters).map(({ message }) => message);
      return { text: writeManifest(manifest, flavour), notes, problems };
    } catch (error) {
      return { text: null, notes, problems: [sayProblem(error)] };
    }
  }
}

/** Throws what is no coded error. */
function sayProblem(error: unknown): string {
  if (!(error instanceof RiglineError)) throw error;
  return error.why === undefined ? messageOf(error) : `${messageOf(error)}: ${error.why}`;
}
