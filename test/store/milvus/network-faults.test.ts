import { FakeMilvus } from "./fake-server/fake-milvus.js";
import { networkFaults } from "./network-faults.js";

networkFaults("a server that speaks Milvus 2.5", async () => {
  const server = await FakeMilvus.start();
  return { port: server.port, close: () => server.stop() };
});
