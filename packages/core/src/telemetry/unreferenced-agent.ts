import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";

/** An agent whose connections don't keep the process alive: a collector that never answers must not hold the launcher. */
export function createUnreferencedAgent(protocol: string): HttpAgent {
  const agent = protocol === "https:" ? new HttpsAgent() : new HttpAgent();
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    const connection = connect(options, callback);
    if (connection !== null && connection !== undefined && "unref" in connection)
      (connection as { unref(): void }).unref();
    return connection;
  };
  return agent;
}
