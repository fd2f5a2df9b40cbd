/** A sentence in which commands stand between backticks. Text alone: nothing of it is ever markup. */
export function WithCode({ text }: { readonly text: string }) {
  const parts = text.split("`");
  return <>{parts.map((part, index) => (index % 2 === 1 && index < parts.length - 1 ? <code>{part}</code> : part))}</>;
}
