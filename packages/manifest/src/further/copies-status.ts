import { describeStatus, makeStatus, type DestinationStatus, type SessionStatus } from "@rigline/foundation/status";
import { adviseOnDamage, adviseOnParked } from "../job/advise.js";
import { describeDamage } from "../job/describe-damage.js";
import { describeJob, type SeenJob } from "../job/describe-job.js";
import { copiesOf, hasArrived, type CopyStanding } from "./further-copies.js";

interface TellingFacts extends SeenJob {
  readonly now: Date;
  readonly commands: { readonly redriveCopy?: (manifest: string) => string };
}

/**
 * The status of a session with its further copies: each is named with where it stands, and one that is needed and that only a person
 * can help makes the session `stuck`.
 */
export function tellCopies(facts: TellingFacts, status: SessionStatus): SessionStatus {
  const copies = copiesOf(facts);
  if (copies.length === 0) return status;
  const destinations = destinationsOf(facts, facts.now);
  const stuck = copies.findIndex((copy) => copy.needed && needsSomebody(copy));
  const copy = copies[stuck];
  const ownTrouble = ["stuck", "held", "cancelled"].includes(status.word);
  if (copy?.state === undefined || ownTrouble) {
    const detail = [...(status.detail === "" ? [] : [status.detail]), ...destinations.map(nameDestination)].join("; ");
    return { ...status, detail, destinations };
  }
  const others = destinations.filter((_, index) => index !== stuck).map(nameDestination);
  const own =
    facts.state?.published === undefined ? describeStatus(status) : `the data are at ${facts.state.destination}`;
  const detail = [describeTrouble(copy, facts.now), own, ...others].join("; ");
  return { ...makeStatus("stuck", { detail, todo: adviseOn(copy, facts), isOver: true }), destinations };
}

/** Where else a session's data go, each with where it stands; nothing when they go nowhere else. */
export function destinationsOf(job: Pick<SeenJob, "state" | "copies">, now?: Date): readonly DestinationStatus[] {
  return copiesOf(job).map((copy) => describeCopy(copy, now));
}

function needsSomebody({ state }: CopyStanding): boolean {
  return state?.step === "parked" || damageOf(state) !== undefined;
}

function damageOf(state: CopyStanding["state"]): NonNullable<CopyStanding["state"]>["verification"] {
  return state?.verification?.isWhole === false ? state.verification : undefined;
}

function describeTrouble({ destination, state }: CopyStanding, now: Date): string {
  const damage = damageOf(state);
  if (damage !== undefined) return `${describeDamage(damage)}: ${destination}`;
  return `its copy for ${destination} is parked: ${describeJob({ state, manifest: "queued" }, now)}`;
}

function adviseOn({ destination, manifest, state }: CopyStanding, { commands }: TellingFacts): string | null {
  if (damageOf(state) !== undefined) return adviseOnDamage(destination);
  const redrive = commands.redriveCopy?.(manifest);
  return redrive === undefined
    ? (state?.failure?.todo ?? null)
    : adviseOnParked(state ?? { failure: undefined }, redrive);
}

function describeCopy(copy: CopyStanding, now: Date | undefined): DestinationStatus {
  const { destination, needed, state } = copy;
  const damage = damageOf(state);
  if (damage !== undefined) return { destination, needed, isThere: false, detail: describeDamage(damage) };
  if (hasArrived(copy)) return { destination, needed, isThere: true, detail: "verified and published" };
  const detail = `${nameEnd(state)}${describeJob({ state, manifest: "queued" }, now)}`;
  return { destination, needed, isThere: false, detail };
}

/** Of one of which nothing becomes by itself: what stands before the reason. */
function nameEnd(state: CopyStanding["state"]): string {
  if (state?.step === "parked") return "parked: ";
  if (state?.step !== "cancelled") return "";
  return state.cancelled?.by === undefined ? "cancelled: " : "cancelled ";
}

/** `also at //other/share/x`, or why not, one phrase. */
function nameDestination({ destination, needed, isThere: there, detail }: DestinationStatus): string {
  if (there) return `also at ${destination}`;
  return `not at ${destination}${needed ? "" : ", where it is not needed"}: ${detail}`;
}
