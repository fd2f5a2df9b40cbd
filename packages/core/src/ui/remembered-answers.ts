import { dirname } from "node:path";
import { readJson, writeDurably, type FileSystem } from "@rigline/foundation/platform";
import { mark } from "@rigline/foundation/marks";
import { z } from "zod";

/** The last answers to each question, offered as defaults and choices. */
export interface RememberedAnswers {
  /** The most recent first, at most nine, no two the same. */
  history(key: string): readonly string[];
  remember(key: string, answer: string): void;
}

const LONGEST_HISTORY = 9;

const FileSchema = z.object({ answers: z.record(z.string(), z.array(z.string())) });

type Answers = Map<string, readonly string[]>;

/**
 * Keeps them in a JSON file `{ "answers": { "<key>": ["<most recent>", …] } }`. A convenience, so it never fails: a file that is
 * missing or damaged counts as empty, and one that can't be written is told to `complain`. `place`: its absolute path, asked each
 * time, since plugins may yet change the data folder.
 */
export function openRememberedAnswers(
  fileSystem: FileSystem,
  place: () => string,
  complain: (error: unknown) => void = () => undefined,
): RememberedAnswers {
  return {
    history: (key) => read(fileSystem, place()).get(key) ?? [],
    remember: (key, answer) => {
      const path = place();
      // Read anew: another launcher may have written meanwhile.
      const answers = read(fileSystem, path);
      answers.set(key, withNewest(answers.get(key) ?? [], answer));
      try {
        fileSystem.makeFolder(dirname(path));
        writeDurably(path, `${JSON.stringify({ answers: Object.fromEntries(answers) }, undefined, 2)}\n`, {
          fileSystem,
        });
      } catch (error) {
        mark("ui: answers that can't be remembered are told and stop nothing");
        complain(error);
      }
    },
  };
}

function withNewest(history: readonly string[], answer: string): readonly string[] {
  return [answer, ...history.filter((other) => other !== answer)].slice(0, LONGEST_HISTORY);
}

function read(fileSystem: FileSystem, path: string): Answers {
  try {
    return new Map(Object.entries(FileSchema.parse(readJson(fileSystem, path)).answers));
  } catch {
    return new Map();
  }
}
