const PLAIN_NAME = /^[\w$-]+$/u;

/** `["plugins", 0, "use"]` → `plugins[0].use`; names with other letters are quoted: `environment["A B"]`. */
export function formatPath(path: readonly PropertyKey[]): string {
  let text = "";
  for (const step of path) {
    if (typeof step === "number") text += `[${step}]`;
    else if (PLAIN_NAME.test(String(step))) text += text === "" ? String(step) : `.${String(step)}`;
    else text += `[${JSON.stringify(String(step))}]`;
  }
  return text;
}

const STEP = /\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|([\w$-]+)/gu;

/** The way back: `plugins[0].use` → `["plugins", 0, "use"]`. */
export function pathSteps(text: string): (string | number)[] {
  return [...text.matchAll(STEP)].map(([, index, quoted, name = ""]) =>
    index !== undefined ? Number(index) : quoted !== undefined ? (JSON.parse(quoted) as string) : name,
  );
}
