import { formatBytes } from "@rigline/foundation/quantities";
import type { FleetView } from "../wire/fleet-sessions.js";
import { asked, lateAfterHours, safe, totals } from "./fleet-signals.js";

/** The four questions of a lab, each of which opens the list of its sessions. */
export function FleetAnswers() {
  const { needs, needsRigs, silent, late, lateRigs, atRig, atRigBytes, first } = totals.value;
  const { sessions, bytes, days } = safe.value ?? { sessions: 0, bytes: 0, days: 0 };
  const trouble = [
    needs > 0 && `${count(needs, "session")} at ${count(needsRigs, "rig")}`,
    silent > 0 && `${count(silent, "rig")} silent`,
    first !== undefined && `first: ${first.name}`,
  ].filter((part) => part !== false);
  return (
    <section class="answers fleet" aria-label="The four questions">
      <Answer
        view="needs"
        question="Who needs somebody?"
        tone={needs + silent > 0 ? "needs" : "safe"}
        short={needs + silent === 0 ? "Nobody" : String(needs + silent)}
        text={trouble.length === 0 ? "No rig waits for a person." : `${trouble.join("; ")}.`}
      />
      <Answer
        view="late"
        question="What is late?"
        tone={late > 0 ? "recording" : "safe"}
        short={late === 0 ? "Nothing" : String(late)}
        text={
          late === 0
            ? `All that was handed off ${lateAfterHours.value} hours ago has reached its destination.`
            : `${count(late, "session")} of ${count(lateRigs, "rig")}, handed off more than ${lateAfterHours.value} hours ago, and not at the destination.`
        }
      />
      <Answer
        view="atRig"
        question="What never left a rig?"
        tone={atRig > 0 ? "plain" : "safe"}
        short={atRig === 0 ? "Nothing" : formatBytes(atRigBytes)}
        text={
          atRig === 0
            ? "Every session that was handed off is at its destination."
            : `${count(atRig, "session")}, handed off and at the rig alone until now.`
        }
      />
      <Answer
        view="safe"
        question="What is safe to delete?"
        tone={sessions > 0 ? "safe" : "grey"}
        short={sessions === 0 ? "Nothing" : formatBytes(bytes)}
        text={`${count(sessions, "session")} of the last ${days} days, as far as the fleet knows. The rig looks at the source before it deletes.`}
      />
    </section>
  );
}

interface AnswerProps {
  readonly view: FleetView;
  readonly question: string;
  readonly tone: string;
  readonly short: string;
  readonly text: string;
}

function Answer({ view, question, tone, short, text }: AnswerProps) {
  const isChosen = asked.value === view;
  return (
    <article class={`answer ${tone} ${isChosen ? "chosen" : ""}`}>
      <h2>
        <button
          type="button"
          class="question"
          aria-pressed={isChosen}
          onClick={() => (asked.value = isChosen ? undefined : view)}
        >
          {question}
        </button>
      </h2>
      <p class="short">{short}</p>
      <p class="text">{text}</p>
    </article>
  );
}

function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? "" : "s"}`;
}
