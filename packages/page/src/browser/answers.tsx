import type { QuestionAnswer, PageSummary } from "../wire/page-state.js";
import { WithCode } from "./shared/with-code.js";

/** The three questions that are asked of the page from the other side of the room. */
export function Answers({ summary }: { readonly summary: PageSummary }) {
  return (
    <section class="answers" aria-label="The three questions">
      <Question question="May I go home?" answer={summary.home} />
      <Question question="May I delete?" answer={summary.deleting} />
      <Question question="Who must act?" answer={summary.acting} />
    </section>
  );
}

function Question({
  question,
  answer: { tone, short, text },
}: {
  readonly question: string;
  readonly answer: QuestionAnswer;
}) {
  return (
    <article class={`answer ${tone}`}>
      <h2>{question}</h2>
      <p class="short">{short}</p>
      <p class="text">
        <WithCode text={text} />
      </p>
    </article>
  );
}
