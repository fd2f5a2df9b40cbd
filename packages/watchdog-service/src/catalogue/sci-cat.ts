import { parseJson } from "@rigline/foundation/documents";
import { messageOf, shorten } from "@rigline/foundation/errors";
import type { HttpAnswer } from "@rigline/foundation/http";
import { mark } from "@rigline/foundation/marks";
import { redactUrl } from "@rigline/foundation/redaction";
import type { CatalogueEntries } from "@rigline/manifest/catalogue";
import type { Catalogue, CatalogueDataset } from "./catalogue.js";
import { catalogueError } from "./catalogue-errors.js";
import type { HttpRequest } from "./http-request.js";

interface SciCatParts {
  readonly settings: CatalogueEntries["scicat"];
  /** Of this computer. */
  readonly hostname: string;
  readonly timeoutMs: number;
  readonly request: HttpRequest;
  /** Read anew for each session: it may have been replaced. Throws NOTIFY_SECRET_MISSING. */
  readonly readToken: () => string;
}

/** A document of MongoDB, which SciCat keeps, holds 16 MB: so many files are well below. */
const BLOCK_FILES = 5000;
const BUSY = [408, 425, 429];
const ANSWER_LETTERS = 500;

interface Block {
  readonly size: number;
  readonly chkAlg?: string;
  readonly dataFileList: readonly { path: string; size: number; time: string; chk?: string }[];
}

/**
 * SciCat by version 3 of its API, as scicat-backend-next 4 has it (src/datasets/datasets.controller.ts): a dataset of type `raw` with an
 * identifier that is made of the hand-off, so that a second POST of it is answered by 409 and becomes a PATCH; and its files in
 * `origdatablocks`, of which those that are there are asked for first. SciCat adds their sizes up itself.
 */
export class SciCat implements Catalogue {
  readonly name: string;
  readonly #parts: SciCatParts;
  readonly #api: string;

  constructor(parts: SciCatParts) {
    this.#parts = parts;
    this.#api = parts.settings.url.replace(/\/+$/, "");
    this.name = `SciCat at ${redactUrl(this.#api)}`;
  }

  async register(dataset: CatalogueDataset, signal: AbortSignal): Promise<string> {
    const ask = this.#asking(this.#parts.readToken(), signal);
    const pid = pidOf(dataset.key, this.#parts.settings.pid_prefix);
    const fields = this.#fieldsOf(dataset);
    const place = `/datasets/${encodeURIComponent(pid)}`;
    const made = await ask("POST", "/datasets", { pid, type: "raw", ...fields }, [409]);
    if (made.status === 409) {
      mark("catalogue: a session that is registered already is brought up to date");
      await ask("PATCH", place, fields);
    }
    const known = toBlocks(parseJson((await ask("GET", `${place}/origdatablocks`)).body));
    for (const block of blocksOf(dataset)) {
      const same = known.find(({ first }) => first === block.dataFileList[0]?.path);
      if (same === undefined) await ask("POST", `${place}/origdatablocks`, block);
      else if (same.text !== textOf(block)) {
        mark("catalogue: a list of files that is another by now is replaced");
        await ask("PATCH", `${place}/origdatablocks/${encodeURIComponent(same.id)}`, block);
      }
    }
    return pid;
  }

  #fieldsOf({ name, folder, subject, project, platform, modalities, acquiredAt, contact }: CatalogueDataset): object {
    const { settings, hostname } = this.#parts;
    const { owner, owner_group: ownerGroup, access_groups: accessGroups, contact_email: contactEmail } = settings;
    const said = { subject, project, ...(platform === null ? {} : { platform }) };
    return {
      datasetName: name,
      owner,
      ownerGroup,
      accessGroups,
      contactEmail: contact ?? contactEmail,
      principalInvestigator: settings.principal_investigator ?? owner,
      creationLocation: settings.creation_location ?? `/${hostname}`,
      creationTime: acquiredAt,
      sourceFolder: folder,
      keywords: modalities,
      scientificMetadata: Object.fromEntries(Object.entries(said).map(([key, value]) => [key, { value, unit: "" }])),
    };
  }

