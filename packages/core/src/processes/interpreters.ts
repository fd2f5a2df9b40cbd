import { extname } from "node:path";

/** Programs that run a program's text; `conda run python x.py` names one further on. */
const INTERPRETER =
  /(?:^|[\\/])(?:node|bun|deno|tsx|python[\d.]*|py|(?:ba|z|da)?sh|pwsh|powershell|cmd|perl|ruby|rscript|julia|matlab|uv)(?:\.exe)?$/iu;
/** Options that such a text follows. */
const TAKES_CODE = /^(?:-[cepr]|--eval|--print|-command|-batch|\/[ck])$/iu;
/** Marks that only such a text has. */
const CODE_MARKS = /[;\n]|=>|\w\(/u;
/** Files that are run by an interpreter. */
const SCRIPT_EXTENSIONS = new Set(".js .mjs .cjs .ts .mts .cts .py .pyw .sh .ps1 .pl .rb .r .jl .m".split(" "));

/** Whether a part of a command is a program's own text, rather than a name or a path. */
export function isProgramText(part: string, before: readonly string[]): boolean {
  return CODE_MARKS.test(part) || (TAKES_CODE.test(before.at(-1) ?? "") && before.some(isInterpreter));
}

/**
 * The script that a command would have an interpreter run, as it is written: `exp.py` of `python3 -u exp.py --fast`. Undefined
 * when there is none, or when it can't be told: text, a module (`-m`), a name without an extension.
 */
export function findScript(command: readonly string[]): string | undefined {
  const first = command.findIndex(isInterpreter);
  if (first === -1) return undefined;
  for (const part of command.slice(first + 1)) {
    if (TAKES_CODE.test(part) || part === "-m" || part === "-") return undefined;
    if (part.startsWith("-") || isInterpreter(part)) continue;
    if (CODE_MARKS.test(part)) return undefined;
    if (SCRIPT_EXTENSIONS.has(extname(part).toLowerCase())) return part;
  }
  return undefined;
}

function isInterpreter(part: string): boolean {
  return INTERPRETER.test(part);
}
