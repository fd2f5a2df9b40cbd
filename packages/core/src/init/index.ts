export { readEnvironment } from "../config/environment.js";
export { type CommandIo, processIo } from "../cli/command-io.js";
export { openStarterUi } from "./open-starter-ui.js";
export { askStarter } from "./ask-starter.js";
export { addStarterOptions, type GivenStarter, type StarterAnswers, starterFlags } from "./starter-questions.js";
