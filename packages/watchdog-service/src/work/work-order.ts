import type { AuditAsks, AuditedPart } from "../audit/audit-files.js";
import type { AppendAsks, Appended, HistoriesAsks } from "../custody/append-generation.js";
import type { ReadNested } from "../custody/nested-histories.js";
import type { RepairAsks, Repaired } from "../audit/repair-files.js";
import type { FetchFilesAsks, StoreRepairAsks } from "../audit/repair-store.js";
import type { BringAsks, BroughtFile } from "../store/bring-files.js";
import type { ListedHash, StoreCheck } from "../store/check-store.js";
import type { StoreClaim, StoreClaimant, StoreStanding } from "../store/claim-store.js";
import type { StorePlace } from "../store/open-store.js";
import type { StoreExpected } from "../store/publish-store.js";
import type { DeletableFile, Deletion, OwnDisk } from "../archive/delete-batch.js";
import type { FoundSources } from "../archive/find-sources.js";
import type { FolderAsks } from "../follow/adopt-copies.js";
import type { AdoptAsks } from "../follow/followed-copy.js";
import type { SessionAsks, SessionListing } from "../follow/list-session.js";
import type { CopyOutcome, CopyTask, FileHash, FileSide } from "../copy/copy-task.js";
import type { FoundSums, WriterLists } from "../copy/writer-sums.js";
import type { GatherAsks, KeptRecords } from "../gather/keep-records.js";
import type { HoldLook } from "../hold/look-for-holds.js";
import type { CopyPlan, CopyRequest, QueueFolders, SourceChoice } from "../plan/copy-plan.js";
import type { ReceiptAsks } from "../receipts/leave-receipts.js";
import type { ReadBack, StoreEntries } from "@rigline/manifest";
import type { DestinationAsks, DestinationLook, KnownDestination } from "../publish/look-at-destination.js";
import type { StagingShape } from "../publish/prepare-staging.js";
import type { ExpectedTree, Publication } from "../publish/publication.js";
import type { TreeComparison, TreeShape } from "../publish/walk-tree.js";
import type { ListToWrite } from "../publish/write-sums.js";

export interface PlanAsks {
  readonly request: CopyRequest;
  readonly queue: QueueFolders;
}

/**
 * Everything that touches data, destinations and archives, any of which may lie on a share that does not answer: what a
 * worker is asked and what it gives back. Each is small enough that little is lost when its worker is ended.
 */
