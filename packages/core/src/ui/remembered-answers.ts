import { dirname } from "node:path";
import { readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { z } from "zod";

/** The last answers to each question, offered as defaults and choices. */
export interface RememberedAnswers {
  /** The most recent first, at most nine, no two the same. */
  history(key: string): readonly string[];
  /** The last one that was given for this subject. */
  lastOf(subject: string, key: string): string | undefined;
  /** `subject`: whom the answer was given for, where one is known. */
  remember(key: string, answer: string, subject?: string): void;
}

const LONGEST_HISTORY = 9;

/** The subjects that answers are kept of: those that answered last. */
const MOST_SUBJECTS = 500;

const OfSubjectSchema = z.object({ subject: z.string(), answers: z.record(z.string(), z.string()) });

const FileSchema = z.object({
  answers: z.record(z.string(), z.array(z.string())),
  // Not in the files of earlier versions; what is damaged of it costs no other answer.
  subjects: z.array(OfSubjectSchema).optional().catch(undefined),
});

interface Kept {
  readonly answers: Map<string, readonly string[]>;
  /** Whose answers were kept last stands last. */
  readonly subjects: Map<string, Map<string, string>>;
}

/**
 * Keeps them in a JSON file `{ "answers": { "<key>": ["<most recent>", …] }, "subjects": [{ "subject": "<id>", "answers": { "<key>":
 * "<last>" } }, …] }`, whose answers are the newest last: an object would put names that are numbers first.
 * A convenience, so it never fails: a file that is missing or damaged counts as empty, and one that can't be written is told to
 * `complain`. `place`: its absolute path, asked each time, since plugins may yet change the data folder.
 */
export function openRememberedAnswers(
  fileSystem: FileSystem,
  place: () => string,
  complain: (error: unknown) => void = () => undefined,
): RememberedAnswers {
  return {
    history: (key) => read(fileSystem, place()).answers.get(key) ?? [],
    lastOf: (subject, key) => read(fileSystem, place()).subjects.get(subject)?.get(key),
    remember: (key, answer, subject) => {
      const path = place();
      // Read anew: another launcher may have written meanwhile.
      const kept = read(fileSystem, path);
      kept.answers.set(key, withNewest(kept.answers.get(key) ?? [], answer));
      if (subject !== undefined) keepFor(subject, kept, key, answer);
      try {
        fileSystem.makeFolder(dirname(path));
        writeDurably(path, `${JSON.stringify(toFile(kept), undefined, 2)}\n`, { fileSystem });
      } catch (error) {
        mark("ui: answers that can't be remembered are told and stop nothing");
        complain(error);
      }
    },
  };
}

function keepFor(subject: string, { subjects }: Kept, key: string, answer: string): void {
  const answers = subjects.get(subject) ?? new Map<string, string>();
  answers.set(key, answer);
  subjects.delete(subject);
  subjects.set(subject, answers);
  for (const oldest of [...subjects.keys()].slice(0, Math.max(0, subjects.size - MOST_SUBJECTS)))
    subjects.delete(oldest);
}

function toFile({ answers, subjects }: Kept): object {
  return {
    answers: Object.fromEntries(answers),
    subjects: [...subjects].map(([subject, own]) => ({ subject, answers: Object.fromEntries(own) })),
  };
}

function withNewest(history: readonly string[], answer: string): readonly string[] {
  return [answer, ...history.filter((other) => other !== answer)].slice(0, LONGEST_HISTORY);
}

function read(fileSystem: FileSystem, path: string): Kept {
  try {
    const { answers, subjects = [] } = FileSchema.parse(readJson(fileSystem, path));
    return {
      answers: new Map(Object.entries(answers)),
      subjects: new Map(subjects.map((one) => [one.subject, new Map(Object.entries(one.answers))])),
    };
  } catch {
    return { answers: new Map(), subjects: new Map() };
  }
}
