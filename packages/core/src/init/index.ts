export { readEnvironment } from "../config/environment.js";
export { type CommandIo, processIo } from "../cli/command-io.js";
export { openStarterUi } from "./open-starter-ui.js";
export { addStarterOptions, askStarter, type GivenStarter, type StarterAnswers, starterFlags } from "./starter.js";