  /** `wanted`: statuses that are answers too, beside those of success. */
  #asking(token: string, signal: AbortSignal) {
    const { request, timeoutMs } = this.#parts;
    return async (
      method: "GET" | "POST" | "PATCH",
      path: string,
      body?: object,
      wanted: readonly number[] = [],
    ): Promise<HttpAnswer> => {
      const headers = {
        accept: "application/json",
        "user-agent": "rigline-watchdog",
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      };
      let answer: HttpAnswer;
      try {
        const said = body === undefined ? {} : { body: JSON.stringify(body) };
        answer = await request(`${this.#api}${path}`, { method, headers, timeoutMs, signal, ...said });
      } catch (error) {
        signal.throwIfAborted();
        throw catalogueError("CATALOGUE_UNREACHABLE", { what: `${this.name} can't be asked: ${messageOf(error)}` });
      }
      const { status } = answer;
      if ((status >= 200 && status < 300) || wanted.includes(status)) return answer;
      const isBusy = status >= 500 || BUSY.includes(status);
      throw catalogueError(isBusy ? "CATALOGUE_UNREACHABLE" : "CATALOGUE_REFUSED", {
        what: `${this.name} answered ${status} to ${method} ${path.replace(/%2F/gi, "/")}`,
        why: whyOf(answer.body.replaceAll(token, "…")),
        ...(status === 401
          ? { todo: "Its token is not valid, or not any more: put a new one where `token` says." }
          : {}),
      });
    };
  }
}

/** In the form that SciCat's own identifiers have. */
function pidOf(key: string, prefix: string | undefined): string {
  const [, ...parts] = /^(.{8})(.{4})(.{4})(.{4})(.{12})/.exec(key) ?? [];
  const id = parts.join("-");
  return prefix === undefined ? id : `${prefix.replace(/\/+$/, "")}/${id}`;
}

function blocksOf({ files, algorithm, listedAt: time }: CatalogueDataset): readonly Block[] {
  const blocks: Block[] = [];
  for (let first = 0; first < files.length; first += BLOCK_FILES) {
    const own = files.slice(first, first + BLOCK_FILES);
    blocks.push({
      size: own.reduce((sum, { bytes }) => sum + bytes, 0),
      ...(algorithm === null ? {} : { chkAlg: algorithm }),
      dataFileList: own.map(({ path, bytes: size, hash }) => ({
        path,
        size,
        time,
        ...(hash === undefined ? {} : { chk: hash }),
      })),
    });
  }
  return blocks;
}

/** What two lists of the same files have in common, whatever the catalogue adds. */
function textOf({ dataFileList }: Pick<Block, "dataFileList">): string {
  return JSON.stringify(dataFileList.map(({ path, size, chk }) => [path, size, chk ?? null]));
}

interface KnownBlock {
  readonly id: string;
  readonly first: string;
  readonly text: string;
}

/** Those that are there; one that is not as SciCat writes it is nobody's. */
function toBlocks(answer: unknown): readonly KnownBlock[] {
  if (!Array.isArray(answer)) return [];
  return (answer as readonly unknown[]).flatMap((block): KnownBlock[] => {
    const { _id: id, dataFileList } = (block ?? {}) as { _id?: unknown; dataFileList?: unknown };
    if (typeof id !== "string" || !Array.isArray(dataFileList)) return [];
    const list = dataFileList as Block["dataFileList"];
    return [{ id, first: String(list[0]?.path), text: textOf({ dataFileList: list }) }];
  });
}

/** SciCat says why in `message`: a text or a list of them. */
function whyOf(body: string): string {
  const { message } = (parseJson(body) ?? {}) as { readonly message?: unknown };
  const text = Array.isArray(message) ? message.join("; ") : typeof message === "string" ? message : body;
  return text.trim() === "" ? "it gave no reason" : shorten(text.trim(), ANSWER_LETTERS);
}
