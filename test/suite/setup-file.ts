import { expect } from "vitest";
import { giveTemporaryFolder } from "./test-run.js";

giveTemporaryFolder(expect.getState().testPath ?? "unnamed");