interface WorkTable {
  readonly plan: { readonly asks: PlanAsks; readonly gives: CopyPlan };
  /** Plans again, to see whether anything changed. */
  readonly planDigest: { readonly asks: PlanAsks; readonly gives: string };
  readonly compareTree: {
    readonly asks: { readonly root: string; readonly expected: TreeShape };
    readonly gives: TreeComparison;
  };
  readonly lookAtDestination: { readonly asks: DestinationAsks; readonly gives: DestinationLook };
  /** Looks what the owners of these destinations say to all rigs. */
  readonly lookForHolds: {
    readonly asks: {
      /** Folders, or places in stores. */
      readonly destinations: readonly string[];
      /** How stores are reached. */
      readonly entries?: StoreEntries | undefined;
    };
    readonly gives: HoldLook;
  };
  readonly prepareStaging: {
    readonly asks: { readonly staging: string; readonly wanted: StagingShape; readonly at: KnownDestination };
    readonly gives: void;
  };
  readonly copy: {
    readonly asks: {
      readonly algorithm: string;
      readonly tasks: readonly CopyTask[];
      readonly readBack: ReadBack;
      readonly verifySource?: boolean | undefined;
      /** So many workers have such an order meanwhile, this one's included; absent: nobody has counted them. */
      readonly atOnce?: number;
    };
    readonly gives: CopyOutcome;
  };
  /** What programs say of the files that they wrote. */
  readonly readWriterSums: { readonly asks: WriterLists; readonly gives: FoundSums };
  readonly hash: {
    readonly asks: {
      readonly algorithm: string;
      /** For a second hash of the same reading; absent: there is none. */
      readonly further?: string;
      readonly files: readonly FileSide[];
    };
    readonly gives: readonly FileHash[];
  };
  readonly publish: {
    readonly asks: {
      readonly staging: string;
      readonly target: string;
      /** The folder that the target is to lie in, which another computer may make at the same moment; absent: it is there. */
      readonly within?: string;
      readonly expected: ExpectedTree;
      readonly at: KnownDestination;
    };
    readonly gives: Publication;
  };
  /** What there is of a session that still runs. */
  readonly listSession: { readonly asks: SessionAsks; readonly gives: SessionListing };
  readonly makeFolders: { readonly asks: FolderAsks; readonly gives: void };
  /** `identityOf` each moved copy; 0: it has to be copied or read again. */
  readonly adoptCopies: { readonly asks: AdoptAsks; readonly gives: Float64Array };
  /**
   * Lists what is published by the piece, and gives the list its name among it. False: another one has that name. Such a session has
   * a list of each computer that hands off a part of it.
   */
  readonly publishList: {
    readonly asks: {
      readonly staging: string;
      readonly target: string;
      /** Of what is listed, in order. */
      readonly paths: readonly string[];
      readonly list: ListToWrite;
      readonly at: KnownDestination;
    };
    readonly gives: boolean;
  };
  /** All records of a session that stand there then. */
  readonly keepRecords: { readonly asks: GatherAsks; readonly gives: KeptRecords };
  /** False: not all of it could be flushed. */
  readonly flushTree: { readonly asks: { readonly root: string; readonly staging: string }; readonly gives: boolean };
  readonly removeTree: { readonly asks: { readonly path: string }; readonly gives: void };
  /** Whether two paths are one place, seen through links, mounts and second names. */
  readonly isSame: { readonly asks: { readonly path: string; readonly other: string }; readonly gives: boolean };
  /** Which of the paths nothing stands at. */
  readonly findMissing: { readonly asks: { readonly paths: readonly string[] }; readonly gives: readonly string[] };
  readonly findSources: {
    readonly asks: { readonly request: SourceChoice };
    readonly gives: FoundSources;
  };
  /** Bytes of the modalities. */
  readonly measure: { readonly asks: { readonly request: SourceChoice }; readonly gives: number };
  readonly deleteFiles: {
    readonly asks: {
      readonly algorithm: string;
      readonly files: readonly DeletableFile[];
      readonly ownDisk: OwnDisk | undefined;
      /** What published copies are read from. */
      readonly readBack: ReadBack;
    };
    readonly gives: Deletion;
  };
  readonly removeEmptyFolders: {
    readonly asks: { readonly roots: readonly string[]; readonly except: readonly string[] };
    readonly gives: void;
  };
  /** Brings a copy of the inventory to the destination, beside what is published. False: nothing is published there any more. */
  readonly keepInventory: {
    readonly asks: {
      /** `<destination>/<name>`. */
      readonly target: string;
      /** In the flag folder: JSON and, where files have a sha256, sums. Absolute. */
      readonly from: Readonly<Partial<Record<"json" | "sha256", string>>>;
      /** Of a session that several computers hand off, what this one's part is called. */
      readonly part?: string | undefined;
    };
    readonly gives: boolean;
  };
  /** What histories of ASC MHL that a session has brought say of its files. */
  readonly readHistories: { readonly asks: HistoriesAsks; readonly gives: ReadNested | { readonly why: string } };
  readonly appendGeneration: { readonly asks: AppendAsks; readonly gives: Appended };
  /** A part of a published copy, compared with its inventory. */
  readonly audit: { readonly asks: AuditAsks; readonly gives: AuditedPart };
  readonly repair: { readonly asks: RepairAsks; readonly gives: Repaired };
  /** Whether a store can be reached. */
  readonly lookAtStore: { readonly asks: StoreAsks; readonly gives: void };
  readonly claimStore: { readonly asks: StoreAsks & { readonly claim: StoreClaim }; readonly gives: StoreStanding };
  /** Has a store hold files, each proven. */
  readonly bringFiles: { readonly asks: StoreAsks & BringAsks; readonly gives: readonly BroughtFile[] };
  /** Undefined: another one has its name. */
  readonly placeFile: {
    readonly asks: StoreAsks & { readonly task: CopyTask; readonly verifySource?: boolean | undefined };
    readonly gives: BroughtFile | undefined;
  };
  readonly keepInStore: {
    readonly asks: StoreAsks & Pick<GatherAsks, "records" | "expected" | "target">;
    readonly gives: KeptRecords;
  };
  /** False: another one has been published there. */
  readonly publishStore: {
    readonly asks: StoreAsks & { readonly expected: StoreExpected; readonly claimant: StoreClaimant };
    readonly gives: boolean;
  };
  readonly checkStore: {
    readonly asks: StoreAsks & { readonly files: readonly ListedHash[] };
    readonly gives: StoreCheck;
  };
  /** Fetches files of a copy in a store into a folder of this machine. */
  readonly fetchFiles: { readonly asks: StoreAsks & FetchFilesAsks; readonly gives: void };
  readonly repairStore: { readonly asks: StoreAsks & StoreRepairAsks; readonly gives: Repaired };
  readonly auditStore: { readonly asks: StoreAsks & AuditAsks; readonly gives: AuditedPart };
  /** Of files whose published copies lie there, by their paths there. */
  readonly deleteStored: {
    readonly asks: StoreAsks & { readonly files: readonly DeletableFile[] };
    readonly gives: Deletion;
  };
  /** Removes what one manifest has begun there and has not published. */
  readonly clearStore: { readonly asks: StoreAsks & { readonly claim: StoreClaim }; readonly gives: void };
  /** How many receipts are left in the place of what was deleted. */
  readonly leaveReceipts: { readonly asks: ReceiptAsks; readonly gives: number };
  /** Where the manifest is now. */
  readonly archive: {
    readonly asks: { readonly manifest: string; readonly digest: string; readonly completeFolder: string };
    readonly gives: string | undefined;
  };
}

interface StoreAsks {
  readonly store: StorePlace;
}

type WorkKind = keyof WorkTable;

export type WorkOrder = { [Kind in WorkKind]: { readonly kind: Kind } & WorkTable[Kind]["asks"] }[WorkKind];

export type OrderOf<Kind extends WorkKind> = Extract<WorkOrder, { readonly kind: Kind }>;

/** Those for which a store is needed that is no file system. */
export type StoreOrder = Extract<WorkOrder, StoreAsks>;

export type WorkResult<Order extends WorkOrder = WorkOrder> = WorkTable[Order["kind"]]["gives"];

export type Performers<Ports> = {
  readonly [Kind in WorkKind]: (
    ports: Ports,
    order: OrderOf<Kind>,
  ) => WorkTable[Kind]["gives"] | Promise<WorkTable[Kind]["gives"]>;
};
