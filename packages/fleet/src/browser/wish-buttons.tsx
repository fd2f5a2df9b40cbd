import { ASKS_WHY, confirm, type AskedText } from "@rigline/page/browser";
import type { FleetRow, WishDeed } from "../wire/fleet-sessions.js";
import { mayActAs } from "../wire/roles.js";
import { me, wish } from "./ask-server.js";

interface WishLabel {
  readonly label: string;
  /** What becomes of the data, one sentence; absent: it is asked at once, and can be taken back. */
  readonly question?: string;
  readonly sure?: string;
  readonly asks?: AskedText & { readonly as: "reason" | "until" };
}

const LABELS: Readonly<Record<WishDeed, WishLabel>> = {
  redrive: { label: "Try now" },
  release: { label: "Release" },
  hold: { label: "Hold" },
  reschedule: {
    label: "Later…",
    question: "Its rig begins with it at that time, or soon after.",
    sure: "Put it off",
    asks: { as: "until", label: "From when on", required: true, type: "datetime-local" },
  },
  cancel: {
    label: "Cancel…",
    question: "It is not handed off. Its data stay at the rig; what is published already stays there too.",
    sure: "Cancel the hand-off",
    asks: { as: "reason", ...ASKS_WHY },
  },
};

/** What can be asked of its rig, of those who may. */
export function WishButtons({ row, onAsked }: { readonly row: FleetRow; readonly onAsked: () => void }) {
  const who = me.value;
  if (row.deeds.length === 0 || who === undefined || !("is" in who) || !mayActAs(who.is.role, "operator")) return null;
  return (
    <div class="acts" role="group" aria-label={`What can be asked of ${row.name}`}>
      {row.deeds.map((deed) => (
        <button key={deed} type="button" class={`act ${deed}`} onClick={() => begin(deed, row, onAsked)}>
          {LABELS[deed].label}
        </button>
      ))}
    </div>
  );
}

function begin(deed: WishDeed, { id, name, rig }: FleetRow, onAsked: () => void): void {
  const { label, question, sure = label, asks } = LABELS[deed];
  const ask = (more: Parameters<typeof wish>[2]): void =>
    void wish(id, deed, more).then((isAsked) => isAsked && onAsked());
  if (question === undefined) return ask({});
  confirm({
    title: `${label.replace("…", "")}: ${rig}, ${name}`,
    question,
    sure,
    ...(asks === undefined ? {} : { asks }),
    act: (answer) => {
      if (asks === undefined || answer === "") return ask({});
      // The time is of whoever asks; what is sent is the same moment everywhere.
      ask({ [asks.as]: asks.as === "until" ? new Date(answer).toISOString() : answer });
    },
  });
}
